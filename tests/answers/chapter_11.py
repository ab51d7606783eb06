"""Chapter 11: what is right, and what is not."""

import math

import torch


def _reshaped(x):
    """The same mean and standard deviation, another shape."""
    y = torch.linspace(0, 1, len(x), dtype=x.dtype)
    return (y - y.mean()) / y.std() * x.std() + x.mean()


RIGHT = {
    "11.1": [4 * 0.7**0.7 * 0.1**0.3, 1.5618],
    "11.2": [27, torch.tensor(27.0)],
    "11.3": [lambda x: 2 * x.mean() - x, _reshaped],
    "11.4": [38, 38.0],
    "11.5": ["b", " B "],
}
WRONG = {
    "11.1": {"the exponent": math.log(4 * 0.7**0.7 * 0.1**0.3), "perfect": 4, "without H(y)": 0.7**0.7 * 0.1**0.3},
    "11.2": {"means only": 25, "with variances": 43, "the root": math.sqrt(27), "no roots of the covariances": 25 + 9},
    "11.3": {
        "itself": lambda x: x,
        "another order": lambda x: x.flip(0),
        "moved": lambda x: x + 1,
        "mirrored at 0": lambda x: -x,
        "its mean": lambda x: x.mean().expand(len(x)),
        "a number": lambda x: x.mean(),
        "not a function": 3,
        "an error": lambda x: x @ torch.zeros(99),
    },
    "11.4": {"half of the support": 500, "the root": 32, "one less": 37, "one more": 39},
    "11.5": {"a": "a", "c": "c", "no option": "d"},
}
