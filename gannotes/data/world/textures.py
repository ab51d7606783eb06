"""Textures whose law is known: random fields between -1 and 1, of mean 0 and of the same law everywhere."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import torch
from jaxtyping import Float
from torch import Generator, Tensor

EVEN = 1 / 3  # the variance of a number that falls evenly between -1 and 1
Scale = tuple[float, float, float]


@dataclass(frozen=True)
class Texture:
    """How its fields are drawn, and what law they follow.

    Lags are shares of the picture's width, so that a picture of 64 pixels shows more of the same texture than 32 do.
    """

    fields: Callable[[int, int, Generator | None], Float[Tensor, "n size size"]]  # (n, size, generator) -> n of them
    variance: float  # of a pixel
    correlation: Callable[[float, float], float]  # of two pixels so far apart: to the right, and down


def grain(*scales: Scale) -> Texture:
    """A Gaussian field of several scales, made even: g -> 2 Phi(g) - 1.

    A scale is (weight, across, down); the Gaussian's correlation is the weighted mean of the scales' bells
    exp(-(dx / across)^2 / 2 - (dy / down)^2 / 2), and that of two even numbers made of it 6/pi arcsin(r/2)
    (Pearson 1907). ValueError if the weights are not shares of a whole.
    """
    if not math.isclose(sum(weight for weight, *_ in scales), 1) or min(min(scale) for scale in scales) <= 0:
        raise ValueError(f"give scales (weight, across, down), all above 0, their weights 1 together; got {scales}")

    def fields(n: int, size: int, generator: Generator | None) -> Float[Tensor, "n size size"]:
        noise = torch.randn(n, size, size, generator=generator, device=generator.device if generator else None)
        filtered = torch.fft.irfft2(torch.fft.rfft2(noise).mul_(_gains(scales, size).to(noise.device)))
        return filtered.mul_(0.5**0.5).erf_()

    def correlation(dx: float, dy: float) -> float:
        return 6 / math.pi * math.asin(_bells(scales, torch.tensor(dx), torch.tensor(dy)).item() / 2)

    return Texture(fields, EVEN, correlation)


def _bells(scales: tuple[Scale, ...], dx: Tensor, dy: Tensor) -> Tensor:
    return sum(  # type: ignore[return-value]  # a sum of tensors, not the 0 of no scale
        weight * torch.exp(-((dx / across) ** 2 + (dy / down) ** 2) / 2) for weight, across, down in scales
    )


@lru_cache
def _gains(scales: tuple[Scale, ...], size: int) -> Float[Tensor, "size half"]:
    """What each wave of white noise is multiplied by: the root of the correlation's transform (Wiener, Khinchin).

    On a torus: what leaves the picture on the right comes in on the left, so that the law is exact (Dietrich and
    Newsam 1997). Rounding leaves some values below 0, where there is nothing of a wave.
    """
    lag = torch.arange(size, dtype=torch.float64)
    lag = torch.minimum(lag, size - lag) / size
    power = torch.fft.rfft2(_bells(scales, lag, lag[:, None])).real.clamp(min=0)
    return power.sqrt().float()


def tiles(across: int, down: int) -> Texture:
    """So many tiles in the picture's width, so many rows: each even in itself, each row begins at its own place.

    Where the rows begin is diced as well, and two pixels have something in common only where one tile holds both:
    (1 - |dx| across)+ (1 - |dy| down)+. ValueError in `fields` if a tile isn't whole pixels.
    """

    def fields(n: int, size: int, generator: Generator | None) -> Float[Tensor, "n size size"]:
        if size % across or size % down:
            raise ValueError(f"{across} tiles and {down} rows don't divide {size} pixels")
        width, height = size // across, size // down
        device = generator.device if generator else None

        def dice(below: int, *shape: int) -> Tensor:
            return torch.randint(below, (n, *shape), generator=generator, device=device)

        even = 2 * torch.rand(n, down + 1, across + 1, generator=generator, device=device) - 1
        pixel = torch.arange(size, device=device)
        row = (pixel + dice(height, 1)) // height
        place = (pixel + dice(width, down + 1, 1)) // width
        rows = even.gather(2, place)
        return rows.gather(1, row[:, :, None].expand(-1, -1, size))

    return Texture(fields, EVEN, lambda dx, dy: max(0.0, 1 - abs(dx) * across) * max(0.0, 1 - abs(dy) * down))


def specks(share: float) -> Texture:
    """Single bright pixels, each by itself: 1 with this probability, else a little below 0, so that the mean is 0."""

    def fields(n: int, size: int, generator: Generator | None) -> Float[Tensor, "n size size"]:
        u = torch.rand(n, size, size, generator=generator, device=generator.device if generator else None)
        return torch.where(u < share, 1.0, -share / (1 - share))

    return Texture(fields, share / (1 - share), lambda dx, dy: float(dx == dy == 0))


GRASS = grain((0.6, 0.012, 0.035), (0.25, 0.03, 0.03), (0.15, 0.2, 0.06))
LEAVES = grain((0.65, 0.016, 0.016), (0.35, 0.045, 0.045))
LITTER = grain((0.7, 0.014, 0.01), (0.3, 0.08, 0.03))
SNOW = grain((0.4, 0.008, 0.008), (0.6, 0.14, 0.035))
CLOUDS = grain((0.45, 0.09, 0.05), (0.35, 0.04, 0.025), (0.2, 0.015, 0.012))
WISPS = grain((0.7, 0.3, 0.04), (0.3, 0.1, 0.02))
WATER = grain((0.6, 0.07, 0.012), (0.4, 0.025, 0.01))
BARK = grain((0.7, 0.012, 0.1), (0.3, 0.02, 0.02))
PLASTER = grain((0.6, 0.012, 0.012), (0.4, 0.06, 0.06))
SHINGLES = tiles(16, 32)
STARS = specks(0.012)
