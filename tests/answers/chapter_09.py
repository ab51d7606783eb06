"""Chapter 09: what is right, and what is not."""

import math

import torch

from gannotes.penalties import slope


def gradients(D, points, create_graph=True):
    points = points.requires_grad_()
    return torch.autograd.grad(D(points).sum(), points, create_graph=create_graph)[0]


RIGHT = {
    "9.1": [2, torch.tensor(2.0)],
    "9.2": [math.sqrt(2 / math.pi), 0.79788],
    "9.3": [0.07, 0.01 * 3 + 0.01 * 4],
    "9.4": ["b", " B "],
    "9.5": [
        lambda D, x, delta: 10 * (slope(D, x + delta) - 1).square().mean(),
        lambda D, x, delta: 10 * ((gradients(D, x + delta).norm(dim=1) - 1) ** 2).mean(),
    ],
}
WRONG = {
    "9.1": {"crossed": 2.5, "the sum of the ways": 4, "only what is not shared": 1},
    "9.2": {"the difference of variances": 3, "of standard deviations": 1, "a standard deviation of 4": 3 * 0.79788},
    "9.3": {"Euclidean": 0.05, "in units of c": 7, "the critic's own slope": 0.0141421},
    "9.4": {"a": "a", "c": "c", "no option": "d"},
    "9.5": {
        "at the data": lambda D, x, delta: 10 * (slope(D, x) - 1).square().mean(),
        "without the weight": lambda D, x, delta: (slope(D, x + delta) - 1).square().mean(),
        "one-sided": lambda D, x, delta: 10 * (slope(D, x + delta) - 1).clamp(min=0).square().mean(),
        "one norm for the batch": lambda D, x, delta: 10 * (gradients(D, x + delta).norm() - 1) ** 2,
        "no graph": lambda D, x, delta: 10 * (gradients(D, x + delta, False).norm(dim=1) - 1).square().mean(),
        "a number": 10,
    },
}
