"""A Wasserstein critic in the plane, with the slope at random points between data and fakes held at 1."""

from collections.abc import Callable

import torch
from torch import Tensor

from gannotes import losses
from gannotes.exercises.broken.setting import F64, adam, corners, seated, sit_down
from gannotes.games.whole import Game


def charged(slope: Callable) -> Game:
    """The game in which the critic's slope is taken by the part."""
    dice = torch.Generator().manual_seed(5)

    def penalty(D: Callable, real: Tensor, fake: Tensor) -> Tensor:
        t = torch.rand(len(real), *[1] * (real.dim() - 1), generator=dice, dtype=F64)
        return 10 * (slope(D, t * real + (1 - t) * fake) - 1).square().mean()

    return sit_down(corners(), seated(penalty=penalty, k=3), losses.wasserstein(), adam(2e-3))
