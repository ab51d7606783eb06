"""A folder of one's own pictures as a domain: whatever their shapes and colours, all become squares of one size."""

import warnings
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, UInt8
from PIL import Image, ImageOps
from torch import Tensor

ENDINGS = {".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
NAMED = 5  # of the files that were skipped; the others are counted


def folder(path: str | Path, size: int = 64) -> UInt8[Tensor, "n 3 size size"]:
    """The folder's pictures in the order of their names, as bytes; `scaled` brings a batch of them to [-1, 1].

    Each is made so small (or large) that it covers the square, and its middle is cut out. Grey becomes colour, and
    what is transparent lies on white. A file that can't be read is skipped, with a warning that names and counts.
    ValueError if the folder is none, or holds no picture that can be read.
    """
    path = Path(path)
    if not path.is_dir():
        raise ValueError(f"{path} is no folder: name one that holds pictures ({', '.join(sorted(ENDINGS))})")
    files = sorted(file for file in path.iterdir() if file.suffix.lower() in ENDINGS and file.is_file())
    squares, skipped = [], []
    for file in files:
        try:
            squares.append(square(file, size))
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
            skipped.append(f"{file.name} ({problem})")
    if skipped:
        more = f" and {len(skipped) - NAMED} more" if len(skipped) > NAMED else ""
        said = f"{path}: skipped {len(skipped)} of {len(files)} files: {', '.join(skipped[:NAMED])}{more}"
        warnings.warn(said, stacklevel=2)
    if not squares:
        raise ValueError(f"{path} holds no picture that can be read, of {len(files)} with the ending of one")
    return torch.from_numpy(np.stack(squares)).permute(0, 3, 1, 2).contiguous()


def square(file: Path, size: int) -> UInt8[np.ndarray, "size size 3"]:
    """One picture: upright as the camera was held, in colour, its middle."""
    with Image.open(file) as picture:
        upright = ImageOps.exif_transpose(picture)
        if upright.mode.startswith(("I", "F")):  # more than eight bits of grey
            grey = np.asarray(upright, dtype=np.float64)
            upright = Image.fromarray((255 * (grey / max(grey.max(), 1)).clip(0, 1)).astype(np.uint8))
        if "A" in upright.getbands() or "transparency" in upright.info:
            upright = upright.convert("RGBA")
            paper = Image.new("RGBA", upright.size, "white")
            upright = Image.alpha_composite(paper, upright)
        return np.asarray(ImageOps.fit(upright.convert("RGB"), (size, size), Image.Resampling.LANCZOS))


def scaled(pictures: UInt8[Tensor, "n c h w"]) -> Float[Tensor, "n c h w"]:
    """Bytes 0 to 255 become -1 to 1, as far as tanh reaches."""
    return pictures.float().div_(127.5).sub_(1)
