"""Chapter 03: what is right, and what is not."""

import math

import torch
from torch.nn.functional import softplus

RIGHT = {
    "3.1": [math.log(0.5) / 2, torch.tensor(-0.3466), -0.35],
    "3.2": [0.18, 0.02 * 9],
    "3.3": [lambda x: 2 / (2 + torch.exp(2 * x - 2)), lambda x: torch.sigmoid(math.log(2) + 2 - 2 * x)],
    "3.4": [lambda D: D / (0.9 - D), lambda D: 1 / (0.9 / D - 1)],
    "3.5": [
        lambda D: math.log(0.5) / 2 - (0.75 * D[0].log() + 0.25 * (D[1] * (1 - D[1])).log() + 0.75 * (1 - D[2]).log()),
        lambda D: 0.75 * softplus(-D[0].logit()) + 0.75 * softplus(D[2].logit()) - (4 * D[1] * (1 - D[1])).log() / 4,
    ],
}
WRONG = {
    "3.1": {"the sign turned": -math.log(0.5) / 2, "only the real term": math.log(0.5) / 4, "in bits": -0.5},
    "3.2": {"D for the odds": 0.018, "turned round": 0.02 / 9, "D/(1 - D)": 9},
    "3.3": {
        "no prior": lambda x: torch.sigmoid(2 - 2 * x),
        "the prior turned round": lambda x: torch.sigmoid(2 - 2 * x - math.log(2)),
        "D* times the prior": lambda x: torch.sigmoid(2 - 2 * x) * 2 / 3,
    },
    "3.4": {
        "not smoothed": lambda D: D / (1 - D),
        "q/p": lambda D: (0.9 - D) / D,
        "D divided by 0.9, its odds forgotten": lambda D: D / 0.9,
    },
    "3.5": {
        "the sign turned": lambda D: -RIGHT["3.5"][0](D),
        "the value, not the loss": lambda D: math.log(0.5) / 2 - RIGHT["3.5"][0](D),
        "nan where a face is missing": lambda D: RIGHT["3.5"][0](D) + 0 * torch.log(torch.zeros_like(D[0])),
        "finite where she is certain and wrong": lambda D: RIGHT["3.5"][0](D.clamp(1e-12, 1 - 1e-12)),
        "only the shared face": lambda D: -(4 * D[1] * (1 - D[1])).log() / 4,
    },
}
