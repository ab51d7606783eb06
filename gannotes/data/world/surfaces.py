"""What the textured world is made of: each surface's colour in white light, and its texture."""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from gannotes.data.world import textures
from gannotes.data.world.paint import CLOUD, CONCEPTS, CROWN, DOOR, FENCE, GROUND, ROOF, SKY, SUN, TRUNK, WALL
from gannotes.data.world.scenes import SEASONS
from gannotes.data.world.textures import Texture

SURFACES = (*CONCEPTS, "water")
WATER = len(CONCEPTS)
Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Surface:
    """A colour, and how far its texture carries it up and down: red, green and blue from 0 to 1."""

    colour: Colour
    reach: Colour
    texture: Texture


GRASS = Surface((0.50, 0.70, 0.30), (0.16, 0.18, 0.12), textures.GRASS)
MEADOW = Surface((0.33, 0.56, 0.20), (0.14, 0.18, 0.10), textures.GRASS)
LITTER = Surface((0.68, 0.52, 0.26), (0.22, 0.20, 0.12), textures.LITTER)
SNOW = Surface((0.88, 0.91, 0.95), (0.09, 0.07, 0.05), textures.SNOW)
BLOSSOM = Surface((0.88, 0.60, 0.72), (0.12, 0.22, 0.16), textures.LEAVES)
LEAVES = Surface((0.20, 0.45, 0.14), (0.15, 0.22, 0.10), textures.LEAVES)
RUSSET = Surface((0.78, 0.40, 0.12), (0.20, 0.22, 0.08), textures.LEAVES)
TWIGS = Surface((0.58, 0.62, 0.66), (0.28, 0.26, 0.24), textures.LEAVES)

BY_SEASON = {  # spring, summer, autumn, winter
    GROUND: (GRASS, MEADOW, LITTER, SNOW),
    CROWN: (BLOSSOM, LEAVES, RUSSET, TWIGS),
}
BLACK: Colour = (0.0, 0.0, 0.0)
ALL_YEAR = {
    SKY: Surface(BLACK, BLACK, textures.WISPS),  # the sky and the sun are no surfaces: their colours are in light.py
    SUN: Surface(BLACK, BLACK, textures.WISPS),
    CLOUD: Surface((0.88, 0.89, 0.92), (0.11, 0.10, 0.08), textures.CLOUDS),
    TRUNK: Surface((0.34, 0.22, 0.12), (0.14, 0.10, 0.06), textures.BARK),
    WALL: Surface((0.88, 0.81, 0.68), (0.07, 0.07, 0.07), textures.PLASTER),
    ROOF: Surface((0.68, 0.24, 0.18), (0.24, 0.12, 0.10), textures.SHINGLES),
    DOOR: Surface((0.28, 0.26, 0.48), (0.08, 0.08, 0.10), textures.BARK),
    FENCE: Surface((0.60, 0.42, 0.28), (0.15, 0.12, 0.10), textures.BARK),
    WATER: Surface((0.34, 0.52, 0.66), (0.20, 0.20, 0.18), textures.WATER),
}
LAMP: Colour = (0.90, 0.68, 0.32)  # it shines through the door at night

_TABLE = [
    [BY_SEASON[c][season] if c in BY_SEASON else ALL_YEAR[c] for c in range(len(SURFACES))]
    for season in range(len(SEASONS))
]
TEXTURES = tuple(dict.fromkeys([*(surface.texture for row in _TABLE for surface in row), textures.STARS]))
SKIES = (  # by day and by night: which of TEXTURES the sky has, and how far it carries it towards white
    (TEXTURES.index(textures.WISPS), 0.22),
    (TEXTURES.index(textures.STARS), 0.75),
)

COLOURS: Float[Tensor, "seasons surfaces 3"] = torch.tensor([[surface.colour for surface in row] for row in _TABLE])
REACHES: Float[Tensor, "seasons surfaces 3"] = torch.tensor([[surface.reach for surface in row] for row in _TABLE])
TEXTURE_OF: Int[Tensor, "seasons surfaces"] = torch.tensor(
    [[TEXTURES.index(surface.texture) for surface in row] for row in _TABLE], dtype=torch.int8
)
