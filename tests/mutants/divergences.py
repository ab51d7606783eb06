"""Divergences that are off by a factor or a constant, and f-GANs that leave their domain."""

import math

import torch
from torch.nn.functional import relu, softplus

from gannotes.divergences import FDivergence, kl
from mutants.mutant import mutant


@mutant(
    trap=17,
    place="divergences.js",
    truth="JS is the mean of the two divergences to the middle: each counts half, and log 2 is the most it can be.",
    killer="test_divergences.py::test_js_is_the_square_of_scipys_metric",
)
def js_without_its_half(p, q, dx=1.0):
    m = (p + q) / 2
    return kl(p, m, dx) + kl(q, m, dx)


@mutant(
    trap=29,
    place="divergences.total_variation",
    truth="With its half it is the largest difference that an event can have, at most 1.",
    killer="test_divergences.py::test_two_coins_by_hand",
)
def total_variation_without_its_half(p, q, dx=1.0):
    return ((p - q) * dx).abs().sum(-1)


@mutant(
    trap=29,
    place="divergences.pearson",
    truth="Pearson's chi-squared divides by q, the second; divided by p it is Neyman's.",
    killer="test_divergences.py::test_two_coins_by_hand",
)
def pearson_divided_by_the_wrong_density(p, q, dx=1.0):
    return ((p - q) ** 2 / p * dx).sum(-1)


@mutant(
    trap=29,
    place="divergences.hellinger",
    truth="f-GAN's squared Hellinger has no half, and reaches 2; the one of statistics has one.",
    killer="test_divergences.py::test_two_coins_by_hand",
)
def hellinger_halved(p, q, dx=1.0):
    return ((p.sqrt() - q.sqrt()) ** 2 * dx).sum(-1) / 2


@mutant(
    trap=19,
    place="divergences.f_js",
    truth="For f(u) = u log u - (u + 1) log((1 + u)/2) the conjugate is -log(2 - e^t), without another constant.",
    killer="test_divergences.py::test_the_conjugate_is_the_numerical_supremum",
)
def js_conjugate_off_by_log_two():
    return FDivergence(
        f=lambda u: torch.xlogy(u, u) - (u + 1) * torch.log((1 + u) / 2),
        conjugate=lambda t: math.log(2) - torch.log(relu(2 - torch.exp(t))),
        activation=lambda a: math.log(2) - softplus(-a),
        on_fakes=softplus,
    )


@mutant(
    trap=19,
    place="divergences.f_reverse_kl",
    truth="For f(u) = -log u the conjugate is -1 - log(-t).",
    killer="test_divergences.py::test_the_conjugate_is_the_numerical_supremum",
)
def reverse_kl_conjugate_without_its_one():
    return FDivergence(
        f=lambda u: -torch.log(u),
        conjugate=lambda t: -torch.log(relu(-t)),
        activation=lambda a: -torch.exp(-a),
        on_fakes=lambda a: a,
    )


@mutant(
    trap=19,
    place="divergences.f_hellinger",
    truth="For f(u) = (sqrt u - 1)^2 the conjugate is t/(1 - t), which is 1/(1 - t) - 1.",
    killer="test_divergences.py::test_the_conjugate_is_the_numerical_supremum",
)
def hellinger_conjugate_off_by_one():
    return FDivergence(
        f=lambda u: (u.sqrt() - 1) ** 2,
        conjugate=lambda t: torch.where(t < 1, 1 / (1 - t), math.inf),
        activation=lambda a: -torch.expm1(-a),
        on_fakes=torch.exp,
    )


@mutant(
    trap=19,
    place="divergences.f_hellinger",
    truth="Hellinger's conjugate lives on t < 1, so its activation must stay below 1: 1 - e^-a.",
    killer="test_divergences.py::test_the_activation_rises_and_stays_in_the_domain",
)
def hellinger_activation_out_of_its_domain():
    return FDivergence(
        f=lambda u: (u.sqrt() - 1) ** 2,
        conjugate=lambda t: torch.where(t < 1, t / (1 - t), math.inf),
        activation=lambda a: a,
        on_fakes=lambda a: torch.where(a < 1, a / (1 - a), math.inf),
    )
