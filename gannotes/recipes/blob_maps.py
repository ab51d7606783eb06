"""Four blobs and the same four turned, and which map between them a pair of translators has learned."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from gannotes import games
from gannotes.data import toy

EQUAL = (0.25, 0.25, 0.25, 0.25)
TRUE_MAP = (0, 1, 2, 3)  # each blob to the one that was turned out of it


def domains(
    shares: Sequence[float] = EQUAL, goal: Sequence[float] | None = None, degrees: float = 20.0
) -> tuple[toy.Mixture, toy.Mixture]:
    """X: four round Gaussians on the axes, one unit from 0. Y: X turned by some degrees, which is the true map.

    With other shares as its `goal`, Y has blobs that are fuller or empty.
    """
    x = toy.ring(4, radius=1.0, std=0.05)
    angle = torch.deg2rad(torch.tensor(degrees))
    turn = torch.stack([torch.stack([angle.cos(), angle.sin()]), torch.stack([-angle.sin(), angle.cos()])])
    of_x, of_y = torch.tensor(shares), torch.tensor(goal or shares)
    return toy.Mixture(x.means, x.std, of_x), toy.Mixture(x.means @ turn, x.std, of_y)


@dataclass(frozen=True)
class Outcome:
    """What each seed's G did with test points."""

    maps: Int[Tensor, "seeds 4"]  # where each blob's centre of mass goes: the number of the nearest blob of Y
    cycle: Float[Tensor, "seeds"]  # the mean of |F(G(x)) - x| and |G(F(y)) - y|, over all values
    error: Float[Tensor, "seeds"]  # mean distance from G(x) to the true partner
    points: Float[Tensor, "seeds n 2"]
    blob: Int[Tensor, "n"]  # which blob each test point is from

    def bijective(self) -> list[bool]:
        return [sorted(row) == [0, 1, 2, 3] for row in self.maps.tolist()]

    def true(self) -> list[bool]:
        return [tuple(row) == TRUE_MAP for row in self.maps.tolist()]

    def summary(self) -> dict[str, list]:
        return {
            "maps": self.maps.tolist(),
            "cycle": [round(value, 4) for value in self.cycle.tolist()],
            "error": [round(value, 3) for value in self.error.tolist()],
        }


@torch.no_grad()
def round_trip_accuracy(
    G: games.Network, F: games.Network, members: int, noise: float = 0.0, each: int = 100
) -> tuple[Float[Tensor, "members"], Float[Tensor, "steps members n 2"]]:
    """The share of points that are back in their own blob after G, some noise and F; and all three steps, from x on."""
    rng = torch.Generator().manual_seed(8)
    x, _ = domains()
    start = (x.means[:, None] + x.std * torch.randn(4, each, 2, generator=rng)).flatten(0, 1).repeat(members, 1)
    middle = G(start)
    home = F(middle + noise * torch.randn(middle.shape, generator=rng))
    steps = torch.stack([start, middle, home]).unflatten(1, (members, 4 * each))
    own = torch.arange(4).repeat_interleave(each)
    return (torch.cdist(steps[2], x.means).argmin(-1) == own).double().mean(1), steps


@torch.no_grad()
def evaluate(
    G: games.Network, F: games.Network, x: toy.Mixture, y: toy.Mixture, members: int, each: int = 100
) -> Outcome:
    """The test points: so many from each blob, the same for all members."""
    rng = torch.Generator().manual_seed(7)
    noise = x.std * torch.randn(4, each, 2, generator=rng)
    start, goal = ((side.means[:, None] + noise).flatten(0, 1).repeat(members, 1) for side in (x, y))
    there, back = G(start), F(goal)
    made = there.unflatten(0, (members, 4, each))
    nearest = torch.cdist(made.mean(2), y.means.expand(members, -1, -1)).argmin(-1)
    cycle = ((F(there) - start).abs() + (G(back) - goal).abs()).mean(1) / 2
    turned = start @ torch.linalg.lstsq(x.means, y.means).solution  # the true map takes the noise along
    return Outcome(
        nearest,
        cycle.unflatten(0, (members, -1)).mean(1),
        (there - turned).norm(dim=1).unflatten(0, (members, -1)).mean(1),
        made.flatten(1, 2),
        torch.arange(4).repeat_interleave(each),
    )


def bijections() -> list[tuple[int, ...]]:
    """All 24 ways to pair four blobs with four."""
    return list(itertools.permutations(range(4)))
