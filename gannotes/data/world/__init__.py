"""The little world: pictures whose every pixel, word and note follows from factors that are known."""

from gannotes.data.world.captions import VOCABULARY, chinese, english, tokens
from gannotes.data.world.layers import one_hot_mask
from gannotes.data.world.paint import CONCEPTS, PALETTES, mask_of, pixels
from gannotes.data.world.pictures import Law, drawn_by_law, law, ponds, textured, with_texture
from gannotes.data.world.reader import Reading, read
from gannotes.data.world.scenes import SEASONS, TIMES, Scenes, scenes
from gannotes.data.world.surfaces import SURFACES, TEXTURES
from gannotes.data.world.things import THINGS, object_masks
from gannotes.data.world.tones import frequency, tones

__all__ = [
    "CONCEPTS",
    "PALETTES",
    "SEASONS",
    "SURFACES",
    "TEXTURES",
    "THINGS",
    "TIMES",
    "VOCABULARY",
    "Law",
    "Reading",
    "Scenes",
    "chinese",
    "drawn_by_law",
    "english",
    "frequency",
    "law",
    "mask_of",
    "object_masks",
    "one_hot_mask",
    "pixels",
    "ponds",
    "read",
    "scenes",
    "textured",
    "tokens",
    "tones",
    "with_texture",
]
