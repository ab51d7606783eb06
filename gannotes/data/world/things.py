"""What one would call a thing in the little world: a tree is trunk and crown, a house wall, roof and door."""

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from gannotes.data.world.paint import CONCEPTS

THINGS = {
    "sky": ("sky",),
    "ground": ("ground",),
    "sun": ("sun",),
    "cloud": ("cloud",),
    "tree": ("trunk", "crown"),
    "house": ("wall", "roof", "door"),
    "door": ("door",),
    "fence": ("fence",),
}


def object_masks(mask: Int[Tensor, "n h w"]) -> Bool[Tensor, "n things h w"]:
    """Where each of THINGS is, from a mask of concepts. A door belongs to its house, too."""
    return torch.stack(
        [torch.isin(mask, torch.tensor([CONCEPTS.index(c) for c in parts]).to(mask)) for parts in THINGS.values()], 1
    )
