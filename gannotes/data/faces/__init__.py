"""Faces whose law is known: pixel art and drawings, each with its factors, its parts and what it might have been.

The art is DiceBear's: pixelArt (CC0 1.0), and adventurer by Lisa Wischofsky (CC BY 4.0), whom a figure has to name.
"""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor

from gannotes.data.faces import dice, sprites
from gannotes.data.faces.captions import captions as captions
from gannotes.data.faces.dice import FACTORS as FACTORS
from gannotes.data.faces.dice import HELD_OUT as HELD_OUT
from gannotes.data.faces.dice import Style

# adventurer's mouths have numbers only: which of them smile is as we see them; the others are not used.
SMILES = ("01", "05", "22", "23", "25", "26", "27", "28", "30")
FROWNS = ("03", "04", "09", "10", "11", "14")


@dataclass(frozen=True)
class Faces:
    """Pictures with all that is known of them, row by row.

    `factors` are numbered as `FACTORS` names them, the labels of `parts` as `part_names` does. Test faces have
    counterfactuals: `counterfactuals["hair"][i, v]` is face i with hair of colour v and all else as it was,
    `counterfactuals["glasses"][i, v]` the same face without glasses (0) and with them (1).
    """

    pictures: UInt8[Tensor, "n 3 h w"]
    factors: dict[str, Int[Tensor, "n"]]
    parts: UInt8[Tensor, "n h w"]
    part_names: tuple[str, ...]
    counterfactuals: dict[str, UInt8[Tensor, "m values 3 h w"]]

    def __len__(self) -> int:
        return len(self.pictures)

    def scaled(self) -> Float[Tensor, "n 3 h w"]:
        """The pictures for a network: 0 to 255 become -1 to 1, as far as tanh reaches."""
        return self.pictures.float().div_(127.5).sub_(1)


def pixel_faces(split: str = "train") -> Faces:
    """Pixel art of 16 x 16: 7,168 faces to "train", 1,024 to "test", of which 512 have counterfactuals."""
    style = Style(
        sprites.load("pixel_faces", 16),
        tuple(FACTORS),
        lambda mouth: mouth.startswith("happy"),
        lambda mouth: mouth.startswith("sad"),
    )
    return faces(style, split, 7168, 1024)


def drawn_faces(size: int = 64, split: str = "train") -> Faces:
    """Drawn heads at 64, 32 or 16 pixels: 3,584 to "train", 512 to "test". Art by Lisa Wischofsky, CC BY 4.0.

    Each size is rendered, not resampled; face i is the same in all of them.
    """
    style = Style(
        sprites.load("drawn_faces", size),
        ("hair", "long", "skin", "glasses", "happy"),
        lambda mouth: mouth.endswith(SMILES),
        lambda mouth: mouth.endswith(FROWNS),
    )
    return faces(style, split, 3584, 512)


def faces(style: Style, split: str, train: int, test: int) -> Faces:
    """The faces of one split, drawn by frozen dice; no training face is among the held-out combinations."""
    if split not in ("train", "test"):
        raise ValueError(f'split must be "train" or "test", got {split!r}')
    rng = np.random.RandomState(0)  # numpy promises that this one's stream never changes
    factors, rows = dice.thrown(style, 5 * (train + test) // 4, rng)
    allowed = np.flatnonzero(~dice.held_out(factors))[:train]
    kept = allowed if split == "train" else np.arange(allowed[-1] + 1, allowed[-1] + 1 + test)
    return Faces(
        torch.from_numpy(sprites.pictures(style.sprites, rows[kept])),
        {name: torch.from_numpy(values[kept]) for name, values in factors.items()},
        torch.from_numpy(sprites.label_map(style.sprites, rows[kept])),
        ("background", *style.sprites.layers),
        {} if split == "train" else counterfactuals(style.sprites, rows[kept[:512]], rng),
    )


def counterfactuals(of: sprites.Sprites, rows: sprites.Rows, rng: np.random.RandomState) -> dict[str, Tensor]:
    """What each face would be, were its hair of another colour; did it have no glasses, or some."""
    hair = [dice.with_hair(of, rows, colour) for colour in range(len(FACTORS["hair"]))]
    changes = {"hair": hair, "glasses": dice.without_and_with_glasses(of, rows, rng)}
    return {
        name: torch.stack([torch.from_numpy(sprites.pictures(of, changed)) for changed in each], dim=1)
        for name, each in changes.items()
    }
