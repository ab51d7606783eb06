"""The pairs of chapter 13: scenes with what is said or heard of them, and whether a picture shows what was said."""

from collections.abc import Callable

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from gannotes import world
from gannotes.models import told
from gannotes.models.encoders import Sound, Words

LATENT = 16  # numbers of noise: for all that a caption does not say
LAND = {"fence": False, "cloud": False, "trees": 0}  # the smaller land in which captions and sounds are learned


def unseen(scenes: world.Scenes) -> Bool[Tensor, "n"]:
    """Whether a scene is kept for the test: 8 of the 32 combinations of season, time, low or high, house or none.

    Each season, each time and so on is met in training; what is kept from it is some of their combinations.
    """
    high, house = (scenes.height > 0.5).long(), scenes.house.long()
    return (scenes.season + 2 * scenes.time + 3 * high + house) % 4 == 0


def one_thing_wrong(scenes: world.Scenes, generator: torch.Generator | None = None) -> world.Scenes:
    """The same scenes but for one factor each, diced: another season, the other time, low for high, a house or none.

    What is said of them is nearly right of the first: wrong captions that take a close look.
    """
    device = scenes.season.device
    which = torch.randint(4, (len(scenes),), generator=generator, device=device)
    turn = torch.randint(1, 4, (len(scenes),), generator=generator, device=device)
    return scenes.but(
        season=torch.where(which == 0, (scenes.season + turn) % 4, scenes.season),
        time=torch.where(which == 1, 1 - scenes.time, scenes.time),
        height=torch.where(which == 2, 1 - scenes.height, scenes.height),
        house=torch.where(which == 3, ~scenes.house, scenes.house),
    )


def agreement(x: Float[Tensor, "n 3 h w"], scenes: world.Scenes) -> dict[str, float]:
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


def by_words() -> tuple[nn.Module, nn.Module]:
    """A generator that is told a caption's words, and its discriminator."""
    return _players(lambda: Words(len(world.VOCABULARY)))


def by_sound() -> tuple[nn.Module, nn.Module]:
    """The same for tones: nothing but the encoder differs."""
    return _players(Sound)


def _players(encoder: Callable[[], nn.Module]) -> tuple[nn.Module, nn.Module]:
    return told.Generator(encoder(), LATENT), told.Discriminator(encoder())
