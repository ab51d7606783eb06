"""The little world: pictures whose every pixel, word and note follows from factors that are known."""

from gannotes.world.captions import VOCABULARY, chinese, english, tokens
from gannotes.world.layers import layers
from gannotes.world.paint import CONCEPTS, PALETTES, mask_of, pixels
from gannotes.world.reader import Reading, read
from gannotes.world.scenes import SEASONS, TIMES, Scenes, scenes
from gannotes.world.things import THINGS, things
from gannotes.world.tones import frequency, tones

__all__ = [
    "CONCEPTS",
    "PALETTES",
    "SEASONS",
    "THINGS",
    "TIMES",
    "VOCABULARY",
    "Reading",
    "Scenes",
    "chinese",
    "english",
    "frequency",
    "layers",
    "mask_of",
    "pixels",
    "read",
    "scenes",
    "things",
    "tokens",
    "tones",
]
