"""How well a unit's map agrees with a concept: intersection over union, summed over a data set."""

from collections.abc import Iterator

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn.functional import interpolate

from gannotes.dissect.hooks import Maps

Masks = Bool[Tensor, "n concepts height width"]


def upsampled(maps: Maps, size: int) -> Float[Tensor, "n units size size"]:
    """The maps at the pictures' size, bilinearly: r with an upward arrow in Bau et al. (2019)."""
    return interpolate(maps, (size, size), mode="bilinear", align_corners=False)


def threshold(values: Tensor, top: Float[Tensor, "k"]) -> Float[Tensor, "k"]:
    """For each share in `top`, the value that this share of all given values exceeds. ValueError unless 0 < top < 1."""
    if not ((top > 0) & (top < 1)).all():
        raise ValueError(f"top is a share of the pixels, between 0 and 1, got {top.tolist()}")
    ordered = values.flatten().sort().values
    above = (top.to(values.device) * len(ordered)).round().long()
    return ordered[(len(ordered) - above - 1).clamp(min=0)]


def top_quantile(maps: Maps, size: int, top: Float[Tensor, "k"]) -> Iterator[Bool[Tensor, "k n size size"]]:
    """For each unit and each share: where it is among its top share of all pixels of all pictures."""
    for unit in range(maps.shape[1]):
        large = upsampled(maps[:, unit : unit + 1], size)[:, 0]
        yield large > threshold(large, top)[:, None, None, None]


def iou(maps: Maps, masks: Masks, top: Float[Tensor, "concepts"] | float) -> Float[Tensor, "units concepts"]:
    """Bau et al. (2019), eq. 2: intersections over unions, each summed over all pictures.

    `top` says in which share of all pixels a unit is held to speak: one for all concepts, or one for each.
    0 where a concept is never seen and the unit never speaks.
    """
    if len(maps) != len(masks) or masks.shape[2] != masks.shape[3]:
        raise ValueError(
            f"give each picture's maps a square mask: got maps {tuple(maps.shape)} and masks {tuple(masks.shape)}"
        )
    there = masks.transpose(0, 1)
    shares = torch.as_tensor(top, dtype=torch.float64, device=maps.device).expand(len(there))
    found = []
    for speaks in top_quantile(maps, masks.shape[2], shares):
        both, either = (pixels.sum((1, 2, 3)) for pixels in (speaks & there, speaks | there))
        found.append(both.double() / either.clamp(min=1))
    return torch.stack(found).to(maps.dtype)
