"""Scenes with captions: which are held out, what is nearly right of them, and whether a picture shows what was said."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from gannotes.data import world

LAND = {"fence": False, "cloud": False, "trees": 0}  # the smaller land in which captions and sounds are learned


def held_out(scenes: world.Scenes) -> Bool[Tensor, "n"]:
    """Whether a scene is kept for the test: 8 of the 32 combinations of season, time, low or high, house or none.

    Each season, each time and so on is met in training; what is kept from it is some of their combinations.
    """
    high, house = (scenes.height > 0.5).long(), scenes.house.long()
    return (scenes.season + 2 * scenes.time + 3 * high + house) % 4 == 0


def hard_negatives(scenes: world.Scenes, generator: torch.Generator | None = None) -> world.Scenes:
    """The same scenes but for one factor each, diced: another season, the other time, low for high, a house or none.

    What is said of them is nearly right of the first: wrong captions that take a close look.
    """
    device = scenes.season.device
    which = torch.randint(4, (len(scenes),), generator=generator, device=device)
    turn = torch.randint(1, 4, (len(scenes),), generator=generator, device=device)
    return scenes.with_factors(
        season=torch.where(which == 0, (scenes.season + turn) % 4, scenes.season),
        time=torch.where(which == 1, 1 - scenes.time, scenes.time),
        height=torch.where(which == 2, 1 - scenes.height, scenes.height),
        house=torch.where(which == 3, ~scenes.house, scenes.house),
    )


def caption_accuracy(x: Float[Tensor, "n 3 h w"], scenes: world.Scenes) -> dict[str, float]:
    """The share of pictures in which the palette reader finds what the scenes' captions say."""
    reading = world.read(x)
    found = {
        "season": reading.season == scenes.season,
        "time": reading.time == scenes.time,
        "sun": (reading.height() > 0.5) == (scenes.height > 0.5),  # where there is none: neither
        "house": reading.shows("house") == scenes.house,
    }
    found["sun"] &= ~reading.height().isnan()
    found["all four"] = torch.stack(list(found.values())).all(dim=0)
    return {name: right.double().mean().item() for name, right in found.items()}
