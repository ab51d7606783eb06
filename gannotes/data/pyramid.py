"""The Laplacian pyramid: a picture as a small picture, and what each doubling has to add to it."""

from collections.abc import Sequence

from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import avg_pool2d, interpolate


def halved(x: Float[Tensor, "n c h w"]) -> Float[Tensor, "n c _ _"]:
    """Each square of four pixels becomes one: their mean."""
    return avg_pool2d(x, 2)


def doubled(x: Float[Tensor, "n c h w"]) -> Float[Tensor, "n c _ _"]:
    """Each pixel becomes a square of four."""
    return interpolate(x, scale_factor=2.0)


def laplacian(x: Float[Tensor, "n c h w"], levels: int) -> list[Float[Tensor, "n c _ _"]]:
    """Burt and Adelson (1983): x - up(down(x)), the finest first, so many times; last, the picture that is left.

    ValueError if a side can't be halved so often.
    """
    if levels < 0 or any(side % 2**levels for side in x.shape[2:]):
        raise ValueError(f"{tuple(x.shape[2:])} pixels can't be halved {levels} times: crop them, or take fewer levels")
    parts = []
    for _ in range(levels):
        small = halved(x)
        parts.append(x - doubled(small))
        x = small
    return [*parts, x]


def rebuild(parts: Sequence[Float[Tensor, "n c _ _"]]) -> Float[Tensor, "n c h w"]:
    """The picture of a pyramid: from the smallest on, doubled, plus what is missing."""
    *details, x = parts
    for detail in reversed(details):
        x = doubled(x) + detail
    return x
