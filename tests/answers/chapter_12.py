"""Chapter 12: what is right, and what is not."""

import math

import torch
from torch.nn.functional import cross_entropy, nll_loss


def by_picking(said, c):
    named = said.log_softmax(1)[torch.arange(len(c)), c]
    return named.mean() + math.log(said.shape[1])


def by_cross_entropy(said, c):
    return math.log(said.shape[1]) - cross_entropy(said, c)


def by_nll(said, c):
    return -nll_loss(said - said.logsumexp(1, keepdim=True), c) + math.log(said.shape[1])


RIGHT = {
    "12.1": [math.log(2 / 3) + math.log(1 / 3) / 2, -0.954771, 2 * 0.2157616 - math.log(4)],
    "12.2": [0.917405, torch.tensor([2.0, 1.0, 0.0, 0.0]).softmax(0)[:3].sum()],
    "12.3": [1.994209, math.log(10) - (-0.95 * math.log(0.95) - 0.05 * math.log(0.05 / 9))],
    "12.4": ["b", " B "],
    "12.5": [by_picking, by_cross_entropy, by_nll],
}
WRONG = {
    "12.1": {"blind": -math.log(4), "JS alone": 0.215762, "one coin only": math.log(2 / 3), "perfect": 0.0},
    "12.2": {"softmax over three": 1.0, "fake": 0.082595, "sigmoid of the largest": 0.880797, "Z": 11.107},
    "12.3": {"the ceiling": math.log(10), "in bits": 2.877, "nine forgotten": 2.104071, "entropy left": 0.308376},
    "12.4": {"a": "a", "c": "c", "no option": "d"},
    "12.5": {
        "without the entropy": lambda said, c: -cross_entropy(said, c),
        "logits for logarithms": lambda said, c: said[torch.arange(len(c)), c].mean() + math.log(said.shape[1]),
        "the sum": lambda said, c: math.log(said.shape[1]) - cross_entropy(said, c, reduction="sum"),
        "the batch's logarithm": lambda said, c: math.log(len(said)) - cross_entropy(said, c),
        "softmax over the batch": lambda said, c: (
            said.log_softmax(0)[torch.arange(len(c)), c].mean() + math.log(said.shape[1])
        ),
    },
}
