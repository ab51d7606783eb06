"""A scene's sound: the higher the sun or moon, the higher its note."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from gannotes.data.world.scenes import Scenes

LOWEST, OCTAVES = 220.0, 2.0  # hertz at height 0; two octaves up at height 1


def frequency(scenes: Scenes) -> Float[Tensor, "n"]:
    """The note's frequency in hertz: 220 at the ground, 440 half-way, 880 at the top."""
    return LOWEST * 2 ** (OCTAVES * scenes.height)


def tones(scenes: Scenes, seconds: float = 0.25, rate: int = 8000) -> Float[Tensor, "n samples"]:
    """The sound in [-1, 1], `rate` samples a second: by day a pure tone, by night the same with its fifth, softer."""
    if not seconds > 0 or rate < 4 * LOWEST * 2**OCTAVES:
        raise ValueError(f"give seconds > 0 and a rate of at least 3520 samples a second, got {seconds} and {rate}")
    t = torch.arange(round(seconds * rate), device=scenes.height.device) / rate
    angle = 2 * math.pi * frequency(scenes)[:, None] * t
    night = (scenes.time == 1)[:, None]
    sound = torch.where(night, 0.5 * angle.sin() + 0.5 * (1.5 * angle).sin(), angle.sin())
    return sound * torch.hann_window(len(t), device=t.device)
