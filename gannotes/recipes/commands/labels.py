"""Pictures with labels: a folder for each label, or a table of file names."""

import csv
from collections import Counter
from pathlib import Path

import torch
from jaxtyping import UInt8
from torch import Tensor

from gannotes.data.folders import contents, folder
from gannotes.data.squares import said, square

Labelled = tuple[UInt8[Tensor, "n 3 h w"], list[str], list[int]]  # pictures, the labels' names, each one's label
NAMED = 5


def by_folder(pictures: Path, size: int) -> Labelled:
    """The label is the name of the folder inside that a picture lies in. ValueError if there are not two of them."""
    folders = [place for place in contents(pictures) if place.is_dir()]
    if len(folders) < 2:
        raise ValueError(f"{pictures} has {len(folders)} folders inside; --labels by-folder needs one for each label")
    parts = [folder(place, size) for place in folders]
    labels = [label for label, part in enumerate(parts) for _ in part]
    return torch.cat(parts), [place.name for place in folders], labels


def by_table(pictures: Path, table: Path, size: int) -> Labelled:
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
    return torch.stack([one(file, size) for file in files]), names, [names.index(rows[file.name]) for file in files]


def one(file: Path, size: int) -> UInt8[Tensor, "3 size size"]:
    """A picture that has a label. ValueError if it can't be read: without it, the labels would be another's."""
    try:
        return torch.from_numpy(square(file, size).copy()).permute(2, 0, 1)
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
