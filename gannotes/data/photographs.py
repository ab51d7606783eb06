"""Crops of real photographs: the few in colour that come with scikit-image, read from its folder."""

import importlib.util
from pathlib import Path

import numpy as np
import torch
from jaxtyping import UInt8
from PIL import Image
from torch import Generator, Tensor
from torch.nn.functional import interpolate

NAMES = ("astronaut.png", "chelsea.png", "coffee.png", "motorcycle_left.png", "rocket.jpg")
WIDEST = 4  # a crop is at most so many times as wide as what becomes of it


def photographs(n: int, size: int = 64, generator: Generator | None = None) -> UInt8[Tensor, "n 3 size size"]:
    """n crops as bytes, of diced places and widths from `size` pixels up; `images.scaled` brings them to [-1, 1].

    An astronaut, a cat, a cup of coffee, a motorcycle and a rocket: enough to try a network on, not to train one.
    scikit-image's data/README names their makers and licences. ImportError if it isn't installed.
    """
    if n < 1 or size < 1:
        raise ValueError(f"take at least one crop of at least one pixel, got n = {n}, size = {size}")
    whole = [opened(place() / name) for name in NAMES]
    return torch.stack([crop(whole[i % len(whole)], size, generator) for i in range(n)])


def place() -> Path:
    """The folder of scikit-image's pictures; the package itself is not imported."""
    spec = importlib.util.find_spec("skimage")
    if spec is None or spec.origin is None:
        raise ImportError('the photographs come with scikit-image: run pip install "gannotes[photos]"')
    return Path(spec.origin).parent / "data"


def opened(file: Path) -> UInt8[Tensor, "3 h w"]:
    """ValueError with the file's name if it isn't there any more."""
    if not file.is_file():
        raise ValueError(f"scikit-image has no {file.name} in {file.parent}: another release may, 0.26.0 does")
    with Image.open(file) as picture:
        return torch.from_numpy(np.array(picture.convert("RGB"))).permute(2, 0, 1)


def crop(whole: UInt8[Tensor, "3 h w"], size: int, generator: Generator | None = None) -> UInt8[Tensor, "3 size size"]:
    """A square of a diced width, made smaller where it is wider than `size`; ValueError if the whole is narrower."""
    edge = min(whole.shape[1:])
    if edge < size:
        raise ValueError(
            f"a photograph of {tuple(whole.shape[1:])} pixels has no square of {size}: ask for a smaller one"
        )
    share, down, across = torch.rand(3, generator=generator).tolist()
    side = round(size + share * (min(edge, WIDEST * size) - size))
    top, left = round(down * (whole.shape[1] - side)), round(across * (whole.shape[2] - side))
    square = whole[None, :, top : top + side, left : left + side].float()
    small = interpolate(square, (size, size), mode="bilinear", antialias=True, align_corners=False)
    return small[0].round().clamp(0, 255).to(torch.uint8)
