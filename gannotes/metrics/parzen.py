"""The Parzen window estimate: how probable test data are under a blurred set of samples."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from gannotes.metrics.distances import around_one_mean, squared
from gannotes.metrics.features import Array, Features, checked, in_parts


def parzen_log_likelihood(samples: Features, test: Float[Array, "m d"], sigma: float) -> Float[Tensor, "m"]:
    """Goodfellow et al. (2014), section 5: log of the mean over samples of N(x; sample, sigma^2 I), for each test x.

    In nats, by log-sum-exp. The mean over the test set is what tables give, and std / sqrt(m) is its standard error.
    """
    samples, test = around_one_mean(*checked(samples, test, 1, "a Parzen window"))
    if not 0 < sigma < math.inf:
        raise ValueError(f"sigma must be positive and finite, got {sigma}")
    _, d = samples.given.shape
    constant = d / 2 * math.log(2 * math.pi * sigma**2) + math.log(len(samples))
    sums = [(squared(part, samples) / (-2 * sigma**2)).logsumexp(1) for part in in_parts(test, samples)]
    return torch.cat(sums) - constant
