"""The judge asks the metrics what they say, and knows copies, floors and faults by their numbers."""

import copy
from dataclasses import asdict

import pytest
import torch

from gannotes import metrics
from gannotes.data import images
from gannotes.metrics.report import Evaluator
from gannotes.models.classifier import digit_classifier


@pytest.fixture(scope="module")
def digits():
    return images.digits()[0]


@pytest.fixture(scope="module")
def judge(digits):
    return Evaluator(digits[:300])


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


def test_equal_pictures_have_equal_features_wherever_they_stand(judge, digits):
    for start, stop in ((37, 38), (41, 44), (100, 107), (0, 299)):
        assert (judge.features(digits[start:stop]) == judge.real[start:stop]).all()
    twice = judge.features(digits[[4000, 4001, 4002, 4000, 7, 4000]])
    assert (twice[[0, 3, 4]] == torch.stack([twice[5], twice[5], judge.real[7]])).all()
    assert (twice[0] != twice[1]).any()


def printed(card):
    """As chapter 11's table of spoilt digits has them."""
    forms = {"inception": ".1f", "frechet": ".1f", "kernel": ".0f"}
    return {name: format(value, forms.get(name, ".2f")) for name, value in asdict(card).items()}


def on_another_processor(features, seed):
    """Each row off by a relative 1e-7, as float32 rounds; equal rows by the same."""
    rows, place = torch.unique(features, dim=0, return_inverse=True)
    noise = torch.randn(rows.shape, generator=torch.Generator().manual_seed(seed), dtype=rows.dtype)
    return (rows * (1 + 1e-7 * noise))[place]


def test_no_printed_digit_rests_on_rounding(judge, digits):
    """Distances that are equal by nature, as those to copies are, must not be told apart by their last digits."""
    spoilt = {
        "other real digits": digits[4000:4150],
        "copies": digits[:150],
        "every other a copy": torch.stack([digits[:75], digits[4000:4075]], dim=1).flatten(0, 1),
        "few": digits[:10].repeat(15, 1, 1, 1),
        "always one picture": digits[:1].repeat(150, 1, 1, 1),
    }
    seen = {name: judge.features(pictures) for name, pictures in spoilt.items()}
    here = {name: printed(judge.report_on(features)) for name, features in seen.items()}
    elsewhere = copy.copy(judge)
    for seed in range(4):
        everything = on_another_processor(torch.cat([judge.real, *seen.values()]), seed)
        elsewhere.real, *parts = everything.split([len(judge.real), *map(len, seen.values())])
        there = {name: printed(elsewhere.report_on(part)) for name, part in zip(seen, parts, strict=True)}
        assert there == here


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (torch.zeros(0, 1, 28, 28), "no pictures to judge"),
        (torch.full((2, 1, 28, 28), torch.nan), "nan or infinite pixels: the generator has diverged"),
        (torch.full((2, 1, 28, 28), torch.inf), "nan or infinite pixels: the generator has diverged"),
        (torch.full((2, 1, 28, 28), -1.5), r"pixels in \[-1, 1\]"),
        (-torch.ones(2, 3, 32, 32), r"of shape \(n, 1, 28, 28\)"),
    ],
)
def test_what_the_judge_can_not_look_at_is_refused(bad, message, judge, as_readers_run):
    with pytest.raises(ValueError, match=message):
        judge.report(bad) if bad.shape[1] == 1 else Evaluator(bad)


def test_digits_in_the_wrong_range_get_a_warning_and_others_none(judge, digits, recwarn):
    with pytest.warns(UserWarning, match=r"not one pixel is below 0: are these in \[0, 1\]"):
        judge.report((digits[4000:4050] + 1) / 2)
    recwarn.clear()
    judge.report(digits[4000:4050])
    assert not recwarn.list


def test_pictures_of_other_kinds_are_judged_as_their_numbers(judge, digits):
    some = digits[4000:4020].half()
    expected = judge.features(some.double())
    for given in (some, some.double().numpy(), some.double().requires_grad_()):
        torch.testing.assert_close(judge.features(given), expected, rtol=0, atol=0)


def test_copies_come_out_better_than_other_real_digits(judge, digits):
    copies, others = judge.report(digits[:300]), judge.report(digits[4000:4300])
    assert copies.precision == copies.recall == copies.coverage == 1
    assert copies.frechet < 1e-6 < others.frechet


def test_a_dropped_class_costs_recall_and_noise_costs_both(judge, digits):
    x, y = digits[4000:4500], images.digits()[1][4000:4500]
    rng = torch.Generator().manual_seed(0)
    whole, dropped = judge.report(x), judge.report(x[y < 5])
    noisy = judge.report((x + torch.randn(x.shape, generator=rng)).clamp(-1, 1))
    assert dropped.recall < whole.recall - 0.2
    assert dropped.inception < 6 < 9 < whole.inception
    assert noisy.recall < 0.1
    assert noisy.frechet > 10 * whole.frechet
