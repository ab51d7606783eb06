"""A folder of pictures as bytes, in memory or read when they are due, with or without labels; endless batches of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gannotes import train
from gannotes.data import streams
from gannotes.data.folders import scaled
from gannotes.data.lazy import Squares, pictures
from gannotes.recipes.commands.labels import by_folder, by_table


@dataclass(frozen=True)
class Data:
    """Pictures as bytes, and the label of each as a one-hot row, if there are labels."""

    pictures: Squares
    rows: tuple[Tensor, ...]
    names: list[str]


def read(place: Path, size: int, how: str | None) -> Data:
    """The pictures, and their labels as `how` says: none, by-folder, or a table. ValueError if there are too few."""
    names: list[str] = []
    labels: list[int] = []
    if how is None:
        found = pictures(place, size)
    elif how == "by-folder":
        found, names, labels = by_folder(place, size)
    else:
        found, names, labels = by_table(place, Path(how), size)
    if len(found) < 2:
        raise ValueError(f"{place} holds one picture: a GAN learns from hundreds, and needs two at least")
    rows = (torch.eye(len(names))[torch.tensor(labels)],) if names else ()
    return Data(found, rows, names)


class Pictures:
    """Endless batches of the pictures, scaled when they are needed, so that memory holds bytes."""

    def __init__(self, data: Data, batch_size: int, generator: torch.Generator, device: torch.device):
        size = min(batch_size, len(data.pictures))
        self.rows = streams.shuffled(data.pictures, *data.rows, batch_size=size, generator=generator)
        self.device = device

    def __iter__(self) -> "Pictures":
        return self

    def __next__(self) -> train.Batch:
        x, *y = next(self.rows)
        return tuple(part.to(self.device) for part in (scaled(x), *y))

    def state_dict(self) -> dict[str, Any]:
        return self.rows.state_dict()

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.rows.load_state_dict(state)
