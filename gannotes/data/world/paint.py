"""From factors to a mask that says what each pixel shows, and from the mask to colours."""

import torch
from jaxtyping import Bool, Float, Int, Shaped
from torch import Tensor

from gannotes.data.world.scenes import SLOTS, Scenes

CONCEPTS = ("sky", "ground", "sun", "cloud", "trunk", "crown", "wall", "roof", "door", "fence")
SKY, GROUND, SUN, CLOUD, TRUNK, CROWN, WALL, ROOF, DOOR, FENCE = range(len(CONCEPTS))
SIZES = (32, 64)

# By day, in spring; red, green, blue between 0 and 1, in the order of CONCEPTS.
_SPRING = [
    (0.55, 0.80, 1.00),
    (0.55, 0.80, 0.35),
    (1.00, 0.90, 0.10),
    (0.82, 0.86, 0.92),
    (0.33, 0.20, 0.06),
    (0.95, 0.60, 0.75),
    (0.95, 0.88, 0.70),
    (0.85, 0.10, 0.12),
    (0.25, 0.25, 0.55),
    (0.62, 0.36, 0.22),
]
_CHANGES = {  # the ground and the trees' crowns in spring, summer, autumn and winter
    GROUND: [(0.55, 0.80, 0.35), (0.30, 0.65, 0.20), (0.75, 0.70, 0.30), (1.00, 1.00, 1.00)],
    CROWN: [(0.95, 0.60, 0.75), (0.10, 0.42, 0.12), (0.92, 0.48, 0.05), (0.45, 0.55, 0.58)],
}
_AT_NIGHT = {SKY: (0.05, 0.06, 0.25), SUN: (0.98, 0.98, 0.85), CLOUD: (0.36, 0.34, 0.36)}


def _palettes() -> Float[Tensor, "seasons times concepts 3"]:
    days = torch.tensor(_SPRING).repeat(4, 1, 1)
    for concept, colours in _CHANGES.items():
        days[:, concept] = torch.tensor(colours)
    nights = days * torch.tensor([0.60, 0.62, 0.85])  # less light, and bluer
    for concept, colour in _AT_NIGHT.items():
        nights[:, concept] = torch.tensor(colour)
    return 2 * torch.stack([days, nights], dim=1) - 1


PALETTES = _palettes()  # each colour in [-1, 1]


def _column(value: Shaped[Tensor, "n"]) -> Shaped[Tensor, "n 1 1"]:
    return value[:, None, None]


def crown_of(scenes: Scenes, tree: int) -> tuple[Tensor, Tensor, Tensor]:
    """Where the crown of the first, second or third tree is if it is there: its middle's x and y, and its radius."""
    at = _column((scenes.slots[:, tree + 1] + 0.5) / SLOTS)
    radius = 0.075 + 0.035 * _column(scenes.tree_size[:, tree])
    return at, _column(scenes.horizon) + 0.1 - 0.15 - radius, radius


def mask_of(scenes: Scenes, size: int = 32) -> Int[Tensor, "n size size"]:
    """Which concept each pixel shows, an index into CONCEPTS: later ones stand before earlier ones."""
    if size not in SIZES:
        raise ValueError(f"scenes are drawn at {SIZES} pixels, got size = {size}")
    device = scenes.season.device
    middle = (torch.arange(size, device=device) + 0.5) / size
    x, y = middle[None, None, :], middle[None, :, None]
    horizon = _column(scenes.horizon)
    mask = torch.where(y < horizon, SKY, GROUND).expand(len(scenes), size, size).clone()

    def put(where: Bool[Tensor, "n h w"], concept: int) -> None:
        mask.masked_fill_(where, concept)

    def disc(at_x: Tensor, at_y: Tensor, radius: float | Tensor) -> Bool[Tensor, "n h w"]:
        return (x - at_x) ** 2 + (y - at_y) ** 2 < radius**2

    def box(left: Tensor, right: Tensor, top: Tensor, bottom: Tensor) -> Bool[Tensor, "n h w"]:
        return (x > left) & (x < right) & (y > top) & (y < bottom)

    sky_only = y < horizon
    sun_x = _column(0.1 + 0.8 * scenes.sun_at)
    sun_y = 0.1 + (horizon - 0.3) * (1 - _column(scenes.height))
    put(disc(sun_x, sun_y, 0.085), SUN)

    cloud_x = torch.where(sun_x < 0.5, sun_x + 0.45, sun_x - 0.45)
    puffs = [
        disc(cloud_x + dx, torch.full_like(cloud_x, at), r)
        for dx, at, r in ((-0.1, 0.15, 0.06), (0.0, 0.125, 0.085), (0.1, 0.15, 0.06))
    ]
    put((puffs[0] | puffs[1] | puffs[2]) & sky_only & _column(scenes.cloud), CLOUD)

    foot = horizon + 0.1
    for tree in range(3):
        here = _column(scenes.trees > tree)
        at, middle, radius = crown_of(scenes, tree)
        put(box(at - 0.032, at + 0.032, foot - 0.2, foot) & here, TRUNK)
        put(disc(at, middle, radius) & here, CROWN)

    at, here = _column((scenes.slots[:, 0] + 0.5) / SLOTS), _column(scenes.house)
    eaves = foot - 0.16
    put(box(at - 0.1, at + 0.1, eaves, foot) & here, WALL)
    slope = (y > eaves - 0.13) & (y <= eaves) & ((x - at).abs() < 0.125 * (y - eaves + 0.14) / 0.13)
    put(slope & here, ROOF)
    put(box(at - 0.034, at + 0.034, foot - 0.1, foot) & here, DOOR)

    posts = (torch.arange(size, device=device) * 32 // size % 3 == 0)[None, None, :]
    rail = (y > 0.875) & (y < 0.91)
    put((((y > 0.84) & (y < 0.97) & posts) | rail) & _column(scenes.fence), FENCE)
    return mask


def pixels(scenes: Scenes, size: int = 32) -> Float[Tensor, "n 3 size size"]:
    """The scenes as pictures in [-1, 1]: each pixel the colour of its concept, in its season, at its time of day."""
    palettes = PALETTES.to(scenes.season.device)[scenes.season, scenes.time]
    rows = torch.arange(len(scenes), device=scenes.season.device)[:, None, None]
    return palettes[rows, mask_of(scenes, size)].permute(0, 3, 1, 2).contiguous()
