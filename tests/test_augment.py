"""A view turns, slants, scales and shifts each picture by dice of its own, and leaves what it shows."""

import itertools
import math

import numpy as np
import pytest
import torch
from scipy.ndimage import map_coordinates

from gannotes.data import augment

STILL = {"degrees": 0.0, "slant": 0.0, "scale": 0.0, "shift": 0.0}


def rng(seed=0):
    return torch.Generator().manual_seed(seed)


def noise(n=3, channels=2, side=12):
    return torch.rand(n, channels, side, side, generator=rng(9), dtype=torch.float64) * 2 - 1


def test_with_nothing_allowed_the_picture_stays():
    torch.testing.assert_close(augment.random_affine(noise(), **STILL), noise(), atol=1e-12, rtol=0)


def test_a_view_is_what_scipy_reads_at_the_moved_places():
    x, seen = noise(4), augment.random_affine(noise(4), rng(1))
    row, column = (np.arange(12) + 0.5) / 6 - 1, (np.arange(12) + 0.5) / 6 - 1
    down, right = np.meshgrid(row, column, indexing="ij")
    for picture, view, u in zip(x, seen, torch.rand(4, 5, generator=rng(1), dtype=torch.float64).tolist(), strict=True):
        angle, slant, scale, to_right, to_down = (
            (2 * share - 1) * most for share, most in zip(u, (math.radians(20), 0.3, 0.15, 0.15, 0.15), strict=True)
        )
        from_right = (1 + scale) * (math.cos(angle) * right - math.sin(angle) * down) + slant * down + to_right
        from_down = (1 + scale) * (math.sin(angle) * right + math.cos(angle) * down) + to_down
        places = [(from_down + 1) * 6 - 0.5, (from_right + 1) * 6 - 0.5]
        for channel, other in zip(picture.numpy(), view.numpy(), strict=True):
            read = map_coordinates(
                np.pad(channel, 1, constant_values=-1.0), [p + 1 for p in places], order=1, cval=-1.0
            )
            np.testing.assert_allclose(other, read, atol=1e-9)


def test_each_picture_has_dice_of_its_own_and_the_same_seed_the_same_view():
    same = noise(1).expand(4, -1, -1, -1)
    seen = augment.random_affine(same, rng(2))
    assert all((one - other).abs().max() > 0.1 for one, other in itertools.pairwise(seen))
    assert torch.equal(augment.random_affine(same, rng(2)), seen)


def test_what_comes_in_from_outside_is_background():
    empty = torch.full((2, 1, 8, 8), -1.0)
    assert torch.equal(augment.random_affine(empty, rng()), empty)
    grey = torch.full((2, 1, 8, 8), 0.25)
    torch.testing.assert_close(augment.random_affine(grey, rng(), background=0.25), grey)
    assert augment.random_affine(grey, rng()).min() < 0


def test_slopes_reach_the_picture():
    x = noise().requires_grad_()
    augment.random_affine(x, rng()).sum().backward()
    assert (x.grad != 0).double().mean() > 0.8


@pytest.mark.parametrize("wrong", [{"scale": 1.0}, {"scale": -0.1}, {"degrees": math.nan}, {"shift": math.inf}])
def test_views_that_show_nothing_are_refused(wrong):
    with pytest.raises(ValueError, match="finite numbers and a scale from 0 to below 1"):
        augment.random_affine(noise(), **wrong)
