"""Scenes that are no longer clean, with the same label maps: gaussian_blurred, noised, paled."""

import torch
from jaxtyping import Float, Int
from torch import Generator, Tensor
from torch.nn.functional import conv2d, pad

Pictures = Float[Tensor, "n c h w"]


def gaussian_blurred(x: Pictures, width: float) -> Pictures:
    """Smoothed by a bell of this standard deviation in pixels; the edge is continued by its mirror image."""
    if not width > 0:
        raise ValueError(f"a bell has a width above 0 pixels, got {width}")
    reach = max(1, round(3 * width))
    bell = torch.exp(-((torch.arange(-reach, reach + 1) / width) ** 2) / 2).to(x)
    bell = (bell / bell.sum()).expand(x.shape[1], 1, 1, -1)
    wide = pad(x, [reach] * 4, mode="reflect")
    return conv2d(conv2d(wide, bell, groups=x.shape[1]), bell.mT, groups=x.shape[1])


def noised(x: Pictures, std: float, generator: Generator | None = None) -> Pictures:
    """Each pixel by itself, and no farther than tanh reaches."""
    noise = torch.randn(x.shape, generator=generator, device=x.device, dtype=x.dtype)
    return x.add(noise, alpha=std).clamp(-1, 1)


def paled(
    x: Float[Tensor, "n 3 h w"],
    mask: Int[Tensor, "n h w"],
    share: Float[Tensor, "n surfaces"],
    colour: Float[Tensor, "n 3"],
) -> Float[Tensor, "n 3 h w"]:
    """Each surface moved by its share towards one colour of its picture: 0 leaves it, 1 leaves that colour alone."""
    rows = torch.arange(len(x), device=x.device)[:, None, None]
    return torch.lerp(x, colour[:, :, None, None], share[rows, mask][:, None])
