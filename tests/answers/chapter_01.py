"""Chapter 01: what is right, and what is not."""

import math

import torch
from torch.distributions import Normal, kl_divergence


def _by_lists(p, rounds):
    scores, counts = [0.0] * len(p), [0] * len(p)
    for _ in range(int(rounds)):
        best = max(range(len(p)), key=lambda face: (round(scores[face], 9), -face))
        counts[best] += 1
        scores = [score + share for score, share in zip(scores, p.tolist(), strict=True)]
        scores[best] -= 1
    return torch.tensor(counts)


def _by_debt(p, rounds):
    """After t rounds the score of a face is t p less how often it was named."""
    counts = torch.zeros_like(p)
    for t in range(int(rounds)):
        counts[(t * p - counts).round(decimals=9).argmax()] += 1
    return counts


def _by_distributions(decoded, x, mean, log_variance):
    price = kl_divergence(Normal(mean, (log_variance / 2).exp()), Normal(torch.zeros_like(mean), 1.0)).sum(1)
    constant = x.shape[1] * math.log(0.5 * math.sqrt(2 * math.pi))
    return price - Normal(decoded, 0.5).log_prob(x).sum(1) - constant


def _vae(decoded, x, mean, log_variance, pixels=2.0, price=1.0):
    codes = (mean**2 + log_variance.exp() - 1 - log_variance).sum(1) / 2
    return pixels * ((x - decoded) ** 2).sum(1) + price * codes


def _unremembered(p, rounds):
    """Each round's scores know only the last favourite."""
    counts, last = torch.zeros_like(p), None
    for _ in range(int(rounds)):
        D = p.clone() if last is not None else torch.zeros_like(p)
        if last is not None:
            D[last] -= 1
        last = D.argmax()
        counts[last] += 1
    return counts


RIGHT = {
    "1.1": [0.2, 1 / 5],
    "1.2": [lambda x: x**-0.75 / 4, lambda x: 2 / (8 * x.sqrt() * x.sqrt().sqrt())],
    "1.3": [1.68, 2 * 0.7 * 0.3 * 4],
    "1.4": [12.25, 784 / 64],
    "1.5": [_vae, _by_distributions],
    "1.6": [2 * Normal(0.0, 1.0).cdf(torch.tensor(0.2)) - 1, math.erf(0.2 / math.sqrt(2))],
    "1.7": [_by_lists, _by_debt],
}
WRONG = {
    "1.1": {"the mean of the square": 1 / 3, "dz forgotten": 0.4, "of (1/2)^4": 0.0625},
    "1.2": {
        "one branch": lambda x: x**-0.75 / 8,
        "of the square": lambda x: x**-0.5 / 2,
        "the distribution function": lambda x: x**0.25,
    },
    "1.3": {"what the mean pays": 0.84, "a miss costs 1": 0.42, "how often he goes left": 0.3 * 4},
    "1.4": {"turned round": 64 / 784, "of the text": 39.2, "their product": 784 * 64},
    "1.5": {
        "a mean over pixels and one over codes": lambda d, x, m, v: _vae(d, x, m, v, 2 / x.shape[1], 1 / m.shape[1]),
        "s forgotten": lambda d, x, m, v: _vae(d, x, m, v, 1.0),
        "no price": lambda d, x, m, v: _vae(d, x, m, v, price=0.0),
        "the sign of the price turned": lambda d, x, m, v: _vae(d, x, m, v, price=-1.0),
        "log variance for log sigma": lambda d, x, m, v: _vae(d, x, m, 2 * v),
        "one number for the batch": lambda d, x, m, v: _vae(d, x, m, v).mean(),
        "detached": lambda d, x, m, v: _vae(d.detach(), x, m, v),
    },
    "1.6": {"g for half of it": 0.3108, "one side": 0.0793, "the distribution function": 0.5793},
    "1.7": {
        "shares, not counts": lambda p, rounds: _by_debt(p, rounds) / rounds.clamp(min=1),
        "never lowered": lambda p, rounds: torch.where(p == p.max(), rounds, 0 * rounds).double(),
        "no memory": _unremembered,
        "rounds times p": lambda p, rounds: p * rounds,
    },
}
