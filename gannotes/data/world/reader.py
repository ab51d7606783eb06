"""The measuring instrument: from pixels back to season, time of day, mask, and what is in the scene."""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from gannotes.data.world.paint import CLOUD, CONCEPTS, CROWN, FENCE, GROUND, PALETTES, ROOF, SUN

LEAST = {"cloud": (CLOUD, 0.005), "house": (ROOF, 0.008), "fence": (FENCE, 0.02), "trees": (CROWN, 0.008)}


@dataclass(frozen=True)
class Reading:
    """What the palette says of n pictures."""

    season: Int[Tensor, "n"]
    time: Int[Tensor, "n"]
    mask: Int[Tensor, "n h w"]
    palette_distance: Float[
        Tensor, "n"
    ]  # how far a pixel's colour is from its palette's nearest, on average; 0 for clean ones

    def area(self, concept: str) -> Float[Tensor, "n"]:
        """The share of each picture that shows the concept."""
        return (self.mask == CONCEPTS.index(concept)).double().mean((1, 2))

    def shows(self, thing: str) -> Bool[Tensor, "n"]:
        """Whether there is a cloud, a house, a fence or any tree: more of its pixels than a stray few."""
        if thing not in LEAST:
            raise ValueError(f"ask for one of {sorted(LEAST)}, not {thing!r}")
        concept, least = LEAST[thing]
        return (self.mask == concept).double().mean((1, 2)) > least

    def height(self) -> Float[Tensor, "n"]:
        """How high the sun or moon stands, about between 0 and 1, by its upper edge; nan where there is none.

        Its edge, because a tree or a roof may hide its lower part.
        """
        side = self.mask.shape[1]
        wide = (self.mask == SUN).double().mean(2) > 1.5 / 32  # rows that are more than a stray pixel
        top = wide.double().argmax(1) / side + 0.085
        ground = (self.mask == GROUND).double().mean(2).gt(0.25).double().argmax(1) / side
        height = 1 - (top - 0.1) / (ground - 0.3)
        return torch.where(wide.any(1), height, torch.nan)


def read(x: Float[Tensor, "n 3 h w"], season: int | None = None, time: int | None = None) -> Reading:
    """The palette that fits a picture best, then for each pixel that palette's nearest colour.

    A season or a time that is known need not be guessed: only its palettes are tried.

    Exact on clean scenes. A pixel is read wrongly once it has moved more than half of the way to another colour.
    """
    if x.dim() != 4 or x.shape[1] != 3:
        raise ValueError(f"pictures must have shape (n, 3, height, width), got {tuple(x.shape)}")
    if not torch.isfinite(x).all():
        raise ValueError("the pictures hold nan or infinite values: the network that made them has diverged")
    seasons = torch.arange(len(PALETTES)) if season is None else torch.tensor([season])
    times = torch.arange(PALETTES.shape[1]) if time is None else torch.tensor([time])
    known = torch.cartesian_prod(seasons, times).to(x.device)
    palettes = PALETTES.to(x)[known[:, 0], known[:, 1]]
    points = x.flatten(2).mT
    distances = torch.stack([torch.cdist(points, colours).min(2).values.mean(1) for colours in palettes])
    nearest, best = distances.min(0)
    mask = torch.cdist(points, palettes[best]).argmin(2).unflatten(1, x.shape[2:])
    return Reading(known[best, 0], known[best, 1], mask, nearest)
