"""Differentiable augmentation (Zhao et al., 2020): what D sees is changed a little, and slopes reach back.

Reals and fakes are changed alike, in D's turn and in G's, so that G learns the pictures and not the changes.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Generator, Tensor

Pictures = Float[Tensor, "n channels height width"]
Augmentation = Callable[[Pictures], Pictures]


def chances(x: Pictures, generator: Generator | None, *shape: int) -> Tensor:
    """A number from 0 to 1 for each picture, on the pictures' device."""
    device = generator.device if generator else x.device
    return torch.rand(len(x), *shape, generator=generator, device=device, dtype=x.dtype).to(x.device)


def colour(generator: Generator | None = None) -> Augmentation:
    """Brightness by up to a half either way, then saturation by 0 to 2 times, then contrast by 0.5 to 1.5 times."""

    def augment(x: Pictures) -> Pictures:
        brighter = x + chances(x, generator, 1, 1, 1) - 0.5
        grey = brighter.mean(dim=1, keepdim=True)
        saturated = grey + 2 * chances(x, generator, 1, 1, 1) * (brighter - grey)
        middle = saturated.mean(dim=(1, 2, 3), keepdim=True)
        return middle + (0.5 + chances(x, generator, 1, 1, 1)) * (saturated - middle)

    return augment


def translation(share: float = 0.125, generator: Generator | None = None) -> Augmentation:
    """Moved by whole pixels, up to this share of the side in each direction; what comes in from outside is 0.

    ValueError unless the share lies from 0 to 1.
    """
    check_share(share)

    def augment(x: Pictures) -> Pictures:
        height, width = x.shape[2:]
        most = [round(share * side) for side in (height, width)]
        down, right = ((chances(x, generator) * (2 * m + 1)).long().clamp(max=2 * m) for m in most)
        padded = torch.nn.functional.pad(x, (most[1], most[1], most[0], most[0]))
        rows = (torch.arange(height, device=x.device) + down[:, None])[:, None, :, None]
        columns = (torch.arange(width, device=x.device) + right[:, None])[:, None, None, :]
        which = torch.arange(len(x), device=x.device)[:, None, None, None]
        channels = torch.arange(x.shape[1], device=x.device)[None, :, None, None]
        return padded[which, channels, rows, columns]

    return augment


def cutout(share: float = 0.5, generator: Generator | None = None) -> Augmentation:
    """A square of this share of the side becomes 0; its middle lies anywhere. ValueError unless 0 <= share <= 1."""
    check_share(share)

    def augment(x: Pictures) -> Pictures:
        inside = []
        for side in x.shape[2:]:
            middle = chances(x, generator)[:, None] * side
            places = torch.arange(side, device=x.device, dtype=x.dtype) + 0.5
            inside.append((places - middle).abs() <= share * side / 2)
        return x.masked_fill((inside[0][:, :, None] & inside[1][:, None, :])[:, None], 0.0)

    return augment


def check_share(share: float) -> None:
    if not 0 <= share <= 1:
        raise ValueError(f"a share of the picture's side lies from 0 to 1, got {share}")


def one_after_the_other(*augmentations: Augmentation) -> Augmentation:
    """Several, in this order: the paper's are colour, translation and cutout."""

    def augment(x: Pictures) -> Pictures:
        for each in augmentations:
            x = each(x)
        return x

    return augment
