"""Chapter 02: what is right, and what is not."""

import math

import torch
from torch.nn.functional import binary_cross_entropy_with_logits, logsigmoid, softplus

from gannotes.data.toy import normal
from gannotes.divergences import optimal_discriminator


def in_the_books_words(x):
    """By laws in float32."""
    return optimal_discriminator(normal(0.0, 1.0).density(x[:, None]), normal(2.0, 1.0).density(x[:, None]))


RIGHT = {
    "2.1": [math.log(0.16), -1.8326, -1.83],
    "2.2": [2 / 3, torch.tensor(0.6667), 0.67],
    "2.3": [lambda x: 1 / (1 + torch.exp(2 * x - 2)), lambda x: torch.sigmoid(2 - 2 * x), in_the_books_words],
    "2.4": [
        lambda a: softplus(-a).mean(),
        lambda a: -logsigmoid(a).sum() / len(a),
        lambda a: binary_cross_entropy_with_logits(a, torch.ones(len(a))),  # whose target is in float32
        lambda a: softplus(a.neg_()).mean(),
    ],
    "2.5": [999, 0.999 / 0.001],
    "2.6": ["b", " B "],
}
WRONG = {
    "2.1": {"only the real half": math.log(0.8), "the sign turned": -math.log(0.16), "in bits": math.log2(0.16)},
    "2.2": {"the share of fakes": 1 / 3, "no share at all": 0.5, "real to fake": 2.0},
    "2.3": {
        "the fakes' share": lambda x: torch.sigmoid(2 * x - 2),
        "the middle elsewhere": lambda x: torch.sigmoid(-2 * x),
        "half the slope": lambda x: torch.sigmoid(1 - x),
    },
    "2.4": {
        "minimax": lambda a: -softplus(a).mean(),
        "a sum": lambda a: softplus(-a).sum(),
        "the log of a probability": lambda a: -torch.log(torch.sigmoid(a) + 1e-8).mean(),
        "no gradient": lambda a: torch.tensor(softplus(-a).mean().item(), dtype=a.dtype),
    },
    "2.5": {"D at a hundredth": 99, "turned round": 0.001 / 0.999, "1/D": 1001},
    "2.6": {"a": "a", "c": "c", "no option": "d"},
}
