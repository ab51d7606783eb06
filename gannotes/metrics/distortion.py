"""How far a picture is from the one that it should be, pixel by pixel."""

from jaxtyping import Float
from torch import Tensor


def psnr(x: Float[Tensor, "n *pixels"], y: Float[Tensor, "n *pixels"], span: float = 2.0) -> Float[Tensor, "n"]:
    """The peak signal-to-noise ratio of each pair in decibels: 10 log10(span^2 / mean squared error).

    `span` is the distance from black to white. Infinite where two pictures are equal.
    """
    if x.shape != y.shape or not span > 0:
        raise ValueError(
            f"psnr compares pictures of one shape over a positive span, got {tuple(x.shape)}, {tuple(y.shape)}, {span}"
        )
    error = (x - y).square().flatten(1).mean(dim=1)
    return 10 * (span**2 / error).log10()
