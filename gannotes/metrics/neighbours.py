"""Quality and diversity apart: balls around each sample, as wide as its k-th neighbour is far."""

import torch
from jaxtyping import Float
from torch import Tensor

from gannotes.metrics.features import Features, centred, checked, in_parts, squared_distances


def _radii(x: Features, k: int) -> Float[Tensor, "n"]:
    """The squared distance of each sample to its k-th nearest other one: it does not count itself."""
    radii, start = [], 0
    for part in in_parts(x, x):
        distances = squared_distances(part, x)
        distances.diagonal(start).fill_(torch.inf)
        radii.append(distances.kthvalue(k, dim=1).values)
        start += len(part)
    return torch.cat(radii)


def _k_of(k: int, *counts: int) -> None:
    if not 1 <= k < min(counts):
        raise ValueError(f"k must be at least 1 and below the number of samples on each side, got k = {k}, {counts}")


def _inside(points: Features, centres: Float[Tensor, "m d"], radii: Float[Tensor, "m"]) -> float:
    """The share of the points that lie in at least one of the balls, their surface included."""
    hits = [(squared_distances(part, centres) <= radii).any(1) for part in in_parts(points, centres)]
    return torch.cat(hits).double().mean().item()


def precision_recall(real: Features, fake: Float[Tensor, "m d"], k: int = 3) -> tuple[float, float]:
    """Kynkaanniemi et al. (2019): the share of fakes inside the real balls, and of reals inside the fake balls.

    A sample on a ball's surface is inside (<=). Each ball reaches to the k-th nearest other sample of its own kind.
    """
    real, fake = centred(*checked(real, fake, 2, "a nearest neighbour"))
    _k_of(k, len(real), len(fake))
    return _inside(fake, real, _radii(real, k)), _inside(real, fake, _radii(fake, k))


def density_coverage(real: Features, fake: Float[Tensor, "m d"], k: int = 5) -> tuple[float, float]:
    """Naeem et al. (2020): real balls around each fake, over k; and the share of real balls that hold a fake.

    Density may exceed 1; its expectation is 1 where both laws agree. Coverage lies between 0 and 1.
    """
    real, fake = centred(*checked(real, fake, 2, "a nearest neighbour"))
    _k_of(k, len(real))
    radii = _radii(real, k)
    balls, held = 0, torch.zeros(len(real), dtype=torch.bool, device=real.device)
    for part in in_parts(fake, real):
        inside = squared_distances(part, real) <= radii
        balls += inside.sum().item()
        held |= inside.any(0)
    return balls / (k * len(fake)), held.double().mean().item()
