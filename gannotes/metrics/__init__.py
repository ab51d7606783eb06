"""What a sample is worth: pure functions of samples or features and, where it is known, of the truth."""

from gannotes.metrics.distortion import psnr
from gannotes.metrics.frechet import frechet_distance
from gannotes.metrics.inception_score import inception_score
from gannotes.metrics.kernel import kernel_distance
from gannotes.metrics.neighbours import density_coverage, nearest, precision_recall
from gannotes.metrics.parzen import parzen_log_likelihood
from gannotes.metrics.plane import (
    high_quality_samples,
    high_quality_share,
    histogram,
    histogram_js,
    modes_covered,
    wasserstein_1,
)

__all__ = [
    "density_coverage",
    "frechet_distance",
    "high_quality_samples",
    "high_quality_share",
    "histogram",
    "histogram_js",
    "inception_score",
    "kernel_distance",
    "modes_covered",
    "nearest",
    "parzen_log_likelihood",
    "precision_recall",
    "psnr",
    "wasserstein_1",
]
