"""Quality and diversity apart: balls around each sample, as wide as its k-th neighbour is far."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from gannotes.metrics.distances import around_one_mean, by_differences, by_product, in_balls, rounding, to_the_kth_other
from gannotes.metrics.features import Array, Features, checked, in_parts


def _k_of(k: int, *counts: int) -> None:
    if not 1 <= k < min(counts):
        raise ValueError(f"k must be at least 1 and below the number of samples on each side, got k = {k}, {counts}")


def precision_recall(real: Features, fake: Float[Array, "m d"], k: int = 3) -> tuple[float, float]:
    """Kynkaanniemi et al. (2019): the share of fakes inside the real balls, and of reals inside the fake balls.

    A sample on a ball's surface is inside (<=). Each ball reaches to the k-th nearest other sample of its own kind.
    """
    real, fake = around_one_mean(*checked(real, fake, 2, "a nearest neighbour"))
    _k_of(k, len(real), len(fake))
    real_radii, fake_radii = to_the_kth_other(real, k), to_the_kth_other(fake, k)
    good, reached = [], torch.zeros(len(real), dtype=torch.bool, device=real.given.device)
    for part in in_parts(fake, real):
        distances = by_product(part, real)
        good.append(in_balls(part, real, distances, real_radii).any(1))
        own, fake_radii = fake_radii[: len(part)], fake_radii[len(part) :]
        reached |= in_balls(real, part, distances.T, own).any(1)
    return torch.cat(good).double().mean().item(), reached.double().mean().item()


def density_coverage(real: Features, fake: Float[Array, "m d"], k: int = 5) -> tuple[float, float]:
    """Naeem et al. (2020): real balls around each fake, over k; and the share of real balls that hold a fake.

    Density may exceed 1; its expectation is 1 where both laws agree. Coverage lies between 0 and 1.
    """
    real, fake = around_one_mean(*checked(real, fake, 2, "a nearest neighbour"))
    _k_of(k, len(real))
    radii = to_the_kth_other(real, k)
    balls, held = 0, torch.zeros(len(real), dtype=torch.bool, device=real.given.device)
    for part in in_parts(fake, real):
        found = in_balls(part, real, by_product(part, real), radii)
        balls += found.sum().item()
        held |= found.any(0)
    return balls / (k * len(fake)), held.double().mean().item()


def nearest(x: Features, others: Float[Array, "m d"]) -> tuple[Float[Tensor, "n"], Int[Tensor, "n"]]:
    """How far the nearest of the others is from each x, and which it is: 0 of a copy, and of equals the first."""
    x, others = around_one_mean(*checked(x, others, 1, "a nearest neighbour"))
    found = []
    for part in in_parts(x, others):
        distances = by_product(part, others)
        least = distances.amin(1)
        rows, columns = (distances <= (least + 2 * rounding(part, least))[:, None]).nonzero(as_tuple=True)
        distances.fill_(torch.inf)
        distances[rows, columns] = by_differences(part, others, rows, columns)
        found.append(distances.min(1))
    return torch.cat([distance for distance, _ in found]).sqrt(), torch.cat([which for _, which in found])
