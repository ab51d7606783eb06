"""A mask as pictures for a network: one layer for each concept, 1 where it is and 0 elsewhere."""

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import one_hot

from gannotes.data.world.paint import CONCEPTS
from gannotes.data.world.scenes import SEASONS, TIMES


def one_hot_mask(
    mask: Int[Tensor, "n h w"], season: Int[Tensor, "n"] | None = None, time: Int[Tensor, "n"] | None = None
) -> Float[Tensor, "n layers h w"]:
    """Ten layers, in the order of CONCEPTS; where season or time is told, one more, all 1 or 0, for each that can be.

    ValueError for a mask that is no mask, such as a picture.
    """
    if mask.dim() != 3 or mask.is_floating_point() or mask.min() < 0 or mask.max() >= len(CONCEPTS):
        raise ValueError(
            f"a mask has shape (n, height, width) and holds indices below {len(CONCEPTS)}, as from mask_of; "
            f"got {tuple(mask.shape)} of {mask.dtype}"
        )
    parts = [one_hot(mask, len(CONCEPTS)).permute(0, 3, 1, 2)]
    for said, choices in ((season, len(SEASONS)), (time, len(TIMES))):
        if said is not None:
            parts.append(one_hot(said, choices)[:, :, None, None].expand(-1, -1, *mask.shape[1:]))
    return torch.cat(parts, dim=1).float()
