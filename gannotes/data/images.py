"""Real images with their labels, pixels in [-1, 1]: 5,000 digits that come with the package, and MNIST and its kin."""

import contextlib
import gzip
import os
import struct
import tomllib
import zlib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import pooch
import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor

from gannotes.data.folders import folder as folder
from gannotes.data.folders import scaled as scaled

Labelled = tuple[Float[Tensor, "n 1 28 28"], Int[Tensor, "n"]]
DATA = resources.files("gannotes") / "data" / "files"
PREFIX = {"train": "train", "test": "t10k"}


def digits(dtype: torch.dtype = torch.float32) -> Labelled:
    """5,000 MNIST digits, no download: each ten rows hold each digit once, in random order; a slice is a fair sample.

    `data/files/README.md` says where they come from.
    """
    with (DATA / "digits.npz").open("rb") as file, np.load(file) as arrays:
        return labelled(arrays["images"], arrays["labels"], dtype)


def mnist(split: str, folder: str | Path | None = None) -> Labelled:
    """LeCun et al. (1998): handwritten digits, 60,000 to "train" and 10,000 to "test".

    Read from the folder of idx files, if one is named; else from the cache, after one fetch into it.
    """
    return idx_dataset(known_archive("mnist"), split, folder)


def fashion_mnist(split: str, folder: str | Path | None = None) -> Labelled:
    """Xiao et al. (2017): ten kinds of clothes in the form of MNIST, under the MIT licence.

    Debian has them in the package dataset-fashion-mnist: folder="/usr/share/datasets/fashion-mnist".
    """
    return idx_dataset(known_archive("fashion_mnist"), split, folder)


def kmnist(split: str, folder: str | Path | None = None) -> Labelled:
    """Clanuwat et al. (2018): ten cursive Japanese characters in the form of MNIST, under CC BY-SA 4.0."""
    return idx_dataset(known_archive("kmnist"), split, folder)


@dataclass(frozen=True)
class Archive:
    """Four gzipped idx files, the folders that serve them, and the SHA-256 of each file as it is served."""

    name: str
    mirrors: list[str]
    sha256: dict[str, str]


def known_archive(name: str) -> Archive:
    """What `data/files/archives.toml` knows under this name."""
    return Archive(name, **tomllib.loads((DATA / "archives.toml").read_text())[name])


def idx_dataset(archive: Archive, split: str, folder: str | Path | None = None) -> Labelled:
    """Images and labels of one split: a folder's files as they are, fetched ones only with the known SHA-256.

    ValueError if the split is unknown or a file isn't what it should be; FileNotFoundError if the folder lacks one;
    ConnectionError if no folder is given, and neither the cache nor a mirror has a good copy.
    """
    if split not in PREFIX:
        raise ValueError(f'split must be "train" or "test", got {split!r}')
    names = f"{PREFIX[split]}-images-idx3-ubyte", f"{PREFIX[split]}-labels-idx1-ubyte"
    paths = [fetched(archive, f"{name}.gz") if folder is None else found(Path(folder), name) for name in names]
    images, labels = read_idx(paths[0], 28, 28), read_idx(paths[1])
    if len(images) != len(labels):
        raise ValueError(
            f"each image needs its label, but {paths[0]} holds {len(images)} images, {paths[1]} {len(labels)} labels: "
            "take both from the same place"
        )
    return labelled(images, labels)


def labelled(
    images: UInt8[np.ndarray, "n 28 28"], labels: UInt8[np.ndarray, "n"], dtype: torch.dtype = torch.float32
) -> Labelled:
    """Pixels 0 to 255 become -1 to 1, both ends exactly: as far as tanh reaches."""
    return torch.tensor(images).unsqueeze(1).to(dtype).div_(127.5).sub_(1), torch.tensor(labels).long()


def found(folder: Path, name: str) -> Path:
    """The file of that name in the folder, gzipped or not, spelt with -idx or, as some copies are, with .idx."""
    names = [spelt + end for spelt in (name, name.replace("-idx", ".idx")) for end in ("", ".gz")]
    for path in (folder / name for name in names):
        if path.is_file():
            return path
    raise FileNotFoundError(f"{folder} should hold one of {', '.join(names)}, but holds none: name another folder")


def cache() -> Path:
    """Where fetched files stay: the folder that GANNOTES_CACHE names, or else one in the user's own cache."""
    return Path(os.environ.get("GANNOTES_CACHE") or pooch.os_cache("gannotes")).expanduser()


def fetched(archive: Archive, name: str) -> Path:
    """The cached file if it has the known SHA-256, else the first that a mirror gives with it; no other is kept."""
    folder, failures = cache() / archive.name, []
    for mirror in archive.mirrors:
        try:
            return Path(pooch.retrieve(mirror + name, archive.sha256[name], name, folder, progressbar=True))
        except (OSError, ValueError) as failure:
            failures.append(f"\n- {mirror}{name}: {failure}")
    with contextlib.suppress(OSError):  # a place below a file, or one that can only be read: the failures say so
        (folder / name).unlink()  # what lies there now has another sum: nobody should find it
    raise ConnectionError(
        f"{folder} has no {name} with SHA-256 {archive.sha256[name]}, and no mirror gave one: try again when online, "
        "or get the files in another way and name their folder, folder=...; if it is this cache that can't be written, "
        f"name another in GANNOTES_CACHE\nWhat went wrong:{''.join(failures)}"
    )


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
