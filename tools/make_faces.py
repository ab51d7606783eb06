"""Packs what tools/make_faces.mjs rendered into gannotes/data/files/pixel_faces.npz and drawn_faces.npz.

    python tools/make_faces.py SCRATCH

where SCRATCH is the folder in which make_faces.mjs ran; its first lines say how. The same parts, byte for byte.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
from make_digits import write

FILES = Path(__file__).parents[1] / "gannotes" / "data" / "files"
SIZES = {"pixel": (16,), "drawn": (64, 32, 16)}


def rendered(path: Path, size: int) -> np.ndarray:
    """Pictures of four bytes a pixel, one after the other."""
    return np.fromfile(path, np.uint8).reshape(-1, size, size, 4)


def packed(folder: Path, style: str) -> dict[str, np.ndarray]:
    """A style's parts in each size, what each part is, and forty whole faces with the rows of their parts."""
    table = json.loads((folder / f"parts_{style}_{SIZES[style][0]}.json").read_text())
    layer, variant, colour = (np.array(column) for column in zip(*table["parts"], strict=True))
    arrays = {"layer": layer, "variant": variant, "colour": colour, "whole": np.array(table["wholes"], np.int16)}
    arrays["background"] = np.frombuffer(bytes.fromhex(table["background"]), np.uint8)
    for size in SIZES[style]:
        arrays[f"sprites_{size}"] = rendered(folder / f"parts_{style}_{size}.bin", size)
        arrays[f"whole_{size}"] = rendered(folder / f"whole_{style}_{size}.bin", size)[..., :3]
    return arrays


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tools/make_faces.py SCRATCH")
    for style in SIZES:
        file = FILES / f"{style}_faces.npz"
        write(file, **packed(Path(sys.argv[1]), style))
        print(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}, {file.stat().st_size} bytes")
