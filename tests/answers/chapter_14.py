"""Chapter 14: what is right, and what is not."""

import torch
from torch.nn.functional import l1_loss

RIGHT = {
    "14.1": [4, torch.tensor(4.0)],
    "14.2": [80 / 3, 26.6667],
    "14.3": [
        lambda w, x, y: (w * y - y).abs().mean() + (x / w - x).abs().mean(),
        lambda w, x, y: l1_loss(w * y, y) + l1_loss(x / w, x),
        lambda w, x, y: (w - 1).abs() * y.abs().mean() + (1 / w - 1).abs() * x.abs().mean(),
    ],
    "14.4": [1 / 3, 2 / 6],
    "14.5": ["b", " B "],
}
WRONG = {
    "14.1": {"all five exchanged": 120, "groups added": 5, "ways there and ways back": 16, "one": 1},
    "14.2": {"not weighted": 8 / 3, "only there": 20 / 3, "only back": 20, "the mean of both": 40 / 3},
    "14.3": {
        "exchanged": lambda w, x, y: (w * x - x).abs().mean() + (y / w - y).abs().mean(),
        "signed": lambda w, x, y: (w * y - y).mean() + (x / w - x).mean(),
        "summed": lambda w, x, y: (w * y - y).abs().sum() + (x / w - x).abs().sum(),
        "the cycle": lambda w, x, y: (w * x / w - x).abs().mean() + (w * (y / w) - y).abs().mean(),
    },
    "14.4": {"a coin": 0.5, "one of six": 1 / 6, "none lost": 1, "the other way": 3},
    "14.5": {"a": "a", "c": "c", "no option": "d"},
}
