"""One picture becomes a square: upright, in colour, its middle. What had to be guessed is said in a warning."""

import warnings
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from PIL import ExifTags, Image, ImageFile, ImageOps
from PIL.TiffImagePlugin import TiffImageFile

UPRIGHT = 1  # and what else EXIF knows of how a camera was held
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIXTEEN = 65535
WIDE = {"PNG", "PPM", "JPEG2000"}  # formats whose grey of more than eight bits fills sixteen, whatever Pillow's mode
BITS_PER_SAMPLE = 258  # the TIFF tag


def square(file: Path, size: int, formats: list[str] | None = None) -> UInt8[np.ndarray, "size size 3"]:
    """The middle of one picture, as large as fits, on white where it is transparent.

    Any exception of Pillow's if it can't be read; ValueError for values without a black.
    """
    return middle(on_paper(file, formats), size)


def on_paper(file: Path, formats: list[str] | None = None) -> Image.Image:
    """The whole picture, upright and in colour, on white where it is transparent."""
    with Image.open(file, formats=formats) as picture:
        turned = upright(picture)
        if turned.mode.startswith(("I", "F")):  # more than eight bits of grey
            turned = eight_bits(turned, picture)
        if "A" in turned.getbands() or "transparency" in turned.info:
            turned = turned.convert("RGBA")
            paper = Image.new("RGBA", turned.size, "white")
            turned = Image.alpha_composite(paper, turned)
        return turned.convert("RGB")


def middle(picture: Image.Image, size: int) -> UInt8[np.ndarray, "size size 3"]:
    """The largest square in a picture's middle, made so large."""
    return np.asarray(ImageOps.fit(picture, (size, size), Image.Resampling.LANCZOS))


def upright(picture: ImageFile.ImageFile) -> Image.Image:
    """Turned as the camera was held. Not by ImageOps, which writes all tags anew and so needs every one of them."""
    load(picture)
    try:
        turn = TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, UPRIGHT))
    except MemoryError:
        raise
    except Exception as problem:
        warnings.warn(f"its EXIF can't be read, so it is not turned: {said(problem)}", stacklevel=2)
        turn = None
    return picture.copy() if turn is None else picture.transpose(turn)


def load(picture: ImageFile.ImageFile) -> None:
    """Its pixels, which are there too where only a tag behind them could not be read."""
    try:
        picture.load()
    except (MemoryError, OSError):
        raise
    except Exception as problem:
        if picture.tile:  # parts that were not decoded yet
            raise
        warnings.warn(f"its tags can't be read: {said(problem)}", stacklevel=2)


def eight_bits(grey: Image.Image, picture: Image.Image) -> Image.Image:
    """Grey of sixteen bits is divided by 257, so that white stays white and black black.

    Floats from 0 to 1 are times 255. For others the file doesn't say which is white: that is guessed, and said.
    """
    values = np.asarray(grey, dtype=np.float64)
    if not np.isfinite(values).all():
        raise ValueError("holds values that are not finite (nan or infinity): mend them, or save it in 8 bits")
    low, high = values.min(), values.max()
    if low < 0:
        raise ValueError(
            f"holds values from {low:g} to {high:g}, and nothing says which is black: bring them to 0 to 255, in 8 bits"
        )
    scaled = (values * (255 / white(grey, picture, high))).round().clip(0, 255).astype(np.uint8)
    if isinstance(see_through := picture.info.get("transparency"), int):
        scaled[values == see_through] = 255  # as if it lay on white
    return Image.fromarray(scaled)


def white(grey: Image.Image, picture: Image.Image, high: float) -> float:
    """The value that is white: as the format has it, else the least usual one that no value exceeds."""
    if grey.mode.startswith("I;16") or (picture.format in WIDE and grey.mode == "I"):
        return 2 ** sample_bits(picture) - 1
    if grey.mode == "F" and high <= 1:
        return 1
    kind = "floats" if grey.mode == "F" else "integers of 32 bits"
    for usual in (255, SIXTEEN):
        if high <= usual:
            warnings.warn(f"{kind} up to {high:g}: taken as 0 to {usual}", stacklevel=3)
            return usual
    warnings.warn(f"{kind} up to {high:g}: stretched so that the largest of its own values is white", stacklevel=3)
    return high


def sample_bits(picture: Image.Image) -> int:
    """How many bits each sample has: a TIFF says so, and 12 are put into 16 as they are; all others fill 16."""
    if not isinstance(picture, TiffImageFile):
        return 16
    try:
        (bits,) = picture.tag_v2[BITS_PER_SAMPLE]
    except (AttributeError, KeyError, TypeError, ValueError):
        return 16
    return bits if 8 < bits <= 16 else 16


def said(problem: BaseException) -> str:
    """What an exception says, and what it is where that is not clear."""
    return f"{problem}" if isinstance(problem, OSError | ValueError) and str(problem) else repr(problem)
