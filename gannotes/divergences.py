"""How far apart are two distributions? Each divergence once, in nats."""

import torch
from jaxtyping import Float
from torch import Tensor

from gannotes.f_divergences import Curve as Curve
from gannotes.f_divergences import FDivergence as FDivergence
from gannotes.f_divergences import f_gan as f_gan
from gannotes.f_divergences import f_hellinger as f_hellinger
from gannotes.f_divergences import f_js as f_js
from gannotes.f_divergences import f_kl as f_kl
from gannotes.f_divergences import f_pearson as f_pearson
from gannotes.f_divergences import f_reverse_kl as f_reverse_kl

Density = Float[Tensor, "*batch n"]
Divergence = Float[Tensor, "*batch"]


def masses(p: Density, dx: float = 1.0, name: str = "p") -> Density:
    """p as probabilities p dx of the cells of a grid; a probability vector is its own grid, with dx = 1.

    Raises ValueError for a negative or non-finite entry, or a sum further from 1 than 0.0001
    (which is what the tails beyond a sensible grid may weigh).
    """
    if not torch.isfinite(p).all() or (p < 0).any():
        raise ValueError(f"{name} must be finite and nowhere negative, but its least entry is {p.min().item():.4g}")
    mass = p * dx
    total = mass.sum(-1)
    if ((total - 1).abs() > 1e-4).any():
        worst = total.flatten()[(total - 1).abs().argmax()].item()
        raise ValueError(
            f"{name} must sum to 1 (with dx = {dx:g}), but it sums to {worst:.4g}: divide by its sum, "
            "pass the grid's dx, or widen the grid"
        )
    return mass


def _pair(p: Density, q: Density, dx: float) -> tuple[Density, Density]:
    if p.shape[-1] != q.shape[-1]:
        raise ValueError(f"p and q must live on the same grid, but have {p.shape[-1]} and {q.shape[-1]} cells")
    return masses(p, dx, "p"), masses(q, dx, "q")


def relative_entropy(P: Density, Q: Density) -> Divergence:
    """sum P log(P/Q) of what is known to be probabilities, with 0 log 0 = 0; infinite where Q = 0 < P."""
    return (torch.xlogy(P, P) - torch.xlogy(P, Q)).sum(-1)


def kl(p: Density, q: Density, dx: float = 1.0) -> Divergence:
    """KL(p || q) = E_p[log p/q]; infinite where q misses mass of p (Kullback and Leibler, 1951)."""
    return relative_entropy(*_pair(p, q, dx))


def js(p: Density, q: Density, dx: float = 1.0) -> Divergence:
    """JS = KL(p || m)/2 + KL(q || m)/2 with m = (p + q)/2, between 0 and log 2 (Goodfellow et al., 2014, eq. 6)."""
    P, Q = _pair(p, q, dx)
    M = (P + Q) / 2
    return (relative_entropy(P, M) + relative_entropy(Q, M)) / 2


def total_variation(p: Density, q: Density, dx: float = 1.0) -> Divergence:
    """sum |p - q| / 2: the largest difference that any event can have; between 0 and 1."""
    P, Q = _pair(p, q, dx)
    return (P - Q).abs().sum(-1) / 2


def pearson(p: Density, q: Density, dx: float = 1.0) -> Divergence:
    """E_q[(p/q - 1)^2] = sum (p - q)^2 / q. Mao et al. (2017) write the same number with p and q exchanged."""
    P, Q = _pair(p, q, dx)
    neither = (P == 0) & (Q == 0)
    return ((P - Q) ** 2 / torch.where(neither, torch.ones_like(Q), Q)).sum(-1)


def hellinger(p: Density, q: Density, dx: float = 1.0) -> Divergence:
    """Squared Hellinger as in f-GAN: sum (sqrt p - sqrt q)^2, between 0 and 2 (statistics texts often halve it)."""
    P, Q = _pair(p, q, dx)
    return ((P.sqrt() - Q.sqrt()) ** 2).sum(-1)


def wasserstein_1d(x: Float[Tensor, "n"], y: Float[Tensor, "m"]) -> Float[Tensor, ""]:
    """W1 between two sets of numbers: the area between their distribution functions. Differentiable in both."""
    for name, sample in (("x", x), ("y", y)):
        if sample.dim() != 1 or len(sample) == 0 or not torch.isfinite(sample).all():
            raise ValueError(f"{name} must be finite numbers of shape (n,), n > 0; got shape {tuple(sample.shape)}")
    x, y = x.sort().values, y.sort().values
    steps = torch.cat([x, y]).sort().values
    F_x, F_y = (torch.searchsorted(s, steps[:-1], right=True).to(s.dtype) / len(s) for s in (x.detach(), y.detach()))
    return ((F_x - F_y).abs() * steps.diff()).sum()


def optimal_discriminator(p: Density, q: Density) -> Density:
    """D* = p / (p + q) (Goodfellow et al., 2014, eq. 2). Where neither has mass D is free; there we say 1/2."""
    if (p < 0).any() or (q < 0).any():
        raise ValueError("densities are nowhere negative")
    nowhere = (p + q) == 0
    return torch.where(nowhere, 0.5, p / torch.where(nowhere, 1.0, p + q))


def game_value(p: Density, q: Density, D: Density, dx: float = 1.0) -> Divergence:
    """V = E_p[log D] + E_q[log(1 - D)] (Goodfellow et al., 2014, eq. 3), for D in [0, 1] on the same grid."""
    if (D < 0).any() or (D > 1).any():
        raise ValueError(f"D must lie in [0, 1], got [{D.min().item():.4g}, {D.max().item():.4g}]: apply a sigmoid")
    P, Q = _pair(p, q, dx)
    return (torch.xlogy(P, D) + torch.xlogy(Q, 1 - D)).sum(-1)
