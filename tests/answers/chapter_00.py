"""Chapter 00: what is right, and what is not."""

import torch

RIGHT = {
    "0.1": [91 / 6, torch.tensor(15.1667), 15.17],
    "0.2": [
        lambda x: (x**2).mean(),
        lambda x: x.square().sum() / x.numel(),
        lambda x: x.mul_(x).mean(),  # in place
        lambda x: x.double().norm() ** 2 / x.numel(),
    ],
    "0.3": [2, torch.tensor(2.0), 1 + 0.1 * (2 + 18) / 2],
    "0.4": [8, 4 * 2],
}
WRONG = {
    "0.1": {"the square of the expectation": 12.25, "the sum": 91, "the expectation": 3.5},
    "0.2": {
        "the square of the mean": lambda x: x.mean() ** 2,
        "the sum": lambda x: x.square().sum(),
        "the mean of the sizes": lambda x: x.abs().mean(),
        "the variance, its input centred": lambda x: x.sub_(x.mean()).square().mean(),
    },
    "0.3": {"with the gradient": 0, "by the sum": 3, "without the factor 2": 1.5, "the gradient itself": -10},
    "0.4": {"the old one": 24, "its sign turned": -8, "at h": 4, "at the second weight": -4},
}
