"""Chapter 04: what is right, and what is not."""

import math

import torch

RIGHT = {
    "4.1": [math.log(2) / 2, 0.34657, 0.35],
    "4.2": [-math.log(2), -0.69315, -0.69],
    "4.3": [
        lambda w: (2 * math.log(2) - (1 + 1 / w) * torch.log(1 + w) + torch.log(w)) / 2,
        lambda w: (torch.log(2 * w / (w + 1)) + torch.log(1 / (w + 1)) / w + math.log(2)) / 2,
    ],
    "4.4": [4, torch.tensor(4.0)],
    "4.5": ["c", " C "],
}
WRONG = {
    "4.1": {"in bits": 0.5, "without the weight": math.log(2), "the other direction": math.inf},
    "4.2": {"JS": math.log(2) / 2, "JS once": -1.5 * math.log(2), "without -log 4": math.log(2)},
    "4.3": {
        "forward KL": lambda w: torch.log(w),
        "twice JS": lambda w: 2 * math.log(2) - (1 + 1 / w) * torch.log(1 + w) + torch.log(w),
        "the mass not shared": lambda w: (1 - 1 / w) * math.log(2),
    },
    "4.4": {"within a hill": 1, "between the hills": 3, "the standard deviation": 2, "equal hills": 5},
    "4.5": {"a": "a", "b": "b", "no option": "d"},
}
