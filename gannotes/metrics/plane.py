"""Samples in the plane or on the line, against a truth that is known."""

import math

import ot
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from gannotes import divergences
from gannotes.metrics.features import Array, as_given, wide

Points = Float[Array, "n d"]


def _finite(*samples: Array) -> list[Tensor]:
    """As tensors of float32 or float64 without gradients; ValueError for nan and infinity."""
    samples = [wide(as_given(x)) for x in samples]
    if not all(torch.isfinite(x).all() for x in samples):
        raise ValueError("the samples hold nan or infinite values: the run that made them has diverged")
    return samples


def histogram(x: Float[Array, "n"], edges: Float[Array, "k"]) -> Float[Tensor, "k+1"]:
    """The share of x in each cell between the edges, and in the two open cells beyond them: they sum to 1."""
    (x,), edges = _finite(x), as_given(edges)
    if x.dim() != 1 or len(x) == 0:
        raise ValueError(f"x must have shape (n,), n > 0, got {tuple(x.shape)}")
    if edges.dim() != 1 or edges.isnan().any() or not (edges.diff() > 0).all():
        raise ValueError(f"edges must have shape (k,) and increase, got {edges.tolist()}")
    cells = torch.bucketize(x.double(), edges.double())
    counts = torch.bincount(cells, minlength=len(edges) + 1)
    return counts.to(x.dtype) / len(x)


def histogram_js(x: Float[Array, "n"], y: Float[Array, "m"], edges: Float[Array, "k"]) -> Float[Tensor, ""]:
    """JS in nats between two samples, by their shares of the cells of a histogram.

    Two samples of the same law get about (cells - 1)/4 (1/n + 1/m)/2 rather than 0: compare with that floor.
    """
    return divergences.js(histogram(x, edges), histogram(y, edges))


def wasserstein_1(x: Points, y: Float[Array, "m d"]) -> float:
    """W1 between two samples with Euclidean distance, exactly, by a linear programme (POT's network simplex).

    Two samples of the same law get more than 0: compare with that floor. Time grows with about n**3; memory with n * m.
    """
    x, y = _finite(x, y)
    if x.dim() != 2 or y.dim() != 2 or x.shape[1] != y.shape[1] or 0 in (len(x), len(y)):
        raise ValueError(f"x (n, d) and y (m, d) must share d, n and m > 0; got {tuple(x.shape)} and {tuple(y.shape)}")
    cost = torch.cdist(x.double(), y.double(), compute_mode="donot_use_mm_for_euclid_dist").cpu().numpy()
    return float(ot.emd2([], [], cost))


def _distances_in_std(x: Points, modes: Float[Array, "k d"], std: float) -> Float[Tensor, "n k"]:
    x, modes = _finite(x, modes)
    if x.dim() != 2 or modes.dim() != 2 or x.shape[1] != modes.shape[1]:
        raise ValueError(f"x (n, d) and modes (k, d) must share d, got {tuple(x.shape)} and {tuple(modes.shape)}")
    if 0 in (len(x), len(modes)):
        raise ValueError(f"it takes samples and modes, one of each at least: got {len(x)} and {len(modes)}")
    if not 0 < std < math.inf:
        raise ValueError(f"std must be positive and finite, got {std}")
    return torch.cdist(x, modes.to(x), compute_mode="donot_use_mm_for_euclid_dist") / std


def high_quality_samples(x: Points, modes: Float[Array, "k d"], std: float, within: float = 3.0) -> Bool[Tensor, "n"]:
    """Which samples lie within `within` standard deviations of a mode. In the plane, 98.9% of true ones do."""
    return _distances_in_std(x, modes, std).amin(dim=1) <= within


def high_quality_share(x: Points, modes: Float[Array, "k d"], std: float, within: float = 3.0) -> float:
    """The share of good samples, between 0 and 1."""
    return high_quality_samples(x, modes, std, within).double().mean().item()


def modes_covered(
    x: Points, modes: Float[Array, "k d"], std: float, within: float = 3.0, fair_share: float = 0.05
) -> int:
    """How many modes hold at least `fair_share` of the n/k samples that would be fair, counting good samples only."""
    distance = _distances_in_std(x, modes, std)
    nearest = distance.argmin(dim=1)[distance.amin(dim=1) <= within]
    held = torch.bincount(nearest, minlength=len(modes))
    return int((held >= fair_share * len(x) / len(modes)).sum())
