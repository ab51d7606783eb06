"""Random affine augmentation: what may happen to a digit before it is another digit."""

import math

import torch
from jaxtyping import Float
from torch import Generator, Tensor
from torch.nn.functional import affine_grid, grid_sample

Pictures = Float[Tensor, "n channels height width"]


def random_affine(
    x: Pictures,
    generator: Generator | None = None,
    degrees: float = 20.0,
    slant: float = 0.3,
    scale: float = 0.15,
    shift: float = 0.075,
    background: float = -1.0,
) -> Pictures:
    """Each picture turned, slanted, scaled and shifted a little, each by uniform numbers of its own.

    At most by so many degrees; so many pixels sideways for each pixel up; by this share larger or smaller; by this
    share of its side, in either direction. What comes in from outside has the colour of the background. Pixels are
    read bilinearly, so slopes reach back to x. ValueError unless all five are finite and 0 <= scale < 1.
    """
    if not (0 <= scale < 1 and all(map(math.isfinite, (degrees, slant, shift, background)))):
        raise ValueError(
            f"give finite numbers and a scale from 0 to below 1: got degrees={degrees}, slant={slant}, scale={scale}, "
            f"shift={shift}, background={background}"
        )
    most = torch.tensor([math.radians(degrees), slant, scale, 2 * shift, 2 * shift], dtype=x.dtype, device=x.device)
    rng = torch.rand(len(x), 5, generator=generator, dtype=x.dtype, device=x.device)
    angle, lean, larger, right, down = ((2 * rng - 1) * most).T
    size = 1 + larger
    rows = [torch.stack([size * angle.cos(), lean - size * angle.sin(), right], dim=1)]
    rows += [torch.stack([size * angle.sin(), size * angle.cos(), down], dim=1)]
    places = affine_grid(torch.stack(rows, dim=1), list(x.shape), align_corners=False)
    return grid_sample(x - background, places, align_corners=False) + background
