"""Pictures with labels: a folder for each label, or a table of file names."""

import csv
from collections import Counter
from collections.abc import Sequence, Sized
from pathlib import Path

import torch
from jaxtyping import UInt8
from torch import Tensor

from gannotes.data.folders import contents, folder
from gannotes.data.lazy import MEMORY, Lazily, Squares, fits, likely
from gannotes.data.squares import said, square

Labelled = tuple[Squares, list[str], list[int]]  # pictures, the labels' names, each one's label
NAMED = 5


def by_folder(pictures: Path, size: int, memory: int = MEMORY) -> Labelled:
    """The label is the name of the folder inside that a picture lies in. ValueError if there are not two of them."""
    folders = [place for place in contents(pictures) if place.is_dir()]
    if len(folders) < 2:
        raise ValueError(f"{pictures} has {len(folders)} folders inside; --labels by-folder needs one for each label")
    names = [place.name for place in folders]
    if fits(sum(len(contents(place)) for place in folders), size, memory):
        parts = [folder(place, size) for place in folders]
        return torch.cat(parts), names, labels_of(parts)
    files = [likely(place) for place in folders]
    labels = labels_of(files)
    return Lazily([file for part in files for file in part], size, memory, labels), names, labels


def labels_of(parts: Sequence[Sized]) -> list[int]:
    """The number of its part, for each member of the parts one after the other."""
    return [label for label, part in enumerate(parts) for _ in range(len(part))]


def by_table(pictures: Path, table: Path, size: int, memory: int = MEMORY) -> Labelled:
    """The label stands beside the file's name in a table of two columns. ValueError if a picture has none."""
    rows = read_table(table)
    files = [file for file in contents(pictures) if file.is_file() and not file.samefile(table)]
    if missing := [file.name for file in files if file.name not in rows]:
        more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
        raise ValueError(
            f"{table} has no label for {len(missing)} of {len(files)} files: {', '.join(missing[:NAMED])}{more}"
        )
    names = sorted({rows[file.name] for file in files})
    if len(names) < 2:
        raise ValueError(f"{table} has one label, {', '.join(names) or 'or none'}: a condition needs two at least")
    numbers = {name: number for number, name in enumerate(names)}
    labels = [numbers[rows[file.name]] for file in files]
    if not fits(len(files), size, memory):
        return Lazily(files, size, memory, labels), names, labels
    return torch.stack([one(file, size) for file in files]), names, labels


def one(file: Path, size: int) -> UInt8[Tensor, "3 size size"]:
    """A picture that has a label. ValueError if it can't be read: without it, the labels would be another's."""
    try:
        return torch.from_numpy(square(file, size).transpose(2, 0, 1).copy())
    except MemoryError:
        raise
    except Exception as problem:
        raise ValueError(
            f"{file} has a label and can't be read ({said(problem)}): mend it, or take it out"
        ) from problem


def read_table(table: Path) -> dict[str, str]:
    """File name -> label. ValueError for a row that isn't these two, or for a file that has two labels."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as text:
            rows = [row for row in csv.reader(text) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise ValueError(f"{table} can't be read as a table ({problem})") from problem
    if odd := [row for row in rows if len(row) != 2]:
        raise ValueError(f"{table}: a row is a file's name and its label, with a comma between; one is {odd[0]}")
    twice = [name for name, count in Counter(name for name, _ in rows).items() if count > 1]
    if twice:
        raise ValueError(f"{table} names {twice[0]} twice: give each file one label")
    return dict(rows)
