"""Convolutional players as Radford et al. (2016) list them, at 28, 32 and 64 pixels."""

import itertools
import math
from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor, nn

Norm = Callable[[int], nn.Module]

# The side of the first map, and how wide each map but the last is, in units of `width`; each doubles the side.
WIDTHS = {28: (7, (2, 1)), 32: (4, (4, 2, 1)), 64: (4, (8, 4, 2, 1))}


def layout(image_size: int, width: int) -> tuple[int, list[int]]:
    """The side of the first map, and how many channels each map has. ValueError for a size that nobody planned."""
    if image_size not in WIDTHS:
        raise ValueError(f"size must be one of {sorted(WIDTHS)} pixels, got {image_size}: scale or pad the pictures")
    start, multiples = WIDTHS[image_size]
    return start, [width * multiple for multiple in multiples]


def no_norm(channels: int) -> nn.Module:
    """A layer that normalises nothing: for D under a penalty, where a sample's slope must be its own."""
    return nn.Identity()


def init_weights(module: nn.Module) -> None:
    """Radford et al. (2016), section 4: weights from N(0, 0.02^2); batch norm's scales from N(1, 0.02^2)."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(module.weight, 0.0, 0.02)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)


class Generator(nn.Module):
    """z (n, latent) -> pictures (n, channels, size, size) in [-1, 1]. Layers are named by the maps they make: "8x8"."""

    reach = (-1.0, 1.0)

    def __init__(
        self,
        latent: int = 100,
        channels: int = 3,
        image_size: int = 64,
        width: int = 64,
        norm: Norm = nn.BatchNorm2d,
    ):
        super().__init__()
        side, maps = layout(image_size, width)
        unnormed = norm is no_norm  # batch norm brings the bias along
        first = nn.ConvTranspose2d(latent, maps[0], side, bias=unnormed)
        self.add_module(f"{side}x{side}", nn.Sequential(first, norm(maps[0]), nn.ReLU()))
        for before, after in itertools.pairwise(maps):
            side *= 2
            up = nn.ConvTranspose2d(before, after, 4, stride=2, padding=1, bias=unnormed)
            self.add_module(f"{side}x{side}", nn.Sequential(up, norm(after), nn.ReLU()))
        last = nn.ConvTranspose2d(maps[-1], channels, 4, stride=2, padding=1, bias=unnormed)
        self.add_module(f"{image_size}x{image_size}", nn.Sequential(last, nn.Tanh()))
        self.apply(init_weights)

    def forward(self, z: Float[Tensor, "n latent"]) -> Float[Tensor, "n channels image_size image_size"]:
        x = z[:, :, None, None]
        for layer in self.children():
            x = layer(x)
        return x


class Discriminator(nn.Module):
    """Pictures (n, channels, size, size) -> one logit each, (n,). Layers are named by the maps they make.

    Batch norm stands in all layers but the first and the last, as in the paper; `norm=no_norm` leaves it out.
    """

    def __init__(self, channels: int = 3, image_size: int = 64, width: int = 64, norm: Norm = nn.BatchNorm2d):
        super().__init__()
        start, maps = layout(image_size, width)
        self.shape = (channels, image_size, image_size)
        side, unnormed = image_size, norm is no_norm
        for before, after in itertools.pairwise([channels, *reversed(maps)]):
            side //= 2
            down = nn.Conv2d(before, after, 4, stride=2, padding=1, bias=unnormed)
            middle = [norm(after)] if before != channels else []
            self.add_module(f"{side}x{side}", nn.Sequential(down, *middle, nn.LeakyReLU(0.2)))
        self.add_module("out", nn.Conv2d(maps[0], 1, start, bias=unnormed))
        self.apply(init_weights)

    def forward(self, x: Float[Tensor, "n channels image_size image_size"]) -> Float[Tensor, "n"]:
        if x.shape[1:] != self.shape:
            raise ValueError(f"D looks at pictures of shape {self.shape}, but these have {tuple(x.shape[1:])}")
        for layer in self.children():
            x = layer(x)
        return x.flatten()


def num_parameters(network: nn.Module) -> int:
    """How many numbers a network learns."""
    return sum(math.prod(weight.shape) for weight in network.parameters())
