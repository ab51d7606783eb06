"""Chapter 08: what is right, and what is not."""

import torch

RIGHT = {
    "8.1": [0.5, torch.tensor([0.5])],
    "8.2": [0.65, 1 / 2 + 0.6 / 4],
    "8.3": [
        lambda outputs, target: (outputs - target).square().mean() / 2,
        lambda outputs, target: torch.nn.functional.mse_loss(outputs, target.expand_as(outputs)) / 2,
    ],
    "8.4": [
        lambda b: torch.stack([b - 2, b, b - 1]),
        lambda b: b + torch.tensor([[-2.0], [0.0], [-1.0]], dtype=b.dtype),
    ],
    "8.5": [1, (-1 + 3) / 2],
}
WRONG = {
    "8.1": {"a probability": 0.75, "the other way round": -0.5, "the ratio": 3},
    "8.2": {"Delta": 0.6, "C": 0.325, "the shared part alone": 0.35, "(-1, 1, 0) at its ceiling": 2},
    "8.3": {
        "the square of the mean": lambda outputs, target: (outputs.mean() - target) ** 2 / 2,
        "without the half": lambda outputs, target: ((outputs - target) ** 2).mean(),
        "a sum": lambda outputs, target: ((outputs - target) ** 2).sum() / 2,
        "no target": lambda outputs, target: (outputs**2).mean() / 2,
        "no gradient": lambda outputs, target: ((outputs.detach() - target.detach()) ** 2).mean() / 2,
    },
    "8.4": {
        "the 0-1 coding": lambda b: torch.stack([b - 1, b, b]),
        "the target of real notes": lambda b: torch.stack([b - 2, b, b]),
        "a and c exchanged": lambda b: torch.stack([b - 1, b, b - 2]),
        "another order": lambda b: torch.stack([b, b - 2, b - 1]),
    },
    "8.5": {"the label of real notes": 3, "kappa itself": 0.5, "half of their distance": 2},
}
