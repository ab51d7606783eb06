"""What is measured is what was there: counted by hand on samples whose truth is known."""

import math

import numpy as np
import pytest
import torch
from scipy.optimize import linear_sum_assignment
from scipy.stats import wasserstein_distance

from gannotes import metrics
from gannotes.data import toy

F64 = torch.float64
EDGES = torch.linspace(-8, 8, 81, dtype=F64)


def rng(seed=0):
    return torch.Generator().manual_seed(seed)


def test_a_histogram_is_numpys_and_loses_nobody():
    x = torch.randn(1000, generator=rng(), dtype=F64) * 6
    shares = metrics.histogram(x, EDGES)
    assert shares.sum().item() == pytest.approx(1)
    expected, _ = np.histogram(x, bins=EDGES.numpy())
    torch.testing.assert_close(shares[1:-1], torch.from_numpy(expected / 1000))
    assert shares[0].item() == (x < -8).double().mean().item() > 0


def test_js_of_samples_goes_from_its_floor_to_log_two():
    x = torch.randn(40_000, generator=rng(), dtype=F64)
    y = torch.randn(40_000, generator=rng(1), dtype=F64)
    floor = (len(EDGES) / 4) * (1 / 40_000 + 1 / 40_000) / 2
    assert 0 < metrics.histogram_js(x, y, EDGES).item() < 2 * floor
    assert metrics.histogram_js(x, y + 2, EDGES).item() == pytest.approx(0.3368, abs=0.01)
    assert metrics.histogram_js(x, y + 100, EDGES).item() == pytest.approx(math.log(2), abs=1e-3)


def test_all_modes_of_true_samples_are_covered_and_all_are_good():
    ring = toy.ring(8, std=0.02)
    x = ring.sample(5000, rng())
    assert metrics.modes_covered(x, ring.means, ring.std) == 8
    assert metrics.high_quality_share(x, ring.means, ring.std) == pytest.approx(1 - math.exp(-4.5), abs=0.005)


def test_dropped_modes_are_missed_and_so_are_samples_between_modes():
    ring = toy.ring(8, std=0.02)
    three = toy.mixture(ring.means[:3], ring.std).sample(900, rng())
    assert metrics.modes_covered(three, ring.means, ring.std) == 3
    between = torch.cat([three, torch.zeros(100, 2)])
    assert metrics.modes_covered(between, ring.means, ring.std) == 3
    assert metrics.high_quality_share(between, ring.means, ring.std) == pytest.approx(0.9 * 0.989, abs=0.01)


def test_a_mode_counts_from_a_twentieth_of_its_fair_share():
    modes = torch.tensor([[0.0], [100.0]], dtype=F64)
    for on_the_second, covered in ((4, 1), (5, 2)):  # of 200 samples, 100 would be fair and 5 are a twentieth
        x = torch.zeros(200, 1, dtype=F64)
        x[:on_the_second] = 100.0
        assert metrics.modes_covered(x, modes, std=1.0) == covered


def test_good_is_within_three_standard_deviations_by_default():
    x = torch.tensor([[0.0], [2.9], [3.1]], dtype=F64)
    assert metrics.high_quality_samples(x, torch.zeros(1, 1, dtype=F64), std=1.0).tolist() == [True, True, False]
    assert metrics.high_quality_samples(x, torch.zeros(1, 1, dtype=F64), std=1.0, within=4).all()


def test_bad_samples_are_refused(as_readers_run):
    for bad in (torch.zeros(0), torch.zeros(3, 1)):
        with pytest.raises(ValueError, match=r"shape \(n,\), n > 0"):
            metrics.histogram(bad, EDGES)
    with pytest.raises(ValueError, match=r"nan or infinite.*diverged"):
        metrics.histogram(torch.tensor([0.0, math.nan]), EDGES)
    for bad in (EDGES.flip(0), EDGES[:, None], torch.tensor([math.nan]), torch.zeros(2)):
        with pytest.raises(ValueError, match=r"edges must have shape \(k,\) and increase"):
            metrics.histogram(torch.zeros(3), bad)
    with pytest.raises(ValueError, match="must share d"):
        metrics.high_quality_share(torch.zeros(3, 1), torch.zeros(2, 2), 1.0)
    with pytest.raises(ValueError, match=r"nan or infinite.*diverged"):
        metrics.modes_covered(torch.tensor([[math.nan, 0.0]]), torch.zeros(2, 2), 1.0)


def test_w1_of_two_clouds_is_what_moving_one_onto_the_other_costs():
    x = torch.randn(200, 2, generator=rng(), dtype=F64)
    assert metrics.wasserstein_1(x, x[torch.randperm(200, generator=rng())]) == pytest.approx(0, abs=1e-12)
    assert metrics.wasserstein_1(x, x + torch.tensor([3.0, 4.0], dtype=F64)) == pytest.approx(5, rel=1e-12)
    stretched = metrics.wasserstein_1(2 * x, -2 * x)
    assert stretched == pytest.approx(2 * metrics.wasserstein_1(x, -x), rel=1e-12)


def test_w1_agrees_with_an_assignment_and_with_the_line():
    x, y = torch.randn(2, 60, 3, generator=rng(), dtype=F64)
    cost = np.linalg.norm(x.numpy()[:, None] - y.numpy()[None], axis=2)
    assert metrics.wasserstein_1(x, y) == pytest.approx(cost[linear_sum_assignment(cost)].mean(), rel=1e-9)
    line = metrics.wasserstein_1(x[:, :1], y[:40, :1])
    assert line == pytest.approx(wasserstein_distance(x[:, 0].numpy(), y[:40, 0].numpy()), rel=1e-9)


def test_w1_by_hand_between_samples_of_unequal_size():
    x, y = torch.tensor([[0.0], [1.0]]), torch.tensor([[0.0], [0.0], [0.0], [4.0]])
    assert metrics.wasserstein_1(x, y) == pytest.approx(1 / 4 * 1 + 1 / 4 * 3)


def test_w1_refuses_what_it_can_not_measure(as_readers_run):
    x = torch.zeros(3, 2)
    for bad in (torch.zeros(3, 1), torch.zeros(0, 2)):
        with pytest.raises(ValueError, match="must share d, n and m > 0"):
            metrics.wasserstein_1(x, bad)
    with pytest.raises(ValueError, match="has diverged"):
        metrics.wasserstein_1(x, x / 0)


MODES = torch.tensor([[0.0, 0.0], [1.0, 0.0]])
NEAR = torch.tensor([[0.01, 0.0], [0.99, 0.0], [5.0, 5.0]])
JUDGES = {
    "good_samples": metrics.high_quality_samples,
    "good_share": metrics.high_quality_share,
    "modes_covered": metrics.modes_covered,
}


@pytest.mark.parametrize("judge", JUDGES.values(), ids=JUDGES)
@pytest.mark.parametrize(
    ("x", "modes", "std", "message"),
    [
        (NEAR[:0], MODES, 0.1, "samples and modes, one of each at least: got 0 and 2"),
        (NEAR, MODES[:0], 0.1, "samples and modes, one of each at least: got 3 and 0"),
        (NEAR, MODES, 0.0, "std must be positive and finite, got 0.0"),
        (NEAR, MODES, -0.1, "std must be positive and finite, got -0.1"),
        (NEAR, MODES, math.nan, "std must be positive and finite, got nan"),
        (NEAR, MODES / 0, 0.1, "nan or infinite"),
        (NEAR / 0, MODES, 0.1, "nan or infinite.*diverged"),
        (NEAR[:, :1], MODES, 0.1, "must share d"),
    ],
)
def test_nothing_to_judge_or_to_judge_by_is_refused(judge, x, modes, std, message, as_readers_run):
    with pytest.raises(ValueError, match=message):
        judge(x, modes, std)


@pytest.mark.parametrize("kind", ["half", "bfloat16", "numpy", "with a gradient"])
def test_samples_of_other_kinds_are_judged_as_their_numbers(kind):
    as_kind = {
        "half": torch.Tensor.half,
        "bfloat16": torch.Tensor.bfloat16,
        "numpy": lambda x: x.clone().numpy(),
        "with a gradient": lambda x: x.clone().requires_grad_(),
    }[kind]
    assert metrics.high_quality_samples(as_kind(NEAR), as_kind(MODES), 0.1).tolist() == [True, True, False]
    assert metrics.modes_covered(as_kind(NEAR), as_kind(MODES), 0.1) == 2
    assert metrics.wasserstein_1(as_kind(NEAR), as_kind(NEAR)) == 0
    x, edges = as_kind(torch.rand(200_000, generator=rng())), as_kind(torch.tensor([0.5]))
    truth = (torch.as_tensor(x).double() > 0.5).double().mean().item()
    assert metrics.histogram(x, edges).tolist() == pytest.approx([1 - truth, truth])
    assert metrics.histogram_js(x, x, edges).item() == pytest.approx(0, abs=1e-6)


def test_a_sample_on_its_mode_is_at_distance_zero_among_many_modes():
    """A matrix product would leave the root of its rounding: in float32 about 1e-3 here."""
    modes = 3 * torch.randn(40, 2, generator=rng()) + 5
    assert metrics.high_quality_samples(modes, modes, std=1e-6, within=0).all()
