"""Seven measures of generated digits, each against the same real ones, on the features of one classifier."""

import warnings
from dataclasses import dataclass

import numpy
import torch
from jaxtyping import Float, Int
from torch import Tensor

from gannotes import metrics
from gannotes.models.classifier import digit_classifier, in_batches

Pictures = Float[Tensor | numpy.ndarray, "n 1 28 28"]
Features = Float[Tensor, "n 64"]


def looked_at(pictures: Pictures) -> Float[Tensor, "n 1 28 28"]:
    """In float64, without a gradient. ValueError for none, or for nan; a warning where no pixel is below 0."""
    pictures = torch.as_tensor(pictures).detach().double()
    if len(pictures) == 0:
        raise ValueError("there are no pictures to judge")
    if not torch.isfinite(pictures).all():
        raise ValueError("the pictures hold nan or infinite pixels: the generator has diverged")
    if pictures.min() >= 0:
        warnings.warn("not one pixel is below 0: are these in [0, 1]? The judge takes [-1, 1]", stacklevel=3)
    return pictures


def first_equal(pictures: Float[Tensor, "n *shape"]) -> Int[Tensor, "n"]:
    """For each picture, which is the first that equals it in every pixel: often itself."""
    first: dict[bytes, int] = {}
    rows = (pictures + 0.0).cpu().numpy()  # which makes 0 of -0
    places = [first.setdefault(row.tobytes(), place) for place, row in enumerate(rows)]
    return torch.tensor(places, device=pictures.device)


@dataclass(frozen=True)
class Report:
    """What seven measures say of one set of samples. Distances are on the features of the book's digit classifier."""

    inception: float
    frechet: float
    kernel: float
    precision: float
    recall: float
    density: float
    coverage: float


class Evaluator:
    """Knows some real pictures by their features, and compares samples with them.

    Looks in float64, so that another processor prints the same digits. Equal pictures have equal features.
    """

    def __init__(self, real: Pictures):
        self.classifier = digit_classifier(torch.as_tensor(real).device).double()
        self.pictures = looked_at(real)
        self.real = self._seen(self.pictures)[first_equal(self.pictures)]

    def _seen(self, pictures: Float[Tensor, "n 1 28 28"]) -> Float[Tensor, "n 64"]:
        return in_batches(self.classifier.features, pictures)

    def features(self, pictures: Pictures) -> Float[Tensor, "n 64"]:
        """The classifier's hidden layer of 64 units, in float64; of a real picture the very ones it is known by.

        For what the layer gives hangs, in its last digits, on a picture's place in its batch.
        """
        pictures = looked_at(pictures)
        known = first_equal(torch.cat([self.pictures, pictures]))[len(self.pictures) :]
        return torch.cat([self.real, self._seen(pictures)])[known]

    def probabilities(self, features: Features) -> Float[Tensor, "n 10"]:
        """How probable the classifier holds each digit, from the features alone."""
        return self.classifier.out(features).softmax(dim=1)

    def report(self, pictures: Pictures) -> Report:
        """Of pictures in [-1, 1]."""
        return self.report_on(self.features(pictures))

    def report_on(self, features: Features) -> Report:
        """The same of features that are known already."""
        precision, recall = metrics.precision_recall(self.real, features)
        density, coverage = metrics.density_coverage(self.real, features)
        return Report(
            inception=metrics.inception_score(self.probabilities(features)),
            frechet=metrics.frechet_distance(self.real, features),
            kernel=metrics.kernel_distance(self.real, features),
            precision=precision,
            recall=recall,
            density=density,
            coverage=coverage,
        )
