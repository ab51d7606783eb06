"""Real images with their labels, pixels in [-1, 1]: 5,000 digits that come with the package, and MNIST and its kin."""

import contextlib
import os
import tomllib
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
from gannotes.data.idx import found, read_idx

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
