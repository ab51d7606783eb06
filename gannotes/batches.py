"""Endless streams of minibatches for `train.play`: fresh draws from a distribution, or shuffled passes over data."""

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

import torch
from torch import Generator, Tensor


@runtime_checkable
class Source(Protocol):
    """Anything that can be sampled, such as the distributions in `toy`."""

    def sample(self, n: int, generator: Generator | None = None) -> Tensor: ...


def fresh(source: Source, size: int, generator: Generator | None = None) -> Iterator[tuple[Tensor]]:
    """Each batch a new draw of `size` samples: the data distribution itself, never seen twice."""
    while True:
        yield (source.sample(size, generator),)


def shuffled(*data: Tensor, size: int, generator: Generator | None = None) -> Iterator[tuple[Tensor, ...]]:
    """Pass after pass over the same rows of each tensor, reshuffled for each; a last, smaller batch is left out.

    ValueError if the tensors differ in length or hold fewer than `size` rows.
    """
    lengths = {len(tensor) for tensor in data}
    if len(lengths) != 1:
        raise ValueError(f"the tensors must have one row each for every sample, but have {sorted(lengths)} rows")
    (n,) = lengths
    if not 0 < size <= n:
        raise ValueError(f"a batch of {size} can't be drawn from {n} samples")

    def passes() -> Iterator[tuple[Tensor, ...]]:
        device = data[0].device
        while True:
            order = torch.randperm(n, generator=generator, device=generator.device if generator else None)
            for rows in order.to(device)[: n - n % size].split(size):
                yield tuple(tensor[rows] for tensor in data)

    return passes()
