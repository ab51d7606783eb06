"""The f-divergences by their curves: what it takes to measure one, and to train with it."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import relu, softplus

Curve = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class FDivergence:
    """D_f(P || Q) = E_Q[f(p/q)] for a convex f (Nowozin et al., 2016, eq. 2), with what it takes to train with it."""

    f: Curve  # of the density ratio u = p/q
    conjugate: Curve  # f*(t) = sup over u >= 0 of (u t - f(u)); infinite outside its domain
    activation: Curve  # T: takes any logit, increasing, into the domain of f*
    on_fakes: Curve  # f*(T(a)) in closed form: composed from the two, it cancels to infinity at logits of 20


def f_kl() -> FDivergence:
    """KL(P || Q): f(u) = u log u."""
    return FDivergence(
        f=lambda u: torch.xlogy(u, u),
        conjugate=lambda t: torch.exp(t - 1),
        activation=lambda a: a,
        on_fakes=lambda a: torch.exp(a - 1),
    )


def f_reverse_kl() -> FDivergence:
    """KL(Q || P): f(u) = -log u."""
    return FDivergence(
        f=lambda u: -torch.log(u),
        conjugate=lambda t: -1 - torch.log(relu(-t)),
        activation=lambda a: -torch.exp(-a),
        on_fakes=lambda a: a - 1,
    )


def f_pearson() -> FDivergence:
    """Pearson chi-squared: f(u) = (u - 1)^2.

    f* is t^2/4 + t, as in the paper's table, down to t = -2; below, the supremum sits at u = 0 and is -1.
    """

    def conjugate(t: Tensor) -> Tensor:
        return relu(t / 2 + 1) ** 2 - 1

    return FDivergence(f=lambda u: (u - 1) ** 2, conjugate=conjugate, activation=lambda a: a, on_fakes=conjugate)


def f_hellinger() -> FDivergence:
    """Squared Hellinger, without a half: f(u) = (sqrt u - 1)^2."""
    return FDivergence(
        f=lambda u: (u.sqrt() - 1) ** 2,
        conjugate=lambda t: torch.where(t < 1, t / (1 - t), math.inf),
        activation=lambda a: -torch.expm1(-a),
        on_fakes=torch.expm1,
    )


def f_js() -> FDivergence:
    """Twice JS as the 2014 paper writes it: f(u) = u log u - (u + 1) log((1 + u)/2)."""
    return FDivergence(
        f=lambda u: torch.xlogy(u, u) - (u + 1) * torch.log((1 + u) / 2),
        conjugate=lambda t: -torch.log(relu(2 - torch.exp(t))),
        activation=lambda a: math.log(2) - softplus(-a),
        on_fakes=lambda a: softplus(a) - math.log(2),
    )


def f_gan() -> FDivergence:
    """The 2014 game: f(u) = u log u - (u + 1) log(u + 1), which is 2 JS - log 4, so f(1) is not 0."""
    return FDivergence(
        f=lambda u: torch.xlogy(u, u) - (u + 1) * torch.log1p(u),
        conjugate=lambda t: -torch.log(relu(-torch.expm1(t))),
        activation=lambda a: -softplus(-a),
        on_fakes=softplus,
    )
