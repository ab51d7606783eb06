"""The little world: pictures whose every pixel, word and note follows from factors that are known."""

from gannotes.world.captions import VOCABULARY, chinese, english, tokens
from gannotes.world.paint import CONCEPTS, PALETTES, mask_of, pixels
from gannotes.world.reader import Reading, read
from gannotes.world.scenes import SEASONS, TIMES, Scenes, scenes
from gannotes.world.tones import frequency, tones

__all__ = [
    "CONCEPTS",
    "PALETTES",
    "SEASONS",
    "TIMES",
    "VOCABULARY",
    "Reading",
    "Scenes",
    "chinese",
    "english",
    "frequency",
    "mask_of",
    "pixels",
    "read",
    "scenes",
    "tokens",
    "tones",
]
