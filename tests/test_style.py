"""What progressive growing and style-based generators are made of, each by its identity."""

import copy
import math

import pytest
import torch
from torch import nn
from torch.nn.functional import avg_pool2d, interpolate
from torch.optim import Adam

from gannotes.data import latents
from gannotes.models import style

F64 = torch.float64


def rng(seed=0):
    return torch.Generator().manual_seed(seed)


def pictures(n, side, seed=0):
    return torch.rand(n, 3, side, side, generator=rng(seed), dtype=F64) * 2 - 1


def pair(stage, alpha=1.0):
    """A generator and a discriminator of 16 pixels, grown so far."""
    torch.manual_seed(0)
    G, D = style.StyleGenerator(8, 16, width=4).to(F64).eval(), style.GrowingDiscriminator(16, width=4).to(F64)
    for network in (G, D):
        network.stage, network.alpha = stage, alpha
    return G, D


def test_adaptive_instance_norm_of_three_numbers_by_hand():
    """1, 2, 6 have mean 3 and population variance 14/3."""
    x = torch.tensor([1.0, 2.0, 6.0], dtype=F64).view(1, 1, 1, 3)
    y = style.adaptive_instance_norm(x, torch.tensor([[2.0]], dtype=F64), torch.tensor([[5.0]], dtype=F64))
    expected = [5 + 2 * (value - 3) / math.sqrt(14 / 3) for value in (1, 2, 6)]
    assert y.flatten().tolist() == pytest.approx(expected, abs=1e-6)


def test_each_map_of_each_picture_takes_its_own_mean_and_deviation(device):
    x = 3 * torch.randn(4, 5, 6, 7, generator=rng(), dtype=F64).to(device) + 2
    scale, bias = torch.randn(2, 4, 5, generator=rng(1), dtype=F64).to(device)
    y = style.adaptive_instance_norm(x, scale, bias)
    torch.testing.assert_close(y.mean((2, 3)), bias, atol=1e-6, rtol=0)
    torch.testing.assert_close(y.std((2, 3), correction=0), scale.abs(), atol=1e-6, rtol=0)


def test_it_forgets_what_the_maps_were_multiplied_by():
    x, ones = torch.randn(2, 3, 4, 4, generator=rng(), dtype=F64), torch.ones(2, 3, dtype=F64)
    once = style.adaptive_instance_norm(x, ones, 0 * ones)
    torch.testing.assert_close(style.adaptive_instance_norm(7 * x - 3, ones, 0 * ones), once, atol=1e-6, rtol=0)


@pytest.mark.parametrize("shape", [(3, 5), (3, 5, 2, 4)])
def test_pixel_norm_leaves_directions_and_makes_the_mean_square_one(shape):
    x = torch.randn(shape, generator=rng(), dtype=F64)
    y = style.pixel_norm(x)
    torch.testing.assert_close(y.square().mean(1), torch.ones_like(y[:, 0]), atol=1e-6, rtol=0)
    torch.testing.assert_close(y, x / x.norm(dim=1, keepdim=True) * math.sqrt(5), atol=1e-6, rtol=0)


def test_a_batch_of_copies_has_deviation_zero_and_a_slope():
    x = torch.randn(1, 3, 4, 4, generator=rng(), dtype=F64).repeat(4, 1, 1, 1).requires_grad_()
    y = style.minibatch_stddev(x, 4)
    assert torch.equal(y[:, :3], x)
    assert y[:, 3].abs().max() < 1e-6
    (slope,) = torch.autograd.grad(y[:, 3].sum(), x, create_graph=True)
    (bend,) = torch.autograd.grad(slope.square().sum(), x)  # which R1 needs
    assert torch.isfinite(torch.stack([slope, bend])).all()


def test_the_deviation_is_the_mean_over_channels_and_places_in_each_group():
    x = torch.randn(6, 2, 3, 3, generator=rng(), dtype=F64)
    y = style.minibatch_stddev(x, 3)
    for first in (0, 1):
        group = x[[first, first + 2, first + 4]].numpy()
        expected = group.std(axis=0).mean()
        assert y[[first, first + 2, first + 4], 2].flatten().tolist() == pytest.approx([expected] * 27, abs=1e-6)


@pytest.mark.parametrize("group", [0, 4, 12])
def test_groups_that_do_not_come_out_even_are_refused(group):
    with pytest.raises(ValueError, match=f"6 pictures don't make groups of {group}"):
        style.minibatch_stddev(torch.zeros(6, 1, 4, 4), group)


def test_equalized_layers_are_scaled_by_he_and_slowed_down():
    torch.manual_seed(0)
    x = torch.randn(2000, 64, generator=rng(), dtype=F64)
    for rate in (1.0, 0.1):
        layer = style.EqualizedLinear(64, 50, start=0.5, rate=rate).to(F64)
        y = layer(x)
        assert y.mean().item() == pytest.approx(0.5, abs=0.1)
        assert y.std(dim=0).mean().item() == pytest.approx(math.sqrt(2), abs=0.1)
        assert layer.weight.std().item() == pytest.approx(1 / rate, rel=0.05)
    conv = style.EqualizedConv2d(16, 8, 3, padding=1, gain=1.0).to(F64)
    plain = nn.functional.conv2d(pictures(2, 5)[:, :1].repeat(1, 16, 1, 1), conv.weight / 12, padding=1)
    torch.testing.assert_close(conv(pictures(2, 5)[:, :1].repeat(1, 16, 1, 1)), plain, atol=1e-6, rtol=0)


def test_adam_moves_every_equalized_weight_by_the_same_share_of_its_deviation():
    """Its first step is lr whatever the slope: of an equalized layer's weights one share, of a plain one's lr / c."""
    shares = {}
    for before in (4, 400):
        torch.manual_seed(0)
        layer, plain = style.EqualizedLinear(before, 100).to(F64), nn.Linear(before, 100).to(F64)
        nn.init.normal_(plain.weight, 0.0, math.sqrt(2 / before))
        for kind, one, scale in (("equalized", layer, layer.scale), ("plain", plain, 1.0)):
            start = scale * one.weight.detach().clone()
            adam = Adam(one.parameters(), lr=0.01, eps=0.0)
            one(torch.randn(50, before, generator=rng(), dtype=F64)).square().mean().backward()
            adam.step()
            moved = (scale * one.weight.detach() - start).abs()
            torch.testing.assert_close(moved, torch.full_like(moved, 0.01 * scale), atol=1e-6, rtol=0)
            shares[kind, before] = (moved.mean() / start.std()).item()
    assert shares["equalized", 4] / shares["equalized", 400] == pytest.approx(1, rel=0.1)
    assert shares["plain", 400] / shares["plain", 4] == pytest.approx(10, rel=0.1)


def test_fade_is_the_coarse_one_at_zero_and_the_fine_one_at_one():
    coarse, fine = torch.randn(2, 3, generator=rng(), dtype=F64)
    assert torch.equal(style.fade(coarse, fine, 0), coarse)
    assert torch.equal(style.fade(coarse, fine, 1), fine)
    torch.testing.assert_close(style.fade(coarse, fine, 0.25), 0.75 * coarse + 0.25 * fine)
    with pytest.raises(ValueError, match="alpha goes from 0"):
        style.fade(coarse, fine, 1.5)


@pytest.mark.parametrize("stage", [2, 3])
def test_a_new_level_faded_out_gives_the_smaller_network_and_faded_in_it_hides_it(stage):
    z = torch.randn(4, 8, generator=rng(), dtype=F64)
    small = interpolate(pair(stage - 1)[0](z), scale_factor=2.0)
    torch.testing.assert_close(pair(stage, alpha=0.0)[0](z), small, atol=1e-6, rtol=0)
    G, _ = pair(stage)
    large = G(z)
    with torch.no_grad():
        G.to_rgb[f"{2**stage}x{2**stage}"].bias.add_(1)  # the coarse picture's
    torch.testing.assert_close(G(z), large, atol=1e-6, rtol=0)
    assert (large - small).abs().max() > 0.1


@pytest.mark.parametrize("stage", [2, 3])
def test_at_alpha_zero_the_discriminator_is_the_smaller_one(stage):
    x = pictures(4, 2 ** (stage + 1))
    small, faded, grown = pair(stage - 1)[1], pair(stage, 0.0)[1], pair(stage)[1]
    torch.testing.assert_close(faded(x), small(avg_pool2d(x, 2)), atol=1e-6, rtol=0)
    before = grown(x)
    with torch.no_grad():
        grown.from_rgb[f"{2**stage}x{2**stage}"].bias.add_(1)
    torch.testing.assert_close(grown(x), before, atol=1e-6, rtol=0)
    assert (faded(x) - before).abs().max() > 1e-3


def test_the_discriminator_sees_how_much_a_batch_differs():
    _, D = pair(3)
    x = pictures(4, 16)
    alone, among = D(x[:1].repeat(4, 1, 1, 1)), D(x)
    torch.testing.assert_close(alone, alone[:1].expand(4), atol=1e-6, rtol=0)
    assert (alone[0] - among[0]).abs() > 1e-3


def test_a_picture_of_another_size_is_refused(as_readers_run):
    with pytest.raises(ValueError, match=r"at stage 2 D looks at \(3, 8, 8\), but got \(3, 16, 16\)"):
        pair(2)[1](torch.zeros(4, 3, 16, 16, dtype=F64))


def test_one_style_for_all_levels_is_that_style_at_each():
    G, _ = pair(3)
    z = torch.randn(2, 8, generator=rng(), dtype=F64)
    each = z[:, None].expand(2, 3, 8)
    torch.testing.assert_close(G(each), G(z), atol=1e-6, rtol=0)
    assert G(z).shape == (2, 3, 16, 16)
    assert G(z).abs().max() <= 1


@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_style_reaches_its_own_level_and_what_comes_after(level):
    G, _ = pair(3)
    w = G.mapping(torch.randn(1, 3, 8, generator=rng(), dtype=F64))
    maps = {name: [] for name in G.levels}
    for name, layer in G.levels.items():
        layer.register_forward_hook(lambda _, __, out, name=name: maps[name].append(out))
    G.synthesis(w)
    w[:, level] = 5 * w[:, level] + 1
    G.synthesis(w)
    moved = [(before - after).abs().max() > 1e-6 for before, after in maps.values()]
    assert moved == [k >= level for k in range(3)]


def test_noise_is_fresh_in_training_and_fixed_at_rest():
    G, _ = pair(3)
    with torch.no_grad():
        for layer in G.levels.values():
            layer.strength.fill_(0.5)
    z = torch.randn(2, 8, generator=rng(), dtype=F64)
    assert torch.equal(G(z), G(z))
    assert torch.equal(G(z[[0, 0]])[0], G(z[[0, 0]])[1])
    again = copy.deepcopy(G).train()
    assert not torch.allclose(again(z), again(z))


def test_the_mapping_forgets_how_long_z_is_and_learns_slowly():
    torch.manual_seed(0)
    mapping = style.MappingNetwork(8, layers=2, rate=0.1).to(F64)
    z = torch.randn(3, 8, generator=rng(), dtype=F64)
    torch.testing.assert_close(mapping(z), mapping(3 * z), atol=1e-6, rtol=0)
    before = mapping(z).detach()
    slow = copy.deepcopy(mapping)
    fast = style.MappingNetwork(8, layers=2, rate=1.0).to(F64)
    fast.load_state_dict({name: value * 0.1 for name, value in mapping.state_dict().items()})
    torch.testing.assert_close(fast(z), before, atol=1e-6, rtol=0)
    for network in (slow, fast):
        adam = Adam(network.parameters(), lr=1e-3)
        network(z).square().mean().backward()
        adam.step()
    moved = [(network(z).detach() - before).norm().item() for network in (slow, fast)]
    assert moved[0] / moved[1] == pytest.approx(0.1, rel=0.2)


def test_mixed_latents_have_two_styles_in_their_share_of_rows():
    draw = latents.two_styles(latents.normal(6, rng()), levels=4, share=0.5, generator=rng(1))
    z = draw(4000)
    assert z.shape == (4000, 4, 6)
    same = (z == z[:, :1]).all(2)
    kinds = [sum(row) for row in same.tolist()]
    assert same[:, 0].all()
    assert (same[:, 1:].long().diff(dim=1) <= 0).all(), "a second style holds to the end"
    assert sum(kind < 4 for kind in kinds) / 4000 == pytest.approx(0.5, abs=0.03)
    assert [kinds.count(k) / 2000 for k in (1, 2, 3)] == pytest.approx([1 / 3] * 3, abs=0.04)
    z = latents.two_styles(latents.normal(6, rng()), levels=4, share=0.0, generator=rng(1))(10)
    assert torch.equal(z, z[:, :1].expand(10, 4, 6))


@pytest.mark.parametrize(("levels", "share"), [(1, 0.5), (4, 1.5)])
def test_nothing_to_mix_is_refused(levels, share):
    with pytest.raises(ValueError, match="two levels or more"):
        latents.two_styles(latents.normal(6), levels, share)
