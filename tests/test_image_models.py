"""Convolutional players have the shapes and the weights that were published."""

import pytest
import torch
from torch import nn

from gannotes import penalties
from gannotes.models import dcgan


@pytest.mark.parametrize("size", [28, 32, 64])
@pytest.mark.parametrize("n", [1, 3])
def test_pictures_and_one_logit_each(size, n, device):
    torch.manual_seed(0)
    G = dcgan.Generator(latent=10, channels=1, image_size=size, width=4).eval().to(device)
    D = dcgan.Discriminator(channels=1, image_size=size, width=4).eval().to(device)
    x = G(torch.randn(n, 10, device=device))
    assert x.shape == (n, 1, size, size)
    assert x.abs().max() <= 1
    assert D(x).shape == (n,)


def test_dcgan_at_64_pixels_has_the_published_number_of_weights():
    """PyTorch's DCGAN example, three channels, width 64, no bias in a convolution."""
    assert dcgan.num_parameters(dcgan.Generator()) == 3_576_704
    assert dcgan.num_parameters(dcgan.Discriminator()) == 2_765_568


def test_layers_are_named_by_the_maps_they_make():
    G = dcgan.Generator(image_size=32, width=2)
    assert [name for name, _ in G.named_children()] == ["4x4", "8x8", "16x16", "32x32"]
    seen = {}
    for name, layer in G.named_children():
        layer.register_forward_hook(lambda _, __, out, name=name: seen.update({name: tuple(out.shape[2:])}))
    G(torch.randn(2, 100))
    assert seen == {"4x4": (4, 4), "8x8": (8, 8), "16x16": (16, 16), "32x32": (32, 32)}
    assert [name for name, _ in dcgan.Discriminator(image_size=28, width=2).named_children()] == ["14x14", "7x7", "out"]


def test_batch_norm_stands_where_the_paper_puts_it_with_its_own_epsilon():
    G, D = dcgan.Generator(width=2), dcgan.Discriminator(width=2)
    norms = [layer for network in (G, D) for layer in network.modules() if isinstance(layer, nn.BatchNorm2d)]
    assert len(norms) == 4 + 3, "none in G's last layer, none in D's first and last"
    assert all(norm.eps == 1e-5 and norm.momentum == 0.1 for norm in norms)


def test_a_normalised_layer_has_unit_variance_whatever_its_scale():
    """With an epsilon of 0.8 (a second argument taken for momentum) a quiet layer stays quiet."""
    G = dcgan.Generator(image_size=28, width=4)
    layer = getattr(G, "7x7")
    with torch.no_grad():
        layer[0].weight.mul_(5)
    out = layer[:2](torch.randn(500, 100, 1, 1))
    assert out.std(dim=(0, 2, 3)).mean().item() == pytest.approx(1, abs=0.1)


def test_weights_start_small():
    torch.manual_seed(0)
    D = dcgan.Discriminator()
    assert getattr(D, "8x8")[0].weight.std().item() == pytest.approx(0.02, rel=0.02)
    assert getattr(D, "8x8")[1].weight.mean().item() == pytest.approx(1, abs=0.01)


def test_without_norm_each_sample_is_judged_alone_and_a_penalty_is_defined():
    torch.manual_seed(0)
    D = dcgan.Discriminator(channels=1, image_size=28, width=4, norm=dcgan.no_norm)
    x = torch.randn(4, 1, 28, 28)
    torch.testing.assert_close(D(x)[:1], D(x[:1]))
    torch.testing.assert_close(penalties.slope(D, x)[:1], penalties.slope(D, x[:1]))
    normed = dcgan.Discriminator(channels=1, image_size=28, width=4)
    assert not torch.allclose(normed(x)[:2], normed(x[:2]), atol=1e-4)
    assert getattr(D, "7x7")[0].bias is not None, "with nothing to normalise, a layer has its bias"


def test_every_weight_is_used():
    torch.manual_seed(0)
    G, D = dcgan.Generator(latent=4, image_size=32, width=4), dcgan.Discriminator(image_size=32, width=4)
    D(G(torch.randn(8, 4))).sum().backward()
    for network in (G, D):
        for name, weight in network.named_parameters():
            assert weight.grad is not None, name
            assert weight.grad.abs().sum() > 0 or name.endswith("bias"), name


def test_other_sizes_are_refused(as_readers_run):
    with pytest.raises(ValueError, match=r"size must be one of \[28, 32, 64\] pixels, got 30"):
        dcgan.Generator(image_size=30)
    with pytest.raises(ValueError, match="size must be one of"):
        dcgan.Discriminator(image_size=30)
    with pytest.raises(ValueError, match=r"looks at pictures of shape \(3, 32, 32\), but these have \(1, 32, 32\)"):
        dcgan.Discriminator(image_size=32, width=2)(torch.zeros(2, 1, 32, 32))
