"""Files of LeCun's idx format: bytes with a header that says their shape, gzipped or not."""

import gzip
import struct
import zlib
from pathlib import Path

import numpy as np
from jaxtyping import UInt8


def found(folder: Path, name: str) -> Path:
    """The file of that name in the folder, gzipped or not, spelt with -idx or, as some copies are, with .idx."""
    names = [spelt + end for spelt in (name, name.replace("-idx", ".idx")) for end in ("", ".gz")]
    for path in (folder / name for name in names):
        if path.is_file():
            return path
    raise FileNotFoundError(f"{folder} should hold one of {', '.join(names)}, but holds none: name another folder")


def read_idx(path: Path, *shape: int) -> UInt8[np.ndarray, "n *shape"]:
    """The unsigned bytes of one idx file, n items of the given shape; ValueError if the file holds anything else.

    Its header is big-endian: 0x800 + the number of axes, n, the shape.
    """
    content = unzipped(path)
    start = 8 + 4 * len(shape)
    kind, sizes = struct.pack(">I", 0x801 + len(shape)), struct.pack(f">{len(shape)}I", *shape)
    if (content[:4], content[8:start]) != (kind, sizes):
        raise ValueError(
            f"{path} should hold bytes in items of shape {shape}, with the header {kind.hex()} (n) {sizes.hex()}, "
            f"but begins with {content[:4].hex()} ({content[4:8].hex()}) {content[8:start].hex()}: is it another file?"
        )
    n = int.from_bytes(content[4:8], "big")
    expected = start + n * int(np.prod(shape))
    if len(content) != expected:
        raise ValueError(
            f"{path} says that it holds {n} items, {expected} bytes with the header, but has {len(content)}: "
            "it was cut short or altered, get it again"
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(n, *shape)


def unzipped(path: Path) -> bytes:
    """What the file holds, gzipped or not; its first bytes say which, since some browsers unzip and keep the name."""
    content = path.read_bytes()
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{path} can't be unzipped ({error}): it was cut short or altered, get it again") from error
