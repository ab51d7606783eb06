"""What every measure asks of its samples: an array of numbers, of a shape, finite, and some of them."""

from collections.abc import Iterable, Iterator, Sized
from typing import Any, Protocol, TypeVar, runtime_checkable

import numpy
import torch
from jaxtyping import Float
from torch import Tensor

Array = Tensor | numpy.ndarray
Features = Float[Array, "n d"]


@runtime_checkable
class Divisible(Protocol):
    """A tensor, or what else comes apart into blocks of rows."""

    def split(self, size: int, /) -> Iterable[Any]: ...


Rows = TypeVar("Rows", bound=Divisible)


def as_given(x: Array) -> Tensor:
    """A tensor of the same numbers that no gradient flows through: of a numpy array, or of what a network returned."""
    return torch.as_tensor(x).detach()


def wide(x: Tensor) -> Tensor:
    """The same in float64 if its own type has fewer digits than float32: half, bfloat16, whole numbers."""
    return x if x.dtype in (torch.float32, torch.float64) else x.double()


def checked(x: Features, y: Float[Array, "m d"], least: int, reason: str) -> tuple[Tensor, Tensor]:
    """Both as tensors, or a ValueError that says what is wrong: another d, fewer than `least` rows, nan, infinity."""
    x, y = as_given(x), as_given(y)
    for features in (x, y):
        if features.dim() != 2 or x.shape[1] != features.shape[1] or features.shape[1] == 0:
            raise ValueError(f"features (n, d) and (m, d) must share d > 0, got {tuple(x.shape)} and {tuple(y.shape)}")
        if len(features) < least:
            raise ValueError(f"{reason} needs at least {least} samples on each side, got {len(features)}")
        if not torch.isfinite(features.sum(dtype=torch.float64)):  # one reading; a look at each takes several
            raise ValueError("the features hold nan or infinite values: the network or the samples have diverged")
    return x, y


def in_parts(x: Rows, against: Sized, cells: int = 2**20) -> Iterator[Rows]:
    """x in blocks of rows, so that a block's matrix against the others has at most about `cells` entries (8 MiB)."""
    yield from x.split(max(1, cells // len(against)))
