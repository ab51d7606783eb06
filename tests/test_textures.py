"""Each texture follows its law, and the world with texture is drawn by the law that it states."""

import hashlib
import math

import numpy as np
import pytest
import torch
from numpy.polynomial.hermite_e import hermegauss
from scipy.stats import norm
from torch.nn.functional import l1_loss, max_pool2d, one_hot

from gannotes.data import world
from gannotes.data.world import textures

LAND = world.scenes(160, torch.Generator().manual_seed(0))
TEXTURES = {name: value for name, value in vars(textures).items() if isinstance(value, textures.Texture)}
FLAT = "5b161eaceac0394c59494b5ca4c65e1a5b5a4d3a6bc41d82dfc05427c8028ac7"
LAGS = [(0, 0), (1, 0), (0, 1), (2, 1), (4, 0), (0, 3), (16, 16)]  # pixels to the right, and down


def dice(seed):
    return torch.Generator().manual_seed(seed)


def has_mean(samples, truth, at_most):
    """Independent samples have this mean, as far as their scatter lets one tell, which is at most so much."""
    error = samples.std() / len(samples) ** 0.5
    assert error < at_most
    assert abs(samples.mean() - truth) < 4.5 * error + 1e-6


@pytest.mark.parametrize("size", [32, 64])
@pytest.mark.parametrize("name", TEXTURES)
def test_a_texture_has_the_mean_the_variance_and_the_correlations_of_its_law(name, size):
    texture = TEXTURES[name]
    fields = texture.fields(300, size, dice(1)).double()
    assert fields.abs().max() <= 1
    has_mean(fields.mean((1, 2)), 0, at_most=0.02)
    for across, down in LAGS:
        apart = fields[:, : size - down, : size - across] * fields[:, down:, across:]
        expected = texture.variance * texture.correlation(across / size, down / size)
        has_mean(apart.mean((1, 2)), expected, at_most=0.01)


def test_every_corner_of_a_field_has_the_same_law():
    fields = textures.CLOUDS.fields(2000, 8, dice(2))
    torch.testing.assert_close(fields.mean(0), torch.zeros(8, 8), atol=0.06, rtol=0)
    torch.testing.assert_close(fields.square().mean(0), torch.full((8, 8), 1 / 3), atol=0.04, rtol=0)


def by_quadrature(r):
    """E[(2 Phi(g) - 1)(2 Phi(h) - 1)] of two Gaussians with the correlation r, over the variance 1/3."""
    nodes, weights = hermegauss(80)
    weights = weights / weights.sum()
    g, u = np.meshgrid(nodes, nodes)
    h = r * g + math.sqrt(1 - r * r) * u
    return 3 * (np.outer(weights, weights) * (2 * norm.cdf(g) - 1) * (2 * norm.cdf(h) - 1)).sum()


def test_the_law_of_grain_is_that_of_even_numbers_made_of_gaussians():
    one = textures.grain((0.75, 0.1, 0.2), (0.25, 0.5, 0.05))
    for dx, dy in [(0.0, 0.0), (0.1, 0.0), (0.0, -0.2), (0.05, 0.1), (0.5, 0.5)]:
        gaussian = 0.75 * math.exp(-(dx**2) / 0.02 - dy**2 / 0.08) + 0.25 * math.exp(-(dx**2) / 0.5 - dy**2 / 0.005)
        assert one.correlation(dx, dy) == pytest.approx(by_quadrature(gaussian), abs=1e-5)


def test_grain_falls_evenly_between_its_ends():
    values = textures.LEAVES.fields(100, 32, dice(3)).flatten()
    shares = torch.histc(values, 10, -1, 1) / len(values)
    torch.testing.assert_close(shares, torch.full((10,), 0.1), atol=0.01, rtol=0)


def test_tiles_are_whole_and_each_has_one_value():
    field = textures.tiles(8, 4).fields(50, 32, dice(4))
    same_as_right = (field[:, :, 1:] == field[:, :, :-1]).double().mean()
    same_as_below = (field[:, 1:] == field[:, :-1]).double().mean()
    assert same_as_right == pytest.approx(1 - 8 / 32, abs=0.02)
    assert same_as_below == pytest.approx((1 - 4 / 32) * 1, abs=0.02)


def test_textures_that_can_not_be_are_refused():
    with pytest.raises(ValueError, match="their weights 1 together"):
        textures.grain((0.5, 0.1, 0.1), (0.4, 0.2, 0.2))
    with pytest.raises(ValueError, match="all above 0"):
        textures.grain((1.0, 0.1, 0.0))
    with pytest.raises(ValueError, match="5 tiles and 4 rows don't divide 32 pixels"):
        textures.tiles(5, 4).fields(1, 32, None)


# Scenes with texture

PICTURES = 40  # pictures of each scene


@pytest.mark.parametrize("size", [32, 64])
def test_pictures_stay_within_the_reach_of_tanh_and_vary_as_their_law_says(size):
    some = LAND[list(range(40))]
    mask = world.ponds(world.mask_of(some, size), dice(5), share=1.0)
    law = world.law(some, mask)
    assert (law.mean + law.reach).max() <= 1
    many = torch.stack([world.textured(some, mask, dice(seed)) for seed in range(PICTURES)]).double()
    assert many.abs().max() <= 1
    std = law.std().double()
    assert torch.equal((std == 0).all(1), mask == world.SURFACES.index("sun"))
    grained = std > 0
    off = ((many.mean(0) - law.mean) / (std / PICTURES**0.5))[grained]
    assert off.mean() == pytest.approx(0, abs=0.07)
    assert off.std() == pytest.approx(1, abs=0.05)
    assert many.var(0)[grained].mean() / std[grained].square().mean() == pytest.approx(1, abs=0.03)


def ripple(x):
    """The mean square of what differs from one pixel to the next but one between them: what is fine in a picture."""
    return (x[..., 1:-1] - (x[..., :-2] + x[..., 2:]) / 2).square().double().mean().item()


def test_what_minimises_l1_has_no_texture_though_the_law_has():
    """The median of many pictures of one label map is as smooth as the law's mean, and costs 3/4 of a picture's L1.

    For even numbers between -1 and 1: E|u| = 1/2, E|u - v| = 2/3.
    """
    one = world.scenes(1, dice(6), season=1, time=0, house=False, trees=0, fence=False, cloud=False)
    mask = world.mask_of(one, 32).expand(300, -1, -1)
    many = world.textured(one[[0] * 300], mask, dice(7))
    kept, held_out = many[:200], many[200:]
    median = kept.median(0, keepdim=True).values
    cost = (median - held_out).abs().mean() / (kept[:100] - held_out).abs().mean()
    assert cost == pytest.approx(0.75, abs=0.02)
    mean = world.law(one, mask[:1]).mean
    fine = ripple(held_out - mean)
    assert fine == pytest.approx(ripple(held_out) - ripple(mean), rel=0.05)
    assert 0.01 < ripple(median - mean) / fine < 0.03  # medians of 200 even numbers vary by 3/200 of what these do


def test_another_label_map_leaves_the_rest_pixel_for_pixel():
    felled = LAND.with_factors(trees=0, house=False)
    before, after = world.mask_of(LAND), world.mask_of(felled)
    x, y = world.textured(LAND, before, dice(8)), world.textured(felled, after, dice(8))
    sky_and_fence = torch.isin(before, torch.tensor([0, 2, 3, 9])) & (before == after)
    assert 0.3 < sky_and_fence.double().mean() < 0.9
    different = (x != y).any(1)
    assert not different[sky_and_fence].any()
    assert different[before != after].double().mean() > 0.99


def test_a_low_sun_reddens_a_high_one_does_not_and_the_moon_is_blue():
    meadow = world.scenes(40, dice(9), season=1, cloud=False, trees=0, house=False)
    ground = world.mask_of(meadow, 32) == 1

    def tint(**hour):
        x = (
            world.textured(meadow.with_factors(**hour), world.mask_of(meadow.with_factors(**hour), 32), dice(1)) + 1
        ) / 2
        red, _, blue = x.mul(ground[:, None]).sum((0, 2, 3)).tolist()
        return red / blue, x.mean().item()

    (low, _), (high, noon), (night, midnight) = tint(time=0, height=0), tint(time=0, height=1), tint(time=1)
    assert low / high == pytest.approx(1 / 0.58, rel=0.02)
    assert night < 0.8 * high
    assert midnight < 0.5 * noon


def test_crowns_are_brighter_on_the_side_of_the_sun_and_shadows_fall_on_the_other():
    tree = world.scenes(30, dice(10), season=1, time=0, trees=1, house=False, fence=False, cloud=False, height=0)
    mask = world.mask_of(tree, 64)
    left, right = (world.law(tree.with_factors(sun_at=at), mask).mean.mean(1) for at in (0.0, 1.0))
    from_left = (left - right) * (mask == world.SURFACES.index("crown"))
    columns = from_left.sum(1) * torch.arange(64)
    middle = (torch.arange(64) * (mask == 5).sum(1)).sum(1) / (mask == 5).sum((1, 2))
    assert (columns.sum(1) - middle * from_left.sum((1, 2)) < 0).all()
    ground = (left - right) * (mask == world.SURFACES.index("ground"))
    lean = (ground * (torch.arange(64) - middle[:, None])[:, None]).sum((1, 2))
    seen_both = (tree.slots[:, 1] > 0) & (tree.slots[:, 1] < 3)
    assert (lean[seen_both] < 0).all()


def test_ponds_are_dug_in_the_ground_alone_and_in_the_share_that_was_asked_for():
    mask = world.mask_of(LAND, 32)
    dug = world.ponds(mask, dice(11))
    changed = dug != mask
    assert set(mask[changed].tolist()) == {world.SURFACES.index("ground")}
    assert set(dug[changed].tolist()) == {world.SURFACES.index("water")}
    assert changed.any((1, 2)).double().mean() == pytest.approx(0.5, abs=0.15)
    assert world.ponds(mask, dice(11), share=1.0).ne(mask).any((1, 2)).all()
    assert torch.equal(world.ponds(mask, dice(11), share=0.0), mask)


def test_the_flat_world_is_as_it_was():
    """To the bit: chapters 12 to 16 and their records tell of it."""
    some = world.scenes(300, dice(5))
    drawn = world.mask_of(some, 32).numpy().tobytes() + world.pixels(some, 64).numpy().tobytes()
    assert hashlib.sha256(drawn).hexdigest() == FLAT


def test_a_part_is_drawn_like_the_whole_and_the_same_dice_make_the_same_pictures():
    x, mask = world.with_texture(LAND, 32, dice(12))
    again, _ = world.with_texture(LAND, 32, dice(12))
    assert torch.equal(x, again)
    many = LAND[[3] * 140]
    x, mask = world.with_texture(many, 32, dice(13))
    assert len(x) == len(mask) == 140  # more than are drawn at once
    assert not torch.equal(x[0], x[-1])


@pytest.mark.parametrize(
    ("mask", "reason"),
    [
        (torch.zeros(3, 32, 32, dtype=torch.long), r"for each of the 160 scenes, got \(3, 32, 32\)"),
        (torch.zeros(160, 32, 16, dtype=torch.long), "a square label map"),
        (torch.zeros(160, 32, 32), "holds indices below 11"),
        (torch.full((160, 32, 32), 11), "from 11 to 11"),
        (torch.full((160, 32, 32), -1), "from -1 to -1"),
    ],
)
def test_label_maps_that_can_not_be_are_refused(mask, reason, as_readers_run):
    with pytest.raises(ValueError, match=reason):
        world.textured(LAND, mask)


class Translator(torch.nn.Sequential):
    """From a label map, one layer for each surface, with the season and the hour, to a picture."""

    def __init__(self):
        super().__init__(
            *(torch.nn.Conv2d(18, 16, 3, padding=1), torch.nn.ReLU()),
            *(torch.nn.Conv2d(16, 3, 3, padding=1), torch.nn.Tanh()),
        )

    def forward(self, scenes, mask):
        hour = torch.stack([scenes.time, 1 - scenes.time, scenes.height], 1)
        told = torch.cat([one_hot(scenes.season, 4), hour], 1)[:, :, None, None].expand(-1, -1, *mask.shape[1:])
        return super().forward(torch.cat([one_hot(mask, 11).permute(0, 3, 1, 2), told], 1).float())


def grain_of(x, mask):
    """What is fine in a picture, away from the surfaces' edges."""
    labels = mask[:, None].float()
    inside = (max_pool2d(labels, 7, 1) == -max_pool2d(-labels, 7, 1))[:, 0]
    fine = (x[..., 1:-1] - (x[..., :-2] + x[..., 2:]) / 2).square().mean(1)[:, 3:-3, 2:-2]
    return fine[inside].double().mean().item()


def test_a_network_that_learns_by_l1_alone_blurs_the_world_and_its_law_does_not():
    torch.manual_seed(0)
    network, rng = Translator(), dice(14)
    adam = torch.optim.Adam(network.parameters(), lr=5e-3)
    for _ in range(100):
        some = world.scenes(8, rng)
        x, mask = world.with_texture(some, 32, rng)
        adam.zero_grad()
        loss = l1_loss(network(some, mask), x)
        loss.backward()
        adam.step()
    x, mask = world.with_texture(LAND, 32, dice(15))
    with torch.no_grad():
        learned = network(LAND, mask)
    drawn = world.textured(LAND, mask, dice(16))
    assert grain_of(learned, mask) / grain_of(x, mask) < 0.05
    assert grain_of(drawn, mask) == pytest.approx(grain_of(x, mask), rel=0.1)
