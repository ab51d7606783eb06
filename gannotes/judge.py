"""A report card for pictures of digits: every distance of chapter 11, against the same real ones, by the same eye."""

from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor

from gannotes import metrics
from gannotes.models.classifier import digit_classifier, in_batches

Pictures = Float[Tensor, "n 1 28 28"]
Features = Float[Tensor, "n 64"]


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


class Judge:
    """Knows some real pictures by their features, and compares samples with them.

    Looks in float64, so that another processor prints the same digits.
    """

    def __init__(self, real: Pictures):
        self.eye = digit_classifier(real.device).double()
        self.real = self.features(real)

    def features(self, pictures: Pictures) -> Features:
        """The classifier's hidden layer of 64 units, in float64."""
        return in_batches(self.eye.features, pictures.double())

    def probabilities(self, features: Features) -> Float[Tensor, "n 10"]:
        """How probable the classifier holds each digit, from the features alone."""
        return self.eye.out(features).softmax(dim=1)

    def report(self, pictures: Pictures) -> Report:
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
