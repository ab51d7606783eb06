"""The judge asks the metrics what they say, and knows copies, floors and faults by their numbers."""

from dataclasses import asdict

import pytest
import torch

from gannotes import images, metrics
from gannotes.judge import Judge
from gannotes.models.classifier import digit_classifier


@pytest.fixture(scope="module")
def digits():
    return images.digits()[0]


@pytest.fixture(scope="module")
def judge(digits):
    return Judge(digits[:300])


def test_a_report_is_what_the_metrics_say(judge, digits):
    eye = digit_classifier().double()
    pictures = digits[4000:4200].double()
    real, fake = eye.features(digits[:300].double()), eye.features(pictures)
    precision, recall = metrics.precision_recall(real, fake)
    density, coverage = metrics.density_coverage(real, fake)
    assert asdict(judge.report(digits[4000:4200])) == pytest.approx(
        {
            "inception": metrics.inception_score(eye(pictures).softmax(1)),
            "frechet": metrics.frechet_distance(real, fake),
            "kernel": metrics.kernel_distance(real, fake),
            "precision": precision,
            "recall": recall,
            "density": density,
            "coverage": coverage,
        },
        rel=1e-9,
    )


def test_it_looks_in_float64_whatever_it_is_given(judge, digits):
    features = judge.features(digits[:5])
    assert features.dtype == torch.float64
    torch.testing.assert_close(judge.features(digits[:5].double()), features)


def test_copies_come_out_better_than_other_real_digits(judge, digits):
    copies, others = judge.report(digits[:300]), judge.report(digits[4000:4300])
    assert copies.precision == copies.recall == copies.coverage == 1
    assert copies.frechet < 1e-6 < others.frechet


def test_a_dropped_class_costs_recall_and_noise_costs_both(judge, digits):
    x, y = digits[4000:4500], images.digits()[1][4000:4500]
    dice = torch.Generator().manual_seed(0)
    whole, dropped = judge.report(x), judge.report(x[y < 5])
    noisy = judge.report((x + torch.randn(x.shape, generator=dice)).clamp(-1, 1))
    assert dropped.recall < whole.recall - 0.2
    assert dropped.inception < 6 < 9 < whole.inception
    assert noisy.recall < 0.1
    assert noisy.frechet > 10 * whole.frechet
