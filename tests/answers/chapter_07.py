"""Chapter 07: what is right, and what is not."""

import math

import torch

RIGHT = {
    "7.1": [1 / 4, torch.tensor(0.25)],
    "7.2": [-1 - math.log(2), -1.69315],
    "7.3": [math.exp(-1), 0.36788],
    "7.4": [
        lambda t: 2 - 2 * torch.sqrt(1 - t),
        lambda t: 2 * t / (1 + (1 - t).sqrt()),
    ],
    "7.5": ["b", " B "],
}
WRONG = {
    "7.1": {"Neyman's": 1 / 3, "not averaged": 1 / 2, "a bare sum of the ratios": 2, "KL": 0.130812},
    "7.2": {"the sign of the logarithm": -1 + math.log(2), "f(-t)": -math.log(2), "the sign of u t": 1 - math.log(2)},
    "7.3": {"the threshold taken for 0": 1, "the bid": 0, "e for 1/e": math.e, "a probability": 0.5},
    "7.4": {
        "half": lambda t: 1 - torch.sqrt(1 - t),
        "Pearson's": lambda t: t**2 / 4 + t,
        "the other root": lambda t: 2 + 2 * torch.sqrt(1 - t),
        "Hellinger's": lambda t: t / (1 - t),
    },
    "7.5": {"a": "a", "c": "c", "no option": "d"},
}
