"""Folders that are too large for memory: a picture is read when it is due, and as many as fit are kept."""

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from jaxtyping import UInt8
from torch import Tensor

from gannotes.data.folders import Remarks, contents, folder, formats
from gannotes.data.squares import said, square

MEMORY = 400_000_000  # bytes of pictures


class Lazily:
    """Pictures by their rows, as a tensor of bytes would give them; each is read from its file when it is asked for.

    The first that fit into so many bytes of memory are kept and stay: each pass asks for every picture once, in a new
    order, so that no rule for throwing one out would find more of them in memory. For a file that can't be read, the
    next of its kind stands in, and a warning names it once: a run of hours doesn't end there.
    """

    device = torch.device("cpu")

    def __init__(self, files: Sequence[Path], size: int, memory: int = MEMORY, kinds: Sequence[int] | None = None):
        self.files, self.size, self.kinds = files, size, kinds
        room = min(len(files), memory // (3 * size * size))
        self.store = np.empty((room, 3, size, size), np.uint8)  # takes memory as it is filled, not before
        self.place: dict[int, int] = {}  # row -> where in the store
        self.unreadable: set[int] = set()

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, rows: Tensor) -> UInt8[Tensor, "n 3 size size"]:
        return torch.from_numpy(np.stack([self.picture(row) for row in rows.tolist()]))

    def picture(self, row: int) -> UInt8[np.ndarray, "3 size size"]:
        if row in self.place:
            return self.store[self.place[row]]
        found = next((pixels for other in self.alike(row) if (pixels := self.read(other)) is not None), None)
        if found is None:
            raise ValueError(f"{self.files[row]} can't be read, and nor can another of its kind: mend them")
        if len(self.place) < len(self.store):
            self.store[len(self.place)] = found
            self.place[row] = len(self.place)
        return found

    def alike(self, row: int) -> Iterator[int]:
        """The row itself, then those that may stand in for it, the nearest behind it first."""
        for other in ((row + step) % len(self) for step in range(len(self))):
            if self.kinds is None or self.kinds[other] == self.kinds[row]:
                yield other

    def read(self, row: int) -> UInt8[np.ndarray, "3 size size"] | None:
        """None for a file that can't be read. What is remarked on one that can is left unsaid: there are too many."""
        if row in self.unreadable:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                pixels = square(self.files[row], self.size, formats(self.files[row]))
                return pixels.transpose(2, 0, 1).copy()  # row by row as in memory: sums go by that order
        except MemoryError:
            raise
        except Exception as problem:
            self.unreadable.add(row)
            warnings.warn(f"{self.files[row]} can't be read ({said(problem)}): another stands in for it", stacklevel=2)
            return None


Squares = UInt8[Tensor, "n 3 size size"] | Lazily


def pictures(path: str | Path, size: int = 64, memory: int = MEMORY) -> Squares:
    """The pictures of `folder` if they fit into so many bytes of memory, else the same ones, read when they are due."""
    path = Path(path)
    if fits(len(contents(path)), size, memory):
        return folder(path, size)
    return Lazily(likely(path), size, memory)


def fits(n: int, size: int, memory: int) -> bool:
    """Whether so many pictures as bytes fit."""
    return n * 3 * size * size <= memory


def likely(path: Path) -> list[Path]:
    """The folder's files that are pictures by their endings or signatures; the others are told of, as by `folder`."""
    files, told = [], Remarks(path)
    for file in contents(path):
        with told.about(file):
            formats(file)
            files.append(file)
    told.warn(len(files))
    return files
