"""The networks that translate pictures are the published ones, and a patch is as large as it is said to be."""

import pytest
import torch
from torch import nn

from gannotes.models.dcgan import no_norm, num_parameters
from gannotes.models.translate import PatchDiscriminator, UNet, receptive_field


def test_the_published_sizes_weight_for_weight():
    assert num_parameters(UNet()) == 54_413_955
    assert num_parameters(PatchDiscriminator()) == 2_764_737
    conditional = PatchDiscriminator(channels=6)
    assert num_parameters(conditional) - num_parameters(PatchDiscriminator()) == 3 * 64 * 4 * 4


def test_the_unet_has_the_papers_layers():
    """C64-C128-C256-C512 x 5, then CD512 x 3, C512, C256, C128, C64 and the picture; no bias but the last."""
    net = UNet()
    convs = [layer for down in net.downs for layer in down if isinstance(layer, nn.Conv2d)]
    assert [c.out_channels for c in convs] == [64, 128, 256, 512, 512, 512, 512, 512]
    back = [layer for up in net.ups for layer in up if isinstance(layer, nn.ConvTranspose2d)]
    assert [c.out_channels for c in back] == [512, 512, 512, 512, 256, 128, 64, 3]
    assert [c.in_channels for c in back] == [512, 1024, 1024, 1024, 1024, 512, 256, 128]
    assert [any(isinstance(layer, nn.Dropout) for layer in up) for up in net.ups] == [True] * 3 + [False] * 5
    assert [c.bias is not None for c in convs + back] == [False] * 15 + [True]
    normed = [any(isinstance(layer, nn.BatchNorm2d) for layer in block) for block in [*net.downs, *net.ups]]
    assert normed == [False] + [True] * 6 + [False] + [True] * 7 + [False]
    leaky = [layer.negative_slope for down in net.downs for layer in down if isinstance(layer, nn.LeakyReLU)]
    assert leaky == [0.2] * 7


@pytest.mark.parametrize("depth", [2, 5])
def test_a_small_unet_makes_pictures_of_the_same_side(depth):
    net = UNet(channels=3, width=4, depth=depth, inputs=10, noisy=1)
    made = net(torch.randn(2, 10, 32, 64))
    assert made.shape == (2, 3, 32, 64)
    assert made.abs().max() <= 1


def test_the_bridges_carry_what_the_bottom_loses():
    """With the innermost decoder layer silenced, a U-Net still hears its input; without bridges nothing is left."""
    inputs = torch.randn(2, 3, 16, 16, generator=torch.Generator().manual_seed(0))
    for skips, heard in ((True, True), (False, False)):
        torch.manual_seed(1)
        net = UNet(width=4, depth=4, noisy=0, skips=skips).eval()
        nn.init.zeros_(net.ups[0][1].weight)
        made = net(inputs)
        assert (not torch.allclose(made[0], made[1], atol=1e-7)) == heard


def test_dropout_is_the_only_noise_and_sleeps_when_not_training():
    inputs = torch.randn(4, 3, 16, 16)
    net = UNet(width=4, depth=4)
    assert not torch.equal(net(inputs), net(inputs))
    assert torch.equal(net.eval()(inputs), net(inputs))
    quiet = UNet(width=4, depth=4, noisy=0).train()
    assert torch.equal(quiet(inputs), quiet(inputs))


@pytest.mark.parametrize(("layers", "side"), [(1, 16), (2, 34), (3, 70), (4, 142)])
def test_the_receptive_field_is_the_papers(layers, side):
    assert receptive_field(PatchDiscriminator(width=4, layers=layers)) == side


def touched(D: nn.Module, x: torch.Tensor, row: int, column: int) -> torch.Tensor:
    """Which pixels one logit has any slope in."""
    x = x.clone().requires_grad_()
    (slope,) = torch.autograd.grad(D.patches(x)[0, row, column], x)
    return slope[0].abs().sum(0) > 0


@pytest.mark.parametrize(("layers", "side"), [(1, 16), (2, 34), (3, 70)])
def test_the_receptive_field_is_seen_by_gradient(layers, side):
    """A logit in the middle has a slope in a square of that side and nowhere else; instance norm spreads it."""
    x = torch.randn(1, 3, 128, 128, dtype=torch.double, generator=torch.Generator().manual_seed(2))
    torch.manual_seed(3)
    D = PatchDiscriminator(width=4, layers=layers, norm=no_norm).double()
    middle = D.patches(x).shape[1] // 2
    seen = touched(D, x, middle, middle)
    assert seen.sum() == side**2
    assert seen.any(0).sum() == seen.any(1).sum() == side
    spread = touched(PatchDiscriminator(width=4, layers=layers).double(), x, middle, middle)
    assert spread.double().mean() > 0.99


def test_logits_are_flat_one_for_each_patch_picture_by_picture():
    torch.manual_seed(4)
    D = PatchDiscriminator(channels=13, width=4)
    x, y = torch.randn(5, 3, 32, 32), torch.randn(5, 10, 32, 32)
    assert D.patches(x, y).shape == (5, 2, 2)
    torch.testing.assert_close(D(x, y), torch.cat([D(x[i : i + 1], y[i : i + 1]) for i in range(5)]))
    torch.testing.assert_close(D(x, y), D(torch.cat([y, x], 1)))
    assert PatchDiscriminator(width=4, layers=3).patches(torch.randn(1, 3, 256, 256)).shape == (1, 30, 30)


def test_sizes_that_do_not_fit_are_refused(as_readers_run):
    with pytest.raises(ValueError, match=r"multiples of 256, got \(32, 32\): scale .* smaller depth"):
        UNet(width=1)(torch.zeros(1, 3, 32, 32))
    with pytest.raises(ValueError, match=r"shape \(n, 10, h, w\), got \(1, 3, 32, 32\)"):
        UNet(width=1, depth=5, inputs=10)(torch.zeros(1, 3, 32, 32))
    with pytest.raises(ValueError, match="depth >= 2"):
        UNet(depth=1)
    with pytest.raises(ValueError, match="noisy < depth, got depth = 3, noisy = 3"):
        UNet(depth=3, noisy=3)
    with pytest.raises(ValueError, match="halves the picture at least once"):
        PatchDiscriminator(layers=0)
    with pytest.raises(ValueError, match=r"D looks at 6 channels.*got \(1, 3, 32, 32\)"):
        PatchDiscriminator(channels=6, width=1)(torch.zeros(1, 3, 32, 32))
    with pytest.raises(ValueError, match=r"at least 24 pixels a side, got \(16, 16\): use fewer layers"):
        PatchDiscriminator(width=1)(torch.zeros(1, 3, 16, 16))
    assert PatchDiscriminator(width=1)(torch.zeros(1, 3, 24, 24)).numel() == 1
