"""Faces put together from parts: a sprite for every hair, mouth and pair of glasses, one laid over the other."""

from dataclasses import dataclass, field
from importlib import resources

import numpy as np
from jaxtyping import Bool, Int, UInt8

DATA = resources.files("gannotes") / "data" / "files"

Rows = Int[np.ndarray, "n layers"]  # for each face and layer the number of its sprite, or NOTHING
NOTHING = -1
QUARTER = 64  # of 255


@dataclass(frozen=True)
class Sprites:
    """All parts of one style in one size, from the lowest layer to the highest.

    `rgba` holds them with the colours already multiplied by alpha. A part owns the pixels of which it covers a quarter
    or more, if no later part does. `numbers` tells a sprite from its layer, variant and colour.
    """

    rgba: UInt8[np.ndarray, "sprites h w 4"]
    background: UInt8[np.ndarray, "3"]
    layers: tuple[str, ...]
    names: list[tuple[str, str, str]]  # layer, variant, colour
    whole: Rows  # forty faces as the art's own program draws them at once, and their pictures
    whole_pictures: UInt8[np.ndarray, "forty h w 3"]
    numbers: dict[tuple[str, str, str], int] = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "numbers", {name: number for number, name in enumerate(self.names)})

    def variants(self, layer: str) -> list[str]:
        """The layer's variants, in the file's order."""
        return list(dict.fromkeys(variant for name, variant, _ in self.names if name == layer))

    def colours(self, layer: str) -> list[str]:
        """The layer's colours, in the file's order."""
        return list(dict.fromkeys(colour for name, _, colour in self.names if name == layer))

    def owned(self, number: int) -> Bool[np.ndarray, "h w"]:
        """Where a sprite covers enough to own the pixel."""
        return self.rgba[number, :, :, 3] >= QUARTER


def load(name: str, size: int) -> Sprites:
    """The style's sprites from the shipped file; ValueError if it has none of that size."""
    with (DATA / f"{name}.npz").open("rb") as file, np.load(file) as arrays:
        sizes = sorted(int(key.removeprefix("sprites_")) for key in arrays if key.startswith("sprites_"))
        if size not in sizes:
            raise ValueError(f"{name} are drawn at {', '.join(map(str, sizes))} pixels, got {size}: take one of these")
        names = list(zip(*(arrays[key].tolist() for key in ("layer", "variant", "colour")), strict=True))
        return Sprites(
            arrays[f"sprites_{size}"],
            arrays["background"],
            tuple(dict.fromkeys(layer for layer, _, _ in names)),
            names,
            arrays["whole"].astype(np.int64),
            arrays[f"whole_{size}"],
        )


def pictures(sprites: Sprites, rows: Rows, batch_size: int = 512) -> UInt8[np.ndarray, "n 3 h w"]:
    """Each face's parts laid one over the other: x <- part + x (255 - alpha) / 255, rounded."""
    h, w = sprites.rgba.shape[1:3]
    out = np.empty((len(rows), 3, h, w), np.uint8)
    layers = np.concatenate([sprites.rgba, np.zeros((1, h, w, 4), np.uint8)])  # NOTHING is the last: it covers nothing
    layers = np.ascontiguousarray(layers.transpose(0, 3, 1, 2)).astype(np.uint16)
    for start in range(0, len(rows), batch_size):
        some = rows[start : start + batch_size]
        x = np.broadcast_to(sprites.background.astype(np.uint16)[:, None, None], (len(some), 3, h, w))
        for part in some.T:
            x = layers[part, :3] + (x * (255 - layers[part, 3:]) + 127) // 255
        out[start : start + batch_size] = x
    return out


def label_map(sprites: Sprites, rows: Rows) -> UInt8[np.ndarray, "n h w"]:
    """Which part each pixel belongs to: 0 is the background, then the layers as they lie one over the other."""
    alpha = np.concatenate([sprites.rgba[..., 3], np.zeros_like(sprites.rgba[:1, :, :, 3])])
    out = np.zeros((len(rows), *alpha.shape[1:]), np.uint8)
    for label, part in enumerate(rows.T, start=1):
        out[alpha[part] >= QUARTER] = label
    return out
