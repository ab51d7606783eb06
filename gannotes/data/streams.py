"""Endless streams of minibatches for `train.play`: fresh draws or passes over data, with labels, pairs or neither."""

from collections.abc import Iterable, Iterator
from typing import Protocol, runtime_checkable

import torch
from torch import Generator, Tensor


@runtime_checkable
class Source(Protocol):
    """Anything that can be sampled, such as the distributions in `toy`."""

    def sample(self, n: int, generator: Generator | None = None) -> Tensor: ...


def fresh(source: Source, batch_size: int, generator: Generator | None = None) -> Iterator[tuple[Tensor]]:
    """Each batch a new draw of `batch_size` samples: the data distribution itself, never seen twice."""
    while True:
        yield (source.sample(batch_size, generator),)


def shuffled(*data: Tensor, batch_size: int, generator: Generator | None = None) -> Iterator[tuple[Tensor, ...]]:
    """Pass after pass over the same rows of each tensor, reshuffled for each; a last, smaller batch is left out.

    ValueError if the tensors differ in length or hold fewer than `batch_size` rows.
    """
    lengths = {len(tensor) for tensor in data}
    if len(lengths) != 1:
        raise ValueError(f"the tensors must have one row each for every sample, but have {sorted(lengths)} rows")
    (n,) = lengths
    if not 0 < batch_size <= n:
        raise ValueError(f"a batch of {batch_size} can't be drawn from {n} samples")

    def passes() -> Iterator[tuple[Tensor, ...]]:
        device = data[0].device
        while True:
            order = torch.randperm(n, generator=generator, device=generator.device if generator else None)
            for rows in order.to(device)[: n - n % batch_size].split(batch_size):
                yield tuple(tensor[rows] for tensor in data)

    return passes()


def unpaired(
    x: Tensor, y: Tensor, batch_size: int, generator: Generator | None = None
) -> Iterator[tuple[Tensor, Tensor]]:
    """Endless batches of `batch_size` from either side, drawn one by one: nothing says which x belongs to which y."""
    device = generator.device if generator else None
    while True:
        of_x, of_y = (torch.randint(len(side), (batch_size,), generator=generator, device=device) for side in (x, y))
        yield x[of_x.to(x.device)], y[of_y.to(y.device)]


def unpaired_labelled(
    x: Tensor, c: Tensor, batch_size: int, generator: Generator | None = None
) -> Iterator[tuple[Tensor, Tensor]]:
    """Endless batches of pictures, each with the number of its domain."""
    device = generator.device if generator else None
    while True:
        rows = torch.randint(len(x), (batch_size,), generator=generator, device=device).to(x.device)
        yield x[rows], c[rows]


def mismatched(pairs: Iterable[tuple[Tensor, Tensor]]) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Adds to each picture and its caption a wrong caption, that of the batch's next picture: (x, right, wrong)."""
    for x, right in pairs:
        if len(right) < 2:
            raise ValueError("a wrong caption comes from another picture: give batches of two at least")
        yield x, right, right.roll(1, dims=0)


def fresh_unpaired(
    x: Source, y: Source, batch_size: int, generator: Generator | None = None
) -> Iterator[tuple[Tensor, Tensor]]:
    """Each batch a new draw of `batch_size` samples from either of two distributions, independent of each other."""
    while True:
        yield x.sample(batch_size, generator), y.sample(batch_size, generator)
