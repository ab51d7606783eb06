"""Two sides of pictures for translators, with pairs or without, and endless batches of both."""

from pathlib import Path
from typing import Any

import torch

from gannotes import train
from gannotes.data import streams
from gannotes.data.folders import scaled
from gannotes.data.lazy import Squares, pictures
from gannotes.recipes.commands.pairs import paired, side_by_side


def read(x: Path, y: Path | None, size: int, pairs: bool) -> tuple[Squares, Squares]:
    """The pictures of two folders, pairs of one name, or, of one folder, the halves of each."""
    if y is None:
        return side_by_side(x, size)
    if pairs:
        return paired(x, y, size)
    return pictures(x, size), pictures(y, size)


class Sides:
    """Endless batches of two sides, half of the pictures mirrored, scaled when they are needed; a pair, both alike."""

    def __init__(
        self, x: Squares, y: Squares, batch: int, generator: torch.Generator, device: torch.device, pairs: bool
    ):
        self.rows = (
            streams.shuffled(x, y, batch_size=min(batch, len(x)), generator=generator)
            if pairs
            else streams.unpaired(x, y, batch, generator)
        )
        self.generator, self.device, self.pairs = generator, device, pairs

    def __iter__(self) -> "Sides":
        return self

    def __next__(self) -> train.Batch:
        batch = next(self.rows)
        coins = [torch.rand((len(side), 1, 1, 1), generator=self.generator) < 0.5 for side in batch]
        coins = coins[:1] * 2 if self.pairs else coins
        mirrored = [torch.where(coin, side.flip(3), side) for coin, side in zip(coins, batch, strict=True)]
        return tuple(scaled(side).to(self.device) for side in mirrored)

    def state_dict(self) -> dict[str, Any]:
        return self.rows.state_dict() if isinstance(self.rows, streams.Shuffled) else {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        if isinstance(self.rows, streams.Shuffled):
            self.rows.load_state_dict(state)
