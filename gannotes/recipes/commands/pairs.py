"""Pairs of pictures: two folders whose files have the same names, or one whose pictures have two halves."""

from collections import Counter
from pathlib import Path

import torch
from jaxtyping import Float, UInt8
from torch import Tensor, nn

from gannotes.data.folders import contents
from gannotes.data.squares import middle, on_paper, said
from gannotes.models.translate import PatchDiscriminator
from gannotes.recipes.commands.labels import one

NAMED = 5
Pairs = tuple[UInt8[Tensor, "n 3 h w"], UInt8[Tensor, "n 3 h w"]]


def paired(x: Path, y: Path, size: int) -> Pairs:
    """The pictures of both folders, in the order of their names. ValueError if one has no partner, or there is none."""
    sides = [named_files(place) for place in (x, y)]
    if alone := sorted(sides[0].keys() ^ sides[1].keys()):
        more = f" and {len(alone) - NAMED} more" if len(alone) > NAMED else ""
        raise ValueError(f"{len(alone)} pictures have no partner of their name: {', '.join(alone[:NAMED])}{more}")
    if not sides[0]:
        raise ValueError(f"{x} and {y} hold no pictures")
    given, wanted = (torch.stack([one(side[name], size) for name in sorted(side)]) for side in sides)
    return given, wanted


def side_by_side(place: Path, size: int) -> Pairs:
    """The left and right halves of the folder's pictures, in the order of their names. ValueError if it has none."""
    files = [file for file in contents(place) if file.is_file()]
    if not files:
        raise ValueError(f"{place} holds no pictures")
    given, wanted = zip(*(halves(file, size) for file in files), strict=True)
    return torch.stack(given), torch.stack(wanted)


def halves(file: Path, size: int) -> tuple[Tensor, Tensor]:
    """ValueError if it can't be read, or is not twice as wide as high."""
    try:
        whole = on_paper(file)
    except MemoryError:
        raise
    except Exception as problem:
        raise ValueError(f"{file} can't be read ({said(problem)}): mend it, or take it out") from problem
    width, height = whole.size
    if width != 2 * height:
        raise ValueError(
            f"{file} has {width} x {height} pixels: a pair side by side is twice as wide as high. For pairs in two "
            "folders, name both"
        )
    sides = (whole.crop((left, 0, left + height, height)) for left in (0, height))
    left, right = (torch.from_numpy(middle(side, size).transpose(2, 0, 1).copy()) for side in sides)
    return left, right


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
