"""Measures of samples that several chapters' runs share."""

import math

import torch
from jaxtyping import Float, Int
from torch import Tensor

from gannotes import metrics
from gannotes.models.classifier import digit_classifier, in_batches

Digits = Float[Tensor, "n 1 28 28"]
SIGMAS = torch.logspace(-1, 0, 10).tolist()  # the grid of the 2014 paper's script


class Judge:
    """The book's digit classifier, and some real digits as it sees them; it computes in their dtype."""

    def __init__(self, real: Digits):
        self.dtype = real.dtype
        self.classifier = digit_classifier().to(self.dtype)
        self.real = in_batches(self.classifier.features, real)

    def reads(self, pictures: Digits) -> Int[Tensor, "n"]:
        """Which digit each picture shows."""
        return in_batches(self.classifier, pictures.to(self.dtype)).argmax(dim=1)

    def distance(self, pictures: Digits, places: int) -> float | None:
        """The Frechet distance to the real digits, rounded; None where a picture is not finite: G has diverged."""
        if not torch.isfinite(pictures).all():
            return None
        with torch.autocast("cpu", enabled=False):
            features = in_batches(self.classifier.features, pictures.to(self.dtype))
        return round(metrics.frechet_distance(self.real, features), places)


def parzen(
    samples: Float[Tensor, "n d"], valid: Float[Tensor, "m d"], test: Float[Tensor, "k d"]
) -> tuple[float, float, float]:
    """Mean log-likelihood of the test digits in nats, its standard error, and sigma, chosen by the validation digits.

    Goodfellow et al. (2014), section 5; pixels in [0, 1].
    """
    sigma = max(SIGMAS, key=lambda s: metrics.parzen_log_likelihood(samples, valid, s).mean().item())
    found = metrics.parzen_log_likelihood(samples, test, sigma)
    return found.mean().item(), found.std(correction=0).item() / math.sqrt(len(test)), sigma
