"""Generators that learn without an adversary: an autoencoder, its variational form, and codes that are learned alone.

Log-likelihoods and divergences are sums over the axes of one sample, never means: one value for each row, in nats.
"""

import math
from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gannotes.models import mlp

Rows = Float[Tensor, "n"]
Codes = Float[Tensor, "n code"]


class Encoder(nn.Module):
    """x of shape (n, *shape) -> mean and log variance of q(z|x), each of shape (n, code)."""

    def __init__(
        self,
        code: int,
        shape: Sequence[int] = (1,),
        hidden: Sequence[int] = (64, 64),
        layer: Callable[[int, int], nn.Module] = mlp.relu_layer,
    ):
        super().__init__()
        self.both = mlp.Generator(math.prod(shape), (2, code), hidden, layer)

    def forward(self, x: Float[Tensor, "n *shape"]) -> tuple[Codes, Codes]:
        mean, log_variance = self.both(x.flatten(1)).unbind(dim=1)
        return mean, log_variance


def reparametrized(mean: Codes, log_variance: Codes, generator: torch.Generator | None = None) -> Codes:
    """z = mean + std * epsilon (Kingma and Welling, 2014, sec. 2.4): the noise is scaled by the standard deviation."""
    epsilon = torch.randn(mean.shape, generator=generator, dtype=mean.dtype, device=mean.device)
    return mean + (log_variance / 2).exp() * epsilon


def gaussian_kl(mean: Codes, log_variance: Codes) -> Rows:
    """KL(N(mean, variance) || N(0, 1)), summed over the code (Kingma and Welling, 2014, appendix B)."""
    return (mean**2 + log_variance.exp() - 1 - log_variance).sum(dim=1) / 2


def gaussian_log_likelihood(x: Float[Tensor, "n *shape"], decoded: Tensor, std: float) -> Rows:
    """log N(x; decoded, std**2) with the same std on each axis, summed over all axes of a sample."""
    if x.shape != decoded.shape:
        raise ValueError(
            f"x and what was decoded need one shape, got {tuple(x.shape)} and {tuple(decoded.shape)}: "
            "they would broadcast, and each sample be compared with others"
        )
    if not std > 0:
        raise ValueError(f"std must be positive, got {std}")
    axes = (x - decoded).flatten(1)
    return -(axes**2).sum(dim=1) / (2 * std**2) - axes.shape[1] * math.log(std * math.sqrt(2 * math.pi))


def evidence_bound(x: Float[Tensor, "n *shape"], decoded: Tensor, mean: Codes, log_variance: Codes, std: float) -> Rows:
    """log p(x) >= E_q log p(x|z) - KL(q(z|x) || p(z)) (Kingma and Welling, 2014, eq. 3), by one z of q for each x."""
    return gaussian_log_likelihood(x, decoded, std) - gaussian_kl(mean, log_variance)


class LearnedCodes(nn.Module):
    """One free code for each sample, in the unit ball (Bojanowski et al., 2018): rows (n,) -> z of shape (n, code)."""

    def __init__(self, samples: int, code: int):
        super().__init__()
        self.table = nn.Parameter(torch.randn(samples, code))
        self.project()

    def forward(self, rows: Tensor) -> Codes:
        return self.table[rows]

    @torch.no_grad()
    def project(self) -> None:
        """Each code outside the unit ball goes back to its surface; after every step of descent."""
        self.table.div_(self.table.norm(dim=1, keepdim=True).clamp(min=1))
