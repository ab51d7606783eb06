"""Chapter 13: what is right, and what is not."""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits, l1_loss, logsigmoid, mse_loss, softplus


def by_labels(logits, made, truth):
    return binary_cross_entropy_with_logits(logits, torch.ones_like(logits)) + 100 * l1_loss(made, truth)


def three_labels(right, wrong, made):
    def cost(logits, label):
        return binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))

    return cost(right, 1.0) + 0.5 * cost(wrong, 0.0) + 0.5 * cost(made, 0.0)


RIGHT = {
    "13.1": [1, 1.0, torch.tensor(1.0)],
    "13.2": [29, torch.tensor(29)],
    "13.3": [0.5, 1 / 2],
    "13.4": [by_labels, lambda a, made, truth: -logsigmoid(a).mean() + 100 * (truth - made).abs().mean()],
    "13.5": [three_labels, lambda r, w, f: -logsigmoid(r).mean() - (logsigmoid(-w) + logsigmoid(-f)).mean() / 2],
}
WRONG = {
    "13.1": {"the mean": 2.6, "the most frequent": 0, "the middle of the range": 3},
    "13.2": {"no strides": 12, "the first stride forgotten": 17, "each layer by its own stride too": 37},
    "13.3": {"what is true": 0.6, "the average": 0.65, "what is wrong": 0.7, "the other way": 0.8},
    "13.4": {
        "squared distance": lambda a, made, truth: softplus(-a).mean() + 100 * mse_loss(made, truth),
        "a sum": lambda a, made, truth: softplus(-a).mean() + 100 * (made - truth).abs().sum(),
        "no weight": lambda a, made, truth: softplus(-a).mean() + (made - truth).abs().mean(),
        "what D pays": lambda a, made, truth: softplus(a).mean() + 100 * (made - truth).abs().mean(),
        "a log of 0": lambda a, made, truth: -torch.log(torch.sigmoid(a)).mean() + 100 * (made - truth).abs().mean(),
    },
    "13.5": {
        "no half": lambda r, w, f: softplus(-r).mean() + softplus(w).mean() + softplus(f).mean(),
        "wrong captions forgotten": lambda r, w, f: softplus(-r).mean() + softplus(f).mean(),
        "wrong captions called real": lambda r, w, f: (
            softplus(-r).mean() + (softplus(-w).mean() + softplus(f).mean()) / 2
        ),
        "upside down": lambda r, w, f: softplus(r).mean() + (softplus(-w).mean() + softplus(-f).mean()) / 2,
    },
}
