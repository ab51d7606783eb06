"""Small convolutional players for pictures of 16, 32 or 64 pixels: what one core trains in minutes."""

import itertools
import math

from jaxtyping import Float
from torch import Tensor, nn


def levels(image_size: int, width: int) -> list[int]:
    """How many channels each map has, from 4 x 4 to the full size: halved at each doubling, at most 8 widths.

    ValueError unless the size is 8 pixels or more and a power of two.
    """
    doublings = math.log2(image_size / 4)
    if doublings < 1 or doublings % 1:
        raise ValueError(f"size must be 8, 16, 32 ... pixels, got {image_size}: scale or pad the pictures")
    return [width * min(8, 2**k) for k in reversed(range(int(doublings) + 1))]


class Generator(nn.Module):
    """z (n, latent) -> pictures (n, channels, size, size) in [-1, 1]: a linear layer, then a doubling a layer.

    Batch norm in each layer but the last. Layers are named by the maps they make: "4x4".
    """

    reach = (-1.0, 1.0)

    def __init__(self, latent: int = 32, channels: int = 3, image_size: int = 16, width: int = 16):
        super().__init__()
        maps = levels(image_size, width)
        side = 4
        first = nn.Sequential(nn.Linear(latent, maps[0] * 16), nn.Unflatten(1, (maps[0], 4, 4)))
        self.add_module("4x4", nn.Sequential(*first, nn.BatchNorm2d(maps[0]), nn.ReLU()))
        for before, after in itertools.pairwise(maps):
            side *= 2
            up = nn.ConvTranspose2d(before, after, 4, stride=2, padding=1)
            self.add_module(f"{side}x{side}", nn.Sequential(up, nn.BatchNorm2d(after), nn.ReLU()))
        self.add_module("out", nn.Sequential(nn.Conv2d(maps[-1], channels, 3, padding=1), nn.Tanh()))

    def forward(self, z: Float[Tensor, "n latent"]) -> Float[Tensor, "n channels h w"]:
        x = z
        for layer in self.children():
            x = layer(x)
        return x


class Discriminator(nn.Module):
    """Pictures (n, channels, size, size) -> one logit each, (n,): the generator's maps in reverse, without norm."""

    def __init__(self, channels: int = 3, image_size: int = 16, width: int = 16):
        super().__init__()
        maps = levels(image_size, width)[::-1]
        side = image_size
        first = nn.Conv2d(channels, maps[0], 3, padding=1)
        self.add_module(f"{side}x{side}", nn.Sequential(first, nn.LeakyReLU(0.2)))
        for before, after in itertools.pairwise(maps):
            side //= 2
            down = nn.Conv2d(before, after, 4, stride=2, padding=1)
            self.add_module(f"{side}x{side}", nn.Sequential(down, nn.LeakyReLU(0.2)))
        self.add_module("out", nn.Sequential(nn.Flatten(), nn.Linear(maps[-1] * 16, 1), nn.Flatten(0)))

    def forward(self, x: Float[Tensor, "n channels h w"]) -> Float[Tensor, "n"]:
        for layer in self.children():
            x = layer(x)
        return x
