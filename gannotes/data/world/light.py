"""How the sun or the moon lights a scene: the colour of its light, the sky, shade and shadows."""

import torch
from jaxtyping import Float
from torch import Tensor

from gannotes.data.world.paint import crown_of
from gannotes.data.world.scenes import SLOTS, Scenes

# Red, green and blue, between 0 and 1: by day with the sun low and high, by night with the moon low and high.
LIGHT = torch.tensor([[(1.00, 0.80, 0.58), (1.00, 1.00, 1.00)], [(0.34, 0.39, 0.64), (0.46, 0.52, 0.76)]])
ZENITH = torch.tensor([[(0.38, 0.48, 0.76), (0.26, 0.54, 0.92)], [(0.03, 0.04, 0.15), (0.05, 0.07, 0.22)]])
HORIZON = torch.tensor([[(1.00, 0.70, 0.44), (0.74, 0.88, 0.97)], [(0.16, 0.17, 0.38), (0.20, 0.25, 0.46)]])
DISC = torch.tensor([[(1.00, 0.66, 0.22), (1.00, 0.94, 0.56)], [(0.92, 0.86, 0.70), (0.94, 0.94, 0.86)]])
GLOW, WIDTH = 0.6, 0.13  # of the air around the disc: how much of its colour, how far out
SHADOW = 0.45  # how much light a cast shadow takes, in its middle


def by_height(pairs: Float[Tensor, "times 2 3"], scenes: Scenes) -> Float[Tensor, "n 3 1 1"]:
    """The colour of each scene's time of day, between that of a low sun or moon and that of a high one."""
    low, high = pairs.to(scenes.height.device)[scenes.time].unbind(1)
    return torch.lerp(low, high, scenes.height[:, None])[:, :, None, None]


def grid(size: int, device: torch.device) -> tuple[Float[Tensor, "1 size"], Float[Tensor, "size 1"]]:
    """x and y of the pixels' middles, as shares of the picture."""
    middle = (torch.arange(size, device=device) + 0.5) / size
    return middle[None, :], middle[:, None]


def disc_at(scenes: Scenes) -> tuple[Float[Tensor, "n 1 1"], Float[Tensor, "n 1 1"]]:
    """Where the middle of the sun or moon is."""
    x, y = 0.1 + 0.8 * scenes.sun_at, 0.1 + (scenes.horizon - 0.3) * (1 - scenes.height)
    return x[:, None, None], y[:, None, None]


def sky(scenes: Scenes, size: int) -> Float[Tensor, "n 3 size size"]:
    """From the colour overhead to that above the ground, and a glow around the sun or moon."""
    x, y = grid(size, scenes.height.device)
    down = (y / scenes.horizon[:, None, None]).clamp(max=1)[:, None]
    air = torch.lerp(by_height(ZENITH, scenes), by_height(HORIZON, scenes), down)
    sun_x, sun_y = disc_at(scenes)
    near = glow(x - sun_x, WIDTH) * glow(y - sun_y, WIDTH)
    return torch.lerp(air, by_height(DISC, scenes), GLOW * near[:, None])


def glow(distance: Float[Tensor, "n h w"], width: float) -> Float[Tensor, "n h w"]:
    """1 in the middle, and less the farther away."""
    return torch.exp(-((distance / width) ** 2) / 2)


def shade(scenes: Scenes, size: int) -> Float[Tensor, "n size size"]:
    """The share of the light that falls on a crown: more on the side of the sun or moon; 1 where no crown is."""
    x, y = grid(size, scenes.height.device)
    sun_x, sun_y = disc_at(scenes)
    lit = torch.ones(1, device=x.device).expand(len(scenes), size, size)
    for tree in range(3):
        at, middle, radius = crown_of(scenes, tree)
        to_x, to_y = sun_x - at, sun_y - middle
        toward = ((x - at) * to_x + (y - middle) * to_y) / (radius * torch.hypot(to_x, to_y).clamp(min=1e-3))
        inside = (x - at) ** 2 + (y - middle) ** 2 < radius**2
        lit = torch.where(inside, 0.78 + 0.22 * toward, lit)
    return lit


def shadows(scenes: Scenes, size: int) -> Float[Tensor, "n size size"]:
    """The share of the light that reaches the ground: less where trees and house keep it off, away from the sun."""
    x, y = grid(size, scenes.height.device)
    sun_x, _ = disc_at(scenes)
    foot = scenes.horizon[:, None, None] + 0.1
    reaches = torch.ones(1, device=x.device).expand(len(scenes), size, size)
    for place in range(SLOTS):
        at = (scenes.slots[:, place, None, None] + 0.5) / SLOTS
        there = (scenes.house if place == 0 else scenes.trees >= place)[:, None, None]
        away = at + 0.25 * (at - sun_x)
        reaches = reaches * (1 - SHADOW * there * glow(x - away, 0.09) * glow(y - foot - 0.01, 0.028))
    return reaches
