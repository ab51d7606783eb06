"""Endless streams of minibatches for `train.play`: fresh draws or passes over data, with labels, pairs or neither."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Generator, Tensor


@runtime_checkable
class Source(Protocol):
    """Anything that can be sampled, such as the distributions in `toy`."""

    def sample(self, n: int, generator: Generator | None = None) -> Tensor: ...


@runtime_checkable
class Rows(Protocol):
    """What can be asked for some of its rows: a tensor, or pictures that are read when they are due."""

    @property
    def device(self) -> torch.device: ...

    def __len__(self) -> int: ...

    def __getitem__(self, rows: Tensor, /) -> Tensor: ...


def fresh(source: Source, batch_size: int, generator: Generator | None = None) -> Iterator[tuple[Tensor]]:
    """Each batch a new draw of `batch_size` samples: the data distribution itself, never seen twice."""
    while True:
        yield (source.sample(batch_size, generator),)


class Shuffled:
    """Pass after pass over the same rows of each tensor, reshuffled for each; a last, smaller batch is left out.

    It knows its place, so that a run can go on where it stopped. ValueError if the tensors differ in length or hold
    fewer than `batch_size` rows.
    """

    def __init__(self, *data: Rows, batch_size: int, generator: Generator | None = None):
        lengths = {len(rows) for rows in data}
        if len(lengths) != 1:
            raise ValueError(f"the tensors must have one row each for every sample, but have {sorted(lengths)} rows")
        (self.n,) = lengths
        if not 0 < batch_size <= self.n:
            raise ValueError(f"a batch of {batch_size} can't be drawn from {self.n} samples")
        self.data, self.batch_size, self.generator = data, batch_size, generator
        self.order = torch.empty(0, dtype=torch.long)
        self.place = self.n  # as behind the last row: the first batch begins a pass

    def __iter__(self) -> "Shuffled":
        return self

    def __next__(self) -> tuple[Tensor, ...]:
        if self.place + self.batch_size > self.n:
            device = self.generator.device if self.generator else None
            self.order, self.place = torch.randperm(self.n, generator=self.generator, device=device), 0
        rows = self.order[self.place : self.place + self.batch_size].to(self.data[0].device)
        self.place += self.batch_size
        return tuple(each[rows] for each in self.data)

    def state_dict(self) -> dict[str, Any]:
        """The order of this pass, and the place in it; the generator is the run's to keep."""
        return {"n": self.n, "order": self.order, "place": self.place}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """ValueError if the place is one in other data."""
        if state["n"] != self.n:
            raise ValueError(f"the stream stopped among {state['n']} samples, and now there are {self.n}")
        self.order, self.place = state["order"], state["place"]


def shuffled(*data: Rows, batch_size: int, generator: Generator | None = None) -> Shuffled:
    """Pass after pass over the same rows of each tensor, as `Shuffled` deals them."""
    return Shuffled(*data, batch_size=batch_size, generator=generator)


def unpaired(x: Rows, y: Rows, batch_size: int, generator: Generator | None = None) -> Iterator[tuple[Tensor, Tensor]]:
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
