"""Quality and diversity apart: balls around each sample, as wide as its k-th neighbour is far."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from gannotes.metrics.features import Features, centred, checked, in_parts, squared_distances


def _radii(x: Features, k: int) -> Float[Tensor, "n"]:
    """The squared distance of each sample to its k-th nearest other one: it does not count itself."""
    radii, start = [], 0
    for part in in_parts(x, x):
        distances = squared_distances(part, x)
        distances.diagonal(start).fill_(torch.inf)
        radii.append(distances.topk(k, dim=1, largest=False).values[:, -1])
        start += len(part)
    return torch.cat(radii)


def _within(distances: Float[Tensor, "n m"], radii: Float[Tensor, "..."]) -> Bool[Tensor, "n m"]:
    """Which points are in which balls, their surface included."""
    return distances <= radii


def _k_of(k: int, *counts: int) -> None:
    if not 1 <= k < min(counts):
        raise ValueError(f"k must be at least 1 and below the number of samples on each side, got k = {k}, {counts}")


def precision_recall(real: Features, fake: Float[Tensor, "m d"], k: int = 3) -> tuple[float, float]:
    """Kynkaanniemi et al. (2019): the share of fakes inside the real balls, and of reals inside the fake balls.

    A sample on a ball's surface is inside (<=). Each ball reaches to the k-th nearest other sample of its own kind.
    """
    real, fake = centred(*checked(real, fake, 2, "a nearest neighbour"))
    _k_of(k, len(real), len(fake))
    real_radii, fake_radii = _radii(real, k), _radii(fake, k)
    good, reached = [], torch.zeros(len(real), dtype=torch.bool, device=real.device)
    start = 0
    for part in in_parts(fake, real):
        distances = squared_distances(part, real)
        good.append(_within(distances, real_radii).any(1))
        reached |= _within(distances, fake_radii[start : start + len(part), None]).any(0)
        start += len(part)
    return torch.cat(good).double().mean().item(), reached.double().mean().item()


def density_coverage(real: Features, fake: Float[Tensor, "m d"], k: int = 5) -> tuple[float, float]:
    """Naeem et al. (2020): real balls around each fake, over k; and the share of real balls that hold a fake.

    Density may exceed 1; its expectation is 1 where both laws agree. Coverage lies between 0 and 1.
    """
    real, fake = centred(*checked(real, fake, 2, "a nearest neighbour"))
    _k_of(k, len(real))
    radii = _radii(real, k)
    balls, held = 0, torch.zeros(len(real), dtype=torch.bool, device=real.device)
    for part in in_parts(fake, real):
        inside = _within(squared_distances(part, real), radii)
        balls += inside.sum().item()
        held |= inside.any(0)
    return balls / (k * len(fake)), held.double().mean().item()
