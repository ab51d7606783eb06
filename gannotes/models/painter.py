"""The painters of the little world: three small DCGANs that chapter 16 takes apart, shipped with their weights."""

from importlib import resources
from pathlib import Path

import torch
from safetensors.torch import load_file

from gannotes.models.dcgan import Generator

LATENT, WIDTH, SEEDS = 64, 32, (0, 1, 2)
SUMMER_DAY = {"season": 1, "time": 0}  # all that they paint: scenes with these factors fixed


def file_of(seed: int) -> Path:
    """Where a painter's weights lie, in half precision."""
    return Path(str(resources.files("gannotes"))) / "data" / "files" / f"painter_{seed}.safetensors"


def painter(seed: int = 0, dtype: torch.dtype = torch.float32) -> Generator:
    """A trained generator of 32x32 scenes, at rest; z standard normal in 64 axes.

    It has 128 units at 4x4, 64 at 8x8 and 32 at 16x16. `data/files/README.md` says how it was made.
    ValueError for a seed that was not trained.
    """
    if seed not in SEEDS:
        raise ValueError(f"there are painters of the seeds {SEEDS}, not of {seed!r}")
    G = Generator(LATENT, channels=3, image_size=32, width=WIDTH)
    left = G.load_state_dict(load_file(file_of(seed)), strict=False)
    assert all(name.endswith("num_batches_tracked") for name in left.missing_keys)
    return G.to(dtype).eval().requires_grad_(False)
