"""Characters in two typefaces that matplotlib ships: with serifs and without. A domain pair from the real world."""

from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
import torch
from jaxtyping import Float
from matplotlib import ft2font
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from gannotes.data.domains import Domains

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
SANS, SERIF = FONTS / "DejaVuSans.ttf", FONTS / "DejaVuSerif.ttf"


@cache
def letters(*fonts: Path) -> str:
    """The letters and digits that all of the fonts have by their own tables; a missing one would be drawn as a box."""
    codes = set.intersection(*(set(ft2font.FT2Font(str(font)).get_charmap()) for font in fonts))
    return "".join(chr(code) for code in sorted(codes) if chr(code).isalnum() and code < 0x0600)


def rendered(characters: str, font: Path, size: int = 32) -> Float[Tensor, "n 1 size size"]:
    """White characters on black in [-1, 1], all on one baseline and at one scale."""
    face = ImageFont.truetype(str(font), round(size * 0.66))
    sheets = []
    for character in characters:
        sheet = Image.new("L", (size, size))
        ImageDraw.Draw(sheet).text((size / 2, size * 0.72), character, fill=255, font=face, anchor="ms")
        sheets.append(np.asarray(sheet))
    return torch.from_numpy(np.stack(sheets)).float()[:, None] / 127.5 - 1


def faces(size: int = 32) -> Domains:
    """DejaVu Sans and DejaVu Serif, split by character: 42% seen in the one, 42% in the other, 16% in neither."""
    known = letters(SANS, SERIF)
    order = torch.randperm(len(known), generator=torch.Generator().manual_seed(0)).tolist()
    first, second = round(0.42 * len(known)), round(0.84 * len(known))
    x, y, test = ("".join(known[i] for i in part) for part in (order[:first], order[first:second], order[second:]))
    return Domains(
        rendered(x, SANS, size), rendered(y, SERIF, size), rendered(test, SANS, size), rendered(test, SERIF, size)
    )
