"""A folder of one's own pictures as a domain: whatever their shapes and colours, all become squares of one size."""

import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, UInt8
from PIL import Image, ImageFile
from torch import Tensor

from gannotes.data.squares import said, square

NAMED = 5  # of the files, or endings, that a warning is about; the others are counted
UNWANTED = {"EPS", "MPEG"}  # Ghostscript would run what the one says, and the other is a film
SYSTEMS_OWN = {"thumbs.db", "ehthumbs.db", "desktop.ini"}  # lie beside pictures though nobody put them there


class NoPicture(Exception):
    """A file that is passed over; the message says what it is instead."""


def folder(path: str | Path, size: int = 64) -> UInt8[Tensor, "n 3 size size"]:
    """The folder's pictures in the order of their names, as bytes; `scaled` brings a batch of them to [-1, 1].

    Each is made so small (or large) that it covers the square, and its middle is cut out. Grey becomes colour, and
    what is transparent lies on white. A file that can't be read is skipped; what is no picture is passed over, and so
    are the folders inside: warnings name and count them. ValueError if the folder is none, or holds no picture that
    can be read.
    """
    path = Path(path)
    if size < 1:
        raise ValueError(f"a square has at least one pixel a side, got size = {size}")
    files, told, found = contents(path), Remarks(path), 0
    squares = np.empty((len(files), 3, size, size), np.uint8)  # in place: a list of arrays would be in memory thrice
    for file in files:
        with told.about(file):
            squares[found] = square(file, size, formats(file)).transpose(2, 0, 1)
            found += 1
    told.warn(found)
    return torch.from_numpy(squares[:found])


class Remarks:
    """What is said of a folder's files once all were tried: those that were skipped, remarked on, or passed over."""

    def __init__(self, path: Path):
        self.path = path
        self.skipped: list[str] = []
        self.remarks: list[str] = []
        self.passed: Counter[str] = Counter()

    @contextmanager
    def about(self, file: Path) -> Iterator[None]:
        """Whatever goes wrong with one file is noted, and the next one has its turn."""
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            try:
                yield
                self.remarks += dict.fromkeys(f"{file.name} ({remark.message})" for remark in heard)
            except NoPicture as instead:
                self.passed[str(instead)] += 1
            except MemoryError:
                raise
            except Exception as problem:
                self.skipped.append(f"{file.name} ({said(problem)})")

    def warn(self, found: int) -> None:
        """ValueError if no picture was found."""
        tried = found + len(self.skipped)
        kinds = [f"{what} ({n})" for what, n in self.passed.most_common()]
        others = f"passed over {self.passed.total()} that are no pictures: {shortened(kinds)}"
        for names, what in (
            (self.skipped, f"skipped {len(self.skipped)} of {tried} files: {shortened(self.skipped)}"),
            (self.remarks, f"read with a remark: {shortened(self.remarks)}"),
            (self.passed, others),
        ):
            if names:
                warnings.warn(f"{self.path}: {what}", stacklevel=3)
        if not found:
            left = f"; {others}" if self.passed else ""
            raise ValueError(f"{self.path} holds no picture that can be read, of {tried} with the ending of one{left}")


def contents(path: Path) -> list[Path]:
    """What lies in the folder, by name, but for what the system keeps there; hidden pictures are pictures."""
    try:
        if not path.is_dir():
            raise ValueError(f"{path} is no folder: name one that holds pictures ({', '.join(sorted(endings()))})")
        files = sorted(path.iterdir())
    except OSError as problem:
        raise ValueError(f"{path} can't be read: {problem}") from problem
    return [file for file in files if not kept_by_the_system(file.name)]


def kept_by_the_system(name: str) -> bool:
    """Thumbs.db, .DS_Store, macOS's ._photo.jpg: nobody asks for these, and nobody misses them."""
    hidden = name.startswith(".") and Path(name).suffix.lower() not in endings()
    return hidden or name.startswith("._") or name.lower() in SYSTEMS_OWN


def formats(file: Path) -> list[str]:
    """Those that a file may be in: all that can be read, or, without a picture's ending, those known by a signature.

    NoPicture if it has neither ending nor signature, or is a folder.
    """
    if file.is_dir():
        raise NoPicture("folders inside are not entered")
    if not file.is_file():
        raise OSError("a link that leads nowhere" if file.is_symlink() else "no file of the usual kind")
    if file.suffix.lower() in endings():
        return readable()
    certain = [name for name in readable() if Image.OPEN[name][1] is not None]
    try:
        Image.open(file, formats=certain).close()
    except Image.DecompressionBombError:
        pass  # a picture, though none that will be read
    except MemoryError:
        raise
    except Exception:
        raise NoPicture(file.suffix.lower() or "without an ending") from None
    return certain


def endings() -> set[str]:
    """Of the files that can be pictures."""
    known, usable = Image.registered_extensions(), set(readable())
    return {ending for ending, name in known.items() if name in usable}


def readable() -> list[str]:
    """The formats that this Pillow reads, plugins counted in, but for those that it can only name."""
    Image.init()
    return [
        name
        for name, (factory, _) in Image.OPEN.items()
        if name not in UNWANTED and not (isinstance(factory, type) and issubclass(factory, ImageFile.StubImageFile))
    ]


def shortened(names: list[str]) -> str:
    """The first few, and how many more there are."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def scaled(pictures: UInt8[Tensor, "n c h w"]) -> Float[Tensor, "n c h w"]:
    """Bytes 0 to 255 become -1 to 1, as far as tanh reaches."""
    return pictures.float().div_(127.5).sub_(1)
