"""Two domains without pairs, whose true partners are known all the same: so that a translation can be measured."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from gannotes.data import world

RED, GREEN, BLUE, YELLOW = torch.tensor([[1.0, -1, -1], [-1, 1, -1], [-1, -1, 1], [1, 1, -1]])


@dataclass(frozen=True)
class Domains:
    """What a learner sees, x and y without pairs; and a test set of true pairs, which no learner sees."""

    x: Float[Tensor, "n c h w"]
    y: Float[Tensor, "k c h w"]
    test_x: Float[Tensor, "m c h w"]
    test_y: Float[Tensor, "m c h w"]  # row by row the true partners of test_x


def seasons(n: int = 1000, test: int = 200) -> Domains:
    """Summer days of the little world and, other scenes, winter days. Partners differ in the season alone."""
    rng = torch.Generator().manual_seed(0)
    summer, winter = (world.SEASONS.index(season) for season in ("summer", "winter"))
    day = world.TIMES.index("day")
    tests = world.scenes(test, rng, season=summer, time=day)
    x, y = (world.pixels(world.scenes(n, rng, season=season, time=day)) for season in (summer, winter))
    return Domains(x, y, world.pixels(tests), world.pixels(tests.with_factors(season=winter)))


def inverted(digits: Float[Tensor, "n 1 h w"], test: int = 200) -> Domains:
    """White ink on black, and black ink on white. Both sides have digits of their own."""
    x, y = digits[test:].chunk(2)
    return Domains(x, -y, digits[:test], -digits[:test])


def coloured(digits: Float[Tensor, "n 1 h w"], colour: Float[Tensor, "n 3"]) -> Float[Tensor, "n 3 h w"]:
    """Ink of a colour each, on black, in [-0.8, 0.8]: within tanh's reach, or else a black picture is a dead end."""
    ink = (digits + 1) / 2
    return 0.8 * (ink * (colour[:, :, None, None] + 1) - 1)


def colour_swap(digits: Float[Tensor, "n 1 h w"], test: int = 200) -> Domains:
    """Red and green digits; blue and yellow digits. We declare that red is blue's partner, and green is yellow's.

    Nothing in the two domains says so: both colours are equally frequent on either side.
    """
    rng = torch.Generator().manual_seed(0)
    x, y = torch.stack([RED, GREEN]), torch.stack([BLUE, YELLOW])
    side = torch.randint(2, (len(digits),), generator=rng)
    middle = (len(digits) + test) // 2
    return Domains(
        coloured(digits[test:middle], x[side[test:middle]]),
        coloured(digits[middle:], y[side[middle:]]),
        coloured(digits[:test], x[side[:test]]),
        coloured(digits[:test], y[side[:test]]),
    )
