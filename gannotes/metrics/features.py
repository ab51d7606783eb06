"""What every distance on features asks of them."""

from collections.abc import Iterator

import torch
from jaxtyping import Float
from torch import Tensor

Features = Float[Tensor, "n d"]


def checked(x: Features, y: Float[Tensor, "m d"], least: int, reason: str) -> tuple[Features, Float[Tensor, "m d"]]:
    """Both as they are, or a ValueError that says what is wrong: another d, fewer than `least` rows, nan, infinity."""
    for features in (x, y):
        if features.dim() != 2 or x.shape[1] != features.shape[1] or features.shape[1] == 0:
            raise ValueError(f"features (n, d) and (m, d) must share d > 0, got {tuple(x.shape)} and {tuple(y.shape)}")
        if len(features) < least:
            raise ValueError(f"{reason} needs at least {least} samples on each side, got {len(features)}")
        if not torch.isfinite(features.sum(dtype=torch.float64)):  # one reading; a look at each takes several
            raise ValueError("the features hold nan or infinite values: the network or the samples have diverged")
    return x, y


def squared_distances(x: Features, y: Float[Tensor, "m d"]) -> Float[Tensor, "n m"]:
    """|x_i - y_j|^2 by one matrix product, in place: three passes over the matrix instead of six."""
    return torch.addmm(y.square().sum(1), x, y.T, alpha=-2).add_(x.square().sum(1)[:, None]).clamp_(min=0)


def in_parts(x: Features, against: Float[Tensor, "m d"], cells: int = 2**20) -> Iterator[Features]:
    """x in blocks of rows, so that a block's matrix against the others has at most about `cells` entries (8 MiB)."""
    yield from x.split(max(1, cells // len(against)))


def centred(x: Features, y: Float[Tensor, "m d"]) -> tuple[Features, Float[Tensor, "m d"]]:
    """Both in float64, around the first one's mean: distances stay, and a matrix product loses none of their digits."""
    x, y = x.double(), y.double()
    mean = x.mean(0)
    return x - mean, y - mean
