"""Chapter 10: what is right, and what is not."""

import torch
from torch.nn.functional import batch_norm, conv_transpose1d


def with_columns(x, kernel):
    """The matrix form: one column for each number of x."""
    out = torch.zeros(2 * (len(x) - 1) + len(kernel), dtype=x.dtype)
    for j in range(len(x)):
        out[2 * j : 2 * j + len(kernel)] += x[j] * kernel
    return out


def overwritten(x, kernel):
    out = torch.zeros(2 * (len(x) - 1) + len(kernel), dtype=x.dtype)
    for j in range(len(x)):
        out[2 * j : 2 * j + len(kernel)] = x[j] * kernel
    return out


def torchs(x, kernel, stride=2):
    return conv_transpose1d(x[None, None], kernel[None, None], stride=stride)[0, 0]


RIGHT = {
    "10.1": [21, torch.tensor(21)],
    "10.2": [2.25, 9 / 4],
    "10.3": [
        lambda x: (x - x.mean(0)) / (x.var(0, correction=0) + 1e-5).sqrt(),
        lambda x: batch_norm(x, None, None, training=True, eps=1e-5),
    ],
    "10.4": [with_columns, torchs],
    "10.5": ["b", " B "],
}
WRONG = {
    "10.1": {"the other direction": 2, "no padding": 23, "padding at one end": 22, "no kernel": 18},
    "10.2": {"along one axis": 1.5, "the largest": 9, "turned round": 4 / 9, "even": 1},
    "10.3": {
        "zero, its input as well": lambda x: x.zero_(),
        "unbiased": lambda x: (x - x.mean(0)) / (x.var(0) + 1e-5).sqrt(),
        "one mean for all columns": lambda x: (x - x.mean()) / (x.var(correction=0) + 1e-5).sqrt(),
        "epsilon outside": lambda x: (x - x.mean(0)) / (x.std(0, correction=0) + 1e-5),
        "epsilon of 0.8": lambda x: batch_norm(x, None, None, training=True, eps=0.8),
    },
    "10.4": {
        "overwritten": overwritten,
        "stride 1": lambda x, kernel: torchs(x, kernel, stride=1),
        "kernel turned round": lambda x, kernel: torchs(x, kernel.flip(0)),
    },
    "10.5": {"a": "a", "c": "c", "no option": "d"},
}
