"""Chapter 05: what is right, and what is not."""

import math

import torch

SLOPE = math.log(0.9 / 1.4) - math.log(0.1 / 0.6)


def value(p, q, D):
    return (p * torch.log(D) + q * torch.log(1 - D)).sum(-1)


def by_values(p, q, r):
    return value(p, r, p / (p + r)) - value(p, r, p / (p + q))


def by_kl(p, q, r):
    kl = lambda a, b: (a * torch.log(a / b)).sum(-1)
    return kl(r, q) - 2 * kl((p + r) / 2, (p + q) / 2)


RIGHT = {
    "5.1": [SLOPE, 1.34993],
    "5.2": [by_values, by_kl],
    "5.3": ["b", " B "],
    "5.4": [math.sqrt(0.89), 0.9434, 0.94],
    "5.5": [2, torch.tensor(2.0)],
}
WRONG = {
    "5.1": {"fewer heads": -SLOPE, "heads alone": math.log(0.9 / 1.4), "the best answer's own": math.log(0.5 / 1.4)},
    "5.2": {
        "the whole of KL": lambda p, q, r: (r * torch.log(r / q)).sum(-1),
        "one mixture": lambda p, q, r: by_kl(p, q, r) + ((p + r) / 2 * torch.log((p + r) / (p + q))).sum(-1),
        "q and r exchanged": lambda p, q, r: by_kl(p, r, q),
        "the other sign": lambda p, q, r: -by_kl(p, q, r),
    },
    "5.3": {"a": "a", "c": "c", "no option": "d"},
    "5.4": {
        "squared": 0.89,
        "omega of 1": math.sqrt(0.92),
        "without R1": math.sqrt(1.01),
        "a step of 0.1": math.sqrt(0.9425),
    },
    "5.5": {"omega": 1, "that of minimax": 0.5, "the least that shrinks": 0.1, "twice": 4},
}
