"""Pairs of pictures: two folders whose files have the same names, whatever their endings."""

from collections import Counter
from pathlib import Path

import torch
from jaxtyping import Float, UInt8
from torch import Tensor, nn

from gannotes.data.folders import contents
from gannotes.models.translate import PatchDiscriminator
from gannotes.recipes.commands.labels import one

NAMED = 5


def paired(x: Path, y: Path, size: int) -> tuple[UInt8[Tensor, "n 3 h w"], UInt8[Tensor, "n 3 h w"]]:
    """The pictures of both folders, in the order of their names. ValueError if one has no partner, or there is none."""
    sides = [named_files(place) for place in (x, y)]
    if alone := sorted(sides[0].keys() ^ sides[1].keys()):
        more = f" and {len(alone) - NAMED} more" if len(alone) > NAMED else ""
        raise ValueError(f"{len(alone)} pictures have no partner of their name: {', '.join(alone[:NAMED])}{more}")
    if not sides[0]:
        raise ValueError(f"{x} and {y} hold no pictures")
    given, wanted = (torch.stack([one(side[name], size) for name in sorted(side)]) for side in sides)
    return given, wanted


def named_files(place: Path) -> dict[str, Path]:
    """The folder's files by their names without the ending. ValueError if two have one name."""
    files = [file for file in contents(place) if file.is_file()]
    if twice := [name for name, count in Counter(file.stem for file in files).items() if count > 1]:
        raise ValueError(f"{place} has two files named {twice[0]}: which one is the pair's?")
    return {file.stem: file for file in files}


class PairDiscriminator(nn.Module):
    """D(picture, condition): a PatchGAN that sees both, one upon the other (Isola et al., 2017)."""

    def __init__(self, width: int, layers: int):
        super().__init__()
        self.patches = PatchDiscriminator(6, width, layers)

    def forward(self, picture: Float[Tensor, "n 3 h w"], condition: Float[Tensor, "n 3 h w"]) -> Float[Tensor, "m"]:
        return self.patches(torch.cat([condition, picture], dim=1))
