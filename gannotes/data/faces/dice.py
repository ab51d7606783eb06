"""The law of the faces: their factors, how often each comes, and which combinations are kept from training."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int

from gannotes.data.faces.sprites import NOTHING, Rows, Sprites

# Each factor's values by name.
FACTORS = {
    "hair": ("brown", "blond", "black", "red", "blue", "green"),
    "long": ("short", "long"),
    "skin": ("light", "tan", "brown", "dark"),
    "glasses": ("no glasses", "glasses"),
    "happy": ("sad", "happy"),
    "beard": ("no beard", "beard"),
    "hat": ("no hat", "hat"),
}
CHANCES = {"glasses": 0.3, "beard": 0.2, "hat": 0.15}  # every other factor's values are equally likely
# Hair, glasses and mouth that no training face has all three of: what a conditional generator has to put together.
HELD_OUT = (("red", "glasses", "sad"), ("blue", "no glasses", "happy"), ("green", "glasses", "happy"))
COLOUR_OF = {"hair": "hair", "beard": "hair", "skin": "skin"}  # the layers whose colour is a factor, not by chance
SHOWN_BY = {"hair": "long", "mouth": "happy"}  # the layers whose variants show a factor
LEAST_HAIR = 4  # pixels: a hat that leaves fewer would hide which colour the hair has

Factors = dict[str, Int[np.ndarray, "n"]]


@dataclass(frozen=True)
class Style:
    """A style's sprites, those of the factors that it knows, and which mouths smile and which don't."""

    sprites: Sprites
    factors: tuple[str, ...]
    smiles: Callable[[str], bool]
    frowns: Callable[[str], bool]

    def variants(self, layer: str) -> list[list[str]]:
        """A layer's variants: all in one list, or a list for each value of the factor that they show."""
        every = self.sprites.variants(layer)
        if layer == "hair":
            return [[name for name in every if name.startswith(length)] for length in FACTORS["long"]]
        if layer == "mouth":
            return [list(filter(self.frowns, every)), list(filter(self.smiles, every))]
        return [every]


def thrown(style: Style, n: int, rng: np.random.RandomState) -> tuple[Factors, Rows]:
    """n faces by the law, no two alike and none whose hat hides its hair."""
    factors = {name: values(name, n + n // 4, rng) for name in style.factors}
    rows = np.stack([chosen(style, layer, factors, rng) for layer in style.sprites.layers], axis=1)
    _, first = np.unique(rows, axis=0, return_index=True)
    kept = [face for face in np.sort(first) if hair_seen(style.sprites, rows[face])][:n]
    return {name: of[kept] for name, of in factors.items()}, rows[kept]


def values(factor: str, n: int, rng: np.random.RandomState) -> Int[np.ndarray, "n"]:
    """n values of one factor."""
    if factor in CHANCES:
        return (rng.random_sample(n) < CHANCES[factor]).astype(np.int64)
    return rng.randint(len(FACTORS[factor]), size=n)


def chosen(style: Style, layer: str, factors: Factors, rng: np.random.RandomState) -> Int[np.ndarray, "n"]:
    """For each face one of the layer's sprites that shows its factors, all of them equally likely."""
    n, colours = len(factors["hair"]), style.sprites.colours(layer)
    shade, dice = rng.randint(len(colours), size=n), rng.random_sample(n)
    shade = factors[COLOUR_OF[layer]] if layer in COLOUR_OF else shade
    kind = factors[SHOWN_BY[layer]] if layer in SHOWN_BY else np.zeros(n, int)
    out = np.full(n, NOTHING)
    for value, variants in enumerate(style.variants(layer)):
        numbers = np.array([[style.sprites.numbers[layer, name, colour] for colour in colours] for name in variants])
        which = kind == value
        out[which] = numbers[(dice[which] * len(variants)).astype(int), shade[which]]
    return np.where(factors[layer] == 1, out, NOTHING) if layer in CHANCES else out


def hair_seen(sprites: Sprites, row: Int[np.ndarray, "layers"]) -> bool:
    """Whether enough of the hair is to be seen beside the hat, if there is one."""
    layers = dict(zip(sprites.layers, row.tolist(), strict=True))
    if layers.get("hat", NOTHING) == NOTHING:
        return True
    owned = sprites.owned(layers["hair"]) & ~sprites.owned(layers["hat"])
    return bool(owned.sum() >= LEAST_HAIR)


def held_out(factors: Factors) -> Bool[np.ndarray, "n"]:
    """Whether a face has one of the combinations that are kept from training."""
    out = np.zeros(len(factors["hair"]), bool)
    for combination in HELD_OUT:
        has = [
            factors[k] == FACTORS[k].index(v) for k, v in zip(("hair", "glasses", "happy"), combination, strict=True)
        ]
        out |= np.logical_and.reduce(has)
    return out


def with_hair(sprites: Sprites, rows: Rows, colour: int) -> Rows:
    """The same faces but for the colour of the hair, and of the beard that has the hair's."""
    out = rows.copy()
    for layer in set(sprites.layers) & {"hair", "beard"}:
        column, shade = sprites.layers.index(layer), sprites.colours(layer)[colour]
        out[:, column] = [recoloured(sprites, number, shade) for number in rows[:, column].tolist()]
    return out


def recoloured(sprites: Sprites, number: int, colour: str) -> int:
    """The sprite of the same layer and variant in that colour; nothing stays nothing."""
    return number if number == NOTHING else sprites.numbers[(*sprites.names[number][:2], colour)]


def without_and_with_glasses(sprites: Sprites, rows: Rows, rng: np.random.RandomState) -> tuple[Rows, Rows]:
    """The same faces but for their glasses: none, then their own, or a pair by dice for a face that has none."""
    column = sprites.layers.index("glasses")
    pairs = [number for number, name in enumerate(sprites.names) if name[0] == "glasses"]
    without, with_ = rows.copy(), rows.copy()
    without[:, column] = NOTHING
    with_[:, column] = np.where(rows[:, column] == NOTHING, rng.choice(pairs, len(rows)), rows[:, column])
    return without, with_
