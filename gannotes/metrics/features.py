"""What every distance on features asks of them."""

from collections.abc import Iterator

import torch
from jaxtyping import Float
from torch import Tensor

Features = Float[Tensor, "n d"]


def checked(x: Features, y: Float[Tensor, "m d"], least: int, reason: str) -> tuple[Features, Float[Tensor, "m d"]]:
    """Both in float64, or a ValueError that says what is wrong: another d, fewer than `least` rows, nan or infinity."""
    for features in (x, y):
        if features.dim() != 2 or x.shape[1] != features.shape[1] or features.shape[1] == 0:
            raise ValueError(f"features (n, d) and (m, d) must share d > 0, got {tuple(x.shape)} and {tuple(y.shape)}")
        if len(features) < least:
            raise ValueError(f"{reason} needs at least {least} samples on each side, got {len(features)}")
        if not torch.isfinite(features).all():
            raise ValueError("the features hold nan or infinite values: the network or the samples have diverged")
    return x.double(), y.double()


def squared_distances(x: Features, y: Float[Tensor, "m d"]) -> Float[Tensor, "n m"]:
    """|x_i - y_j|^2 by one matrix product."""
    return (x.square().sum(1)[:, None] + y.square().sum(1) - 2 * x @ y.T).clamp(min=0)


def in_parts(x: Features, against: Float[Tensor, "m d"], cells: int = 2**24) -> Iterator[Features]:
    """x in blocks of rows, so that a block's matrix against the others has at most about `cells` entries (128 MiB)."""
    yield from x.split(max(1, cells // len(against)))


def centred(x: Features, y: Float[Tensor, "m d"]) -> tuple[Features, Float[Tensor, "m d"]]:
    """Both around the first one's mean: their distances stay, and a matrix product loses none of their digits."""
    mean = x.mean(0)
    return x - mean, y - mean
