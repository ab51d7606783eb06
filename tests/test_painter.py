"""The shipped painters paint summer days, and their files are small."""

import pytest
import torch

from gannotes import dissect
from gannotes.data import world
from gannotes.models.painter import LATENT, SEEDS, SUMMER_DAY, file_of, painter

Z = torch.randn(200, LATENT, generator=torch.Generator().manual_seed(3))


@pytest.mark.parametrize("seed", SEEDS)
def test_it_paints_summer_days_with_trees_of_about_the_right_area(seed):
    days = world.scenes(500, torch.Generator().manual_seed(4), **SUMMER_DAY)
    tree = list(world.THINGS).index("tree")
    real = world.object_masks(world.mask_of(days))[:, tree].double().mean()
    x = painter(seed)(Z)
    reading = world.read(x)
    assert (reading.season == SUMMER_DAY["season"]).double().mean() > 0.9
    assert (reading.time == SUMMER_DAY["time"]).double().mean() > 0.9
    assert world.object_masks(reading.mask)[:, tree].double().mean() / real == pytest.approx(1, abs=0.35)
    assert reading.palette_distance.mean() < 0.3


def test_together_they_are_under_two_megabytes():
    assert sum(file_of(seed).stat().st_size for seed in SEEDS) < 2_000_000


def test_it_is_at_rest_and_its_layers_can_be_asked_for():
    G = painter(1, torch.float64)
    assert not G.training
    assert not any(weight.requires_grad for weight in G.parameters())
    with dissect.recording(G, "4x4", "8x8", "16x16") as seen:
        x = G(Z.double()[:3])
    assert [maps.shape[1] for maps in seen.values()] == [128, 64, 32]
    assert x.dtype == torch.float64
    torch.testing.assert_close(G(Z.double()[:1]), x[:1])


def test_a_painter_that_was_not_trained_is_not_invented():
    with pytest.raises(ValueError, match="painters of the seeds"):
        painter(7)
