"""Four small operations of progressive growing and of style-based generators, none of which learns anything."""

import torch
from jaxtyping import Float
from torch import Tensor

SMALL = 1e-8  # the papers' epsilon


def adaptive_instance_norm(
    x: Float[Tensor, "n c h w"], scale: Float[Tensor, "n c"], bias: Float[Tensor, "n c"]
) -> Float[Tensor, "n c h w"]:
    """Karras et al. (2019), eq. 1: scale (x - mean) / deviation + bias, each map of each picture by itself.

    The variance is the population's: divided by the number of pixels.
    """
    var, mean = torch.var_mean(x, dim=(2, 3), correction=0, keepdim=True)
    return scale[:, :, None, None] * (x - mean) * (var + SMALL).rsqrt() + bias[:, :, None, None]


def pixel_norm(x: Float[Tensor, "n c *hw"]) -> Float[Tensor, "n c *hw"]:
    """Karras et al. (2018), section 4.2: at each place the vector over the channels, of mean square 1."""
    return x * (x.square().mean(dim=1, keepdim=True) + SMALL).rsqrt()


def minibatch_stddev(x: Float[Tensor, "n c h w"], group: int) -> Float[Tensor, "n c1 h w"]:
    """Karras et al. (2018), section 3: one map more, which says how much the pictures of a group differ.

    The deviation of each channel at each place over the group, averaged to one number. Pictures that are `n / group`
    rows apart make a group. ValueError if the groups don't come out even.
    """
    n = len(x)
    if not 0 < group <= n or n % group:
        raise ValueError(f"{n} pictures don't make groups of {group}: choose a group that divides the batch")
    var = x.unflatten(0, (group, n // group)).var(dim=0, correction=0)
    differs = var > SMALL  # elsewhere the root is steep beyond measure: what hardly differs counts as equal
    deviation = torch.where(differs, var, torch.ones_like(var)).sqrt() * differs
    each = deviation.mean(dim=(1, 2, 3)).repeat(group)
    return torch.cat([x, each[:, None, None, None].expand(n, 1, *x.shape[2:])], dim=1)


def fade(coarse: Float[Tensor, "*x"], fine: Float[Tensor, "*x"], alpha: float) -> Float[Tensor, "*x"]:
    """Karras et al. (2018), Figure 2: (1 - alpha) coarse + alpha fine, while a level is new. Exact at 0 and at 1."""
    if not 0 <= alpha <= 1:
        raise ValueError(f"alpha goes from 0, all coarse, to 1, all fine; got {alpha}")
    return (1 - alpha) * coarse + alpha * fine
