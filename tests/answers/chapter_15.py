"""Chapter 15: what is right, and what is not."""

import math

import torch


def better_of(one, other, likes_one, likes_other):
    return torch.stack([a if x > y else b for a, b, x, y in zip(one, other, likes_one, likes_other, strict=True)])


def whole_batch(child, one, other, likes_one, likes_other):
    better = one if likes_one.mean() > likes_other.mean() else other
    return (child - better).square().sum(dim=1).mean()


RIGHT = {
    "15.1": [0.4 + 0.1 * math.log(2), 0.469315, torch.tensor(0.4693)],
    "15.2": [(4 - math.sqrt(7)) / 6, 0.2257],
    "15.3": ["one", " One"],
    "15.4": [
        lambda p, q: ((q**2 / p).sum() - 1) / 2,
        lambda p, q: (p * (q / p - 1) ** 2).sum() / 2,
    ],
    "15.5": [
        lambda child, one, other, a, b: (child - torch.where((a > b)[:, None], one, other)).square().sum(dim=1).mean(),
        lambda child, one, other, a, b: ((child - better_of(one, other, a, b)) ** 2).sum() / len(child),
    ],
}
WRONG = {
    "15.1": {
        "the other sign": 0.4 - 0.1 * math.log(2),
        "the squared norm": 0.4 + 0.1 * math.log(4),
        "no gamma": 0.4 + math.log(2),
        "to base 10": 0.4 + 0.1 * math.log10(2),
    },
    "15.2": {"least squares alone": 1 / 3, "the heuristic alone": 0, "the other root": 1.1076, "least heard": 1},
    "15.3": {"the most modes": "eight", "between": "four", "no option": "two"},
    "15.4": {
        "not 0 at p = q": lambda p, q: (p * (q / p + (q / p) ** 2 / 2)).sum(),
        "without the half": lambda p, q: ((q - p) ** 2 / p).sum(),
        "p and q exchanged": lambda p, q: ((q - p) ** 2 / (q + 1e-12)).sum() / 2,
        "the mean of the cost": lambda p, q: (q * (1 + q / p)).sum(),
    },
    "15.5": {
        "one parent for the whole batch": whole_batch,
        "the worse parent": lambda child, one, other, a, b: (
            (child - torch.where((a < b)[:, None], one, other)).square().sum(dim=1).mean()
        ),
        "mean over the coordinates": lambda child, one, other, a, b: (
            (child - torch.where((a > b)[:, None], one, other)).square().mean()
        ),
        "the parents' mean": lambda child, one, other, a, b: (child - (one + other) / 2).square().sum(dim=1).mean(),
        "a number": 0.0,
    },
}
