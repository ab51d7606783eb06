"""Chapter 17: what is right, and what is not."""

import math

import torch
from torch.nn.functional import instance_norm, interpolate

from gannotes.models import style


def _by_torch(x, scale, bias):
    return instance_norm(x, eps=1e-12) * scale[:, :, None, None] + bias[:, :, None, None]


def _sample_variance(x, scale, bias):
    normed = (x - x.mean((2, 3), keepdim=True)) / x.std((2, 3), keepdim=True)
    return scale[:, :, None, None] * normed + bias[:, :, None, None]


def _over_the_batch(x, scale, bias):
    mean, var = x.mean((0, 2, 3), keepdim=True), x.var((0, 2, 3), correction=0, keepdim=True)
    return scale[:, :, None, None] * (x - mean) / var.sqrt() + bias[:, :, None, None]


def _faded(coarse, fine, alpha):
    return torch.lerp(interpolate(coarse, scale_factor=2.0), fine, alpha)


RIGHT = {
    "17.1": [-2, torch.tensor(-2.0)],
    "17.2": [10 * math.log10(3), 4.77],
    "17.3": [_by_torch, style.adaptive_instance_norm],
    "17.4": [_faded, lambda a, b, t: style.fade(interpolate(a, scale_factor=2.0), b, t.item())],
    "17.5": [lambda x: x.std(0, correction=0).mean(), lambda x: style.minibatch_stddev(x, len(x))[0, -1, 0, 0]],
    "17.6": ["c", "(C)"],
}
WRONG = {
    "17.1": {"the mean": 4.0, "the other way round": 2.0, "the pixel": 2},
    "17.2": {"one draw": 10 * math.log10(2), "two variances": 6.02, "nats": math.log(3)},
    "17.3": {
        "the sample's variance": _sample_variance,
        "batch norm": _over_the_batch,
        "bias and scale the other way round": lambda x, scale, bias: _by_torch(x, bias, scale),
    },
    "17.4": {
        "alpha the other way round": lambda a, b, t: _faded(a, b, 1 - t),
        "both added": lambda a, b, t: interpolate(a, scale_factor=2.0) + t * b,
    },
    "17.5": {
        "over everything": lambda x: x.std(correction=0),
        "the sample's variance": lambda x: x.std(0).mean(),
        "variances": lambda x: x.var(0, correction=0).mean(),
    },
    "17.6": {"a": "a", "b": "b", "no option": "d"},
}
