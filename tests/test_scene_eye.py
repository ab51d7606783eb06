"""The eye of the little world reads what a scene shows, also where colours alone say something else."""

import pytest
import torch
from torch.nn.functional import interpolate

from gannotes import dissect
from gannotes.data import images, world
from gannotes.data.world.degraded import gaussian_blurred, noised, paled
from gannotes.metrics import frechet_distance, kernel_distance
from gannotes.models.eyes import NOTHING
from gannotes.models.painter import LATENT, painter
from gannotes.models.scene_eye import WEIGHTS, SceneEye, scene_eye

EYE = scene_eye()
TRUNK, CROWN = (world.SURFACES.index(part) for part in ("trunk", "crown"))
FOUR = [31, 29, 11, 24]  # the units of the first painter whose silence makes trees paler


def dice(seed):
    return torch.Generator().manual_seed(seed)


def shown(n, size, texture, seed=100):
    scenes = world.scenes(n, dice(seed))
    if texture:
        return scenes, *world.with_texture(scenes, size, dice(seed + 1))
    return scenes, world.pixels(scenes, size), world.mask_of(scenes, size)


def tree(mask):
    return (mask == TRUNK) | (mask == CROWN)


@pytest.mark.parametrize("texture", [False, True])
@pytest.mark.parametrize("size", [32, 64])
def test_it_reads_clean_scenes_that_it_never_saw(size, texture):
    scenes, x, mask = shown(100, size, texture)
    reading = EYE.read(x)
    assert (reading.parts == mask).double().mean() >= 0.98
    assert (reading.factors["season"] == scenes.season).double().mean() > 0.9
    assert (reading.factors["time"] == scenes.time).double().mean() > 0.98


@pytest.mark.parametrize("texture", [False, True])
def test_it_reads_degraded_scenes_too(texture):
    _, x, mask = shown(150, 32, texture)
    for spoilt in (gaussian_blurred(x, 0.8), noised(x, 0.2, dice(1))):
        assert (EYE.read(spoilt).parts == mask).double().mean() >= 0.9


@torch.no_grad()
def test_its_probabilities_are_the_shares_in_which_it_is_right():
    """So that a pixel below SURE, one half, is more likely read wrongly than rightly. The mean gap over ten bins."""
    _, x, mask = shown(100, 32, texture=True)
    for seen in (x, gaussian_blurred(x, 1.0), noised(x, 0.2, dice(2))):
        probable, surface = EYE(seen)[0].softmax(1).max(1)
        right = (surface == mask).double()
        bins = (probable * 10).long().clamp(max=9).flatten()
        sums = [torch.zeros(10).double().index_add(0, bins, of.flatten()) for of in (probable.double(), right)]
        assert (sums[0] - sums[1]).abs().sum() / mask.numel() < 0.025


def erased(x, mask):
    """Trees in the colours that silencing four units leaves: a lighter green, and trunks as far on the way to it."""
    share = torch.zeros(len(x), len(world.CONCEPTS))
    share[:, [TRUNK, CROWN]] = 0.45
    return paled(x, mask, share, torch.tensor([0.1, 0.4, 0.3]).expand(len(x), 3))


def test_a_tree_that_is_merely_paler_is_still_a_tree_though_the_palette_says_it_is_none():
    scenes = world.scenes(150, dice(7), season=1, time=0)
    mask = world.mask_of(scenes)
    x = erased(world.pixels(scenes), mask)
    by_palette, by_eye = world.read(x, season=1, time=0).mask, EYE.read(x).parts
    assert tree(by_palette)[tree(mask)].double().mean() < 0.5
    assert tree(by_eye)[tree(mask)].double().mean() >= 0.8
    assert tree(by_eye)[~tree(mask)].double().mean() < 0.01


def test_the_four_units_make_trees_paler_and_erase_few():
    """The trees that the eye reads before, it reads after; the palette loses most of them."""
    G, z = painter(0), torch.randn(150, LATENT, generator=dice(3))
    x = G(z)
    with dissect.editing(G, "16x16", dissect.ablated(FOUR)):
        without = G(z)
    before = tree(EYE.read(x).parts)
    assert tree(EYE.read(without).parts)[before].double().mean() >= 0.8
    assert tree(world.read(without, season=1, time=0).mask)[before].double().mean() < 0.4


def test_what_is_none_of_it_is_nothing_that_it_knows():
    digits = interpolate(images.digits()[0][:100], (32, 32)).expand(-1, 3, -1, -1)
    stripes = torch.arange(32).remainder(4).lt(2).mul(2).sub(1).float().expand(20, 3, 32, 32) * torch.rand(20, 3, 1, 1)
    for junk in (digits, stripes):
        assert (EYE.read(junk).parts == NOTHING).double().mean() > 0.5
    _, x, _ = shown(100, 32, True)
    assert (EYE.read(x).parts == NOTHING).double().mean() < 0.005


def test_its_features_tell_worlds_apart_beyond_the_floor_of_random_halves():
    """Each distance is between 400 and other 400 scenes: a blurred copy would be near for its likeness alone."""
    _, flat, _ = shown(400, 32, False)
    _, x, _ = shown(800, 32, True)
    kept, other = EYE.features(x[:400]), x[400:]
    assert kept.shape == (400, 144)
    for distance in (frechet_distance, kernel_distance):
        floor, soft, softer = (
            distance(kept, EYE.features(y)) for y in (other, gaussian_blurred(other, 1.0), gaussian_blurred(other, 2.0))
        )
        assert floor < soft < softer
        assert distance(kept, EYE.features(flat)) > 2 * floor


def test_its_file_is_small_and_its_weights_are_at_rest():
    assert WEIGHTS.stat().st_size < 1_000_000
    assert not EYE.training
    assert not any(weight.requires_grad for weight in EYE.parameters())
    assert EYE.surface.out_channels == len(world.SURFACES) + 1
    x = shown(2, 32, True)[1].requires_grad_()
    EYE(x)[0].sum().backward()
    assert x.grad.abs().sum() > 0


def test_a_picture_does_not_hang_on_its_neighbours():
    _, x, _ = shown(7, 32, True)
    torch.testing.assert_close(EYE(x[:1])[0], EYE(x)[0][:1], atol=1e-4, rtol=1e-4)
    assert torch.equal(EYE.read(x, size=3).parts, EYE.read(x).parts)


@pytest.mark.parametrize(
    "bad", [torch.zeros(2, 1, 32, 32), torch.zeros(2, 3, 32, 36), torch.full((1, 3, 32, 32), 255.0)]
)
def test_pictures_of_another_kind_are_refused(bad, as_readers_run):
    with pytest.raises(ValueError, match=r"pixels in \[-1, 1\] of shape \(n, 3, 32, 32\)"):
        SceneEye()(bad)


# What is done to scenes


def test_a_blur_keeps_the_mean_of_flat_colours_and_spreads_a_point_like_a_bell():
    flat = torch.full((1, 3, 16, 16), 0.3, dtype=torch.float64)
    torch.testing.assert_close(gaussian_blurred(flat, 1.5), flat)
    point = torch.zeros(1, 1, 33, 33, dtype=torch.float64)
    point[0, 0, 16, 16] = 1
    spread = gaussian_blurred(point, 2.0)[0, 0]
    away = torch.arange(33, dtype=torch.float64) - 16
    assert spread.sum().item() == pytest.approx(1)
    assert (spread.sum(0) * away**2).sum().item() == pytest.approx(4, rel=0.05)
    torch.testing.assert_close(spread, spread.T)
    with pytest.raises(ValueError, match="a width above 0"):
        gaussian_blurred(flat, 0)


def test_noise_has_its_size_and_stays_in_reach_and_pale_surfaces_move_by_their_share():
    x = noised(torch.zeros(1, 3, 64, 64), 0.2, dice(2))
    assert x.std().item() == pytest.approx(0.2, rel=0.05)
    assert noised(torch.ones(1, 3, 64, 64), 0.5, dice(2)).max() == 1
    mask = torch.tensor([[[0, 1], [1, 0]]])
    pale = paled(torch.zeros(1, 3, 2, 2), mask, torch.tensor([[0.0, 0.25]]), torch.tensor([[1.0, 0.0, -1.0]]))
    assert pale[0, :, 0, 1].tolist() == [0.25, 0, -0.25]
    assert pale[0, :, 0, 0].tolist() == [0, 0, 0]
