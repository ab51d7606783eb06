"""Distances between clouds of features: against formulas, against numpy written flat, and at the edges."""

import math

import numpy as np
import pytest
import torch
from scipy import linalg, spatial, special, stats

from gannotes import metrics
from gannotes.metrics import distances

F64 = torch.float64
ALL = {
    "frechet": metrics.frechet_distance,
    "kernel": metrics.kernel_distance,
    "precision and recall": metrics.precision_recall,
    "density and coverage": lambda x, y: metrics.density_coverage(x, y, k=3),
    "parzen": lambda x, y: metrics.parzen_log_likelihood(x, y, 0.5),
}


def cloud(n, d, seed=0, dtype=F64):
    return torch.randn(n, d, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def mixed(n, d, seed=0):
    """A cloud with covariances between its axes."""
    return cloud(n, d, seed) @ cloud(d, d, seed + 100) + cloud(1, d, seed + 200)


def by_sqrtm(x, y):
    """The definition, typed from the paper, with scipy's matrix root."""
    x, y = x.numpy(), y.numpy()
    C, C_ = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    return np.sum((x.mean(0) - y.mean(0)) ** 2) + np.trace(C + C_ - 2 * linalg.sqrtm(C @ C_).real)


def test_frechet_is_the_papers_formula():
    x, y = mixed(300, 8), mixed(200, 8, seed=1)
    assert metrics.frechet_distance(x, y) == pytest.approx(by_sqrtm(x, y), rel=1e-9)
    assert metrics.frechet_distance(y, x) == pytest.approx(metrics.frechet_distance(x, y), rel=1e-12)


def test_frechet_on_the_line_is_means_and_standard_deviations():
    x, y = cloud(50, 1), 3 * cloud(40, 1, seed=1) + 2
    expected = (x.mean() - y.mean()) ** 2 + (x.std() - y.std()) ** 2
    assert metrics.frechet_distance(x, y) == pytest.approx(expected.item(), rel=1e-12)


def test_frechet_of_a_moved_and_stretched_copy():
    x = mixed(100, 6)
    shift = torch.arange(6, dtype=F64)
    assert metrics.frechet_distance(x, x + shift) == pytest.approx((shift**2).sum().item(), rel=1e-10)
    assert metrics.frechet_distance(x - x.mean(0), 3 * (x - x.mean(0))) == pytest.approx(
        4 * x.var(0).sum().item(), rel=1e-10
    )


@pytest.mark.parametrize(("n", "d"), [(4, 4), (2, 4), (100, 4), (30, 64)])
def test_frechet_between_identical_sets_is_zero_with_singular_covariances_too(n, d):
    x = mixed(n, d)
    x[:, -1] = x[:, 0]
    scale = x.var(0).sum().item()
    assert 0 <= metrics.frechet_distance(x, x.clone()) <= 1e-12 * scale


def test_frechet_where_the_covariances_share_no_direction():
    x, y = torch.zeros(2, 20, 4, dtype=F64)
    x[:, 0], y[:, 1] = cloud(20, 1)[:, 0], cloud(20, 1, seed=1)[:, 0]
    expected = x.mean(0).sub(y.mean(0)).square().sum() + x.var(0).sum() + y.var(0).sum()
    assert metrics.frechet_distance(x, y) == pytest.approx(expected.item(), rel=1e-12)


@pytest.mark.parametrize("least", [1e-1, 1e-3, 1e-5, 1e-9])
def test_frechet_loses_no_digits_where_a_cloud_is_nearly_flat(least):
    """Clouds whose axes are known, both turned alike: the sum of squared differences of standard deviations."""
    stds = torch.tensor([[1.0, least, 0.5], [least, 1.0, 0.5]], dtype=F64)
    turn = torch.linalg.qr(cloud(3, 3, seed=5)).Q
    flat = [cloud(40, 3, seed) for seed in (0, 1)]
    even = [torch.linalg.qr(x - x.mean(0)).Q * (len(x) - 1) ** 0.5 for x in flat]  # covariance: the identity
    x, y = (unit * std @ turn for unit, std in zip(even, stds, strict=True))
    expected = (stds[0] - stds[1]).square().sum().item()
    assert metrics.frechet_distance(x, y) == pytest.approx(expected, abs=1e-11)


def test_frechet_of_points_without_spread_is_their_squared_distance():
    x, y = torch.zeros(3, 4, dtype=F64), torch.full((5, 4), 2.0, dtype=F64)
    assert metrics.frechet_distance(x, y) == pytest.approx(16)


def test_frechet_is_too_high_in_small_samples_and_kernel_is_not():
    frechet, kernel = [], []
    for seed in range(40):
        x, y = cloud(60, 10, 2 * seed), cloud(60, 10, 2 * seed + 1)
        frechet.append(metrics.frechet_distance(x, y))
        kernel.append(metrics.kernel_distance(x, y))
    assert min(frechet) > 0.3
    assert abs(np.mean(kernel)) < 3 * np.std(kernel) / math.sqrt(len(kernel))
    assert min(kernel) < 0 < max(kernel)


def test_the_kernel_distance_is_its_double_sum():
    x, y = mixed(12, 3), mixed(9, 3, seed=1)
    k = lambda a, b: (a @ b / 3 + 1) ** 3
    own = lambda s: np.mean([k(a, b) for i, a in enumerate(s) for j, b in enumerate(s) if i != j])
    cross = np.mean([k(a, b) for a in x.numpy() for b in y.numpy()])
    assert metrics.kernel_distance(x, y) == pytest.approx(own(x.numpy()) + own(y.numpy()) - 2 * cross, rel=1e-9)


def test_the_kernel_distance_of_gaussians_that_differ_in_their_mean_alone():
    """On the line, E (xy + 1)^3 under N(m, 1) and N(m', 1) is a polynomial in their moments."""

    def expected_kernel(m, m_):
        first, second, third = m * m_, (m**2 + 1) * (m_**2 + 1), (m**3 + 3 * m) * (m_**3 + 3 * m_)
        return third + 3 * second + 3 * first + 1

    truth = expected_kernel(0, 0) + expected_kernel(1, 1) - 2 * expected_kernel(0, 1)
    found = [metrics.kernel_distance(cloud(400, 1, s), cloud(400, 1, s + 50) + 1) for s in range(40)]
    assert np.mean(found) == pytest.approx(truth, abs=4 * np.std(found) / math.sqrt(40))


def test_precision_and_recall_by_trees():
    real, fake = mixed(200, 3), mixed(150, 3) * 0.5

    def share(points, centres, k):
        tree = spatial.cKDTree(centres)
        radii = tree.query(centres, k + 1)[0][:, -1]  # the tree counts the point itself
        return np.mean([(np.linalg.norm(centres - point, axis=1) <= radii).any() for point in points])

    for k in (1, 3, 10):
        precision, recall = metrics.precision_recall(real, fake, k)
        assert precision == pytest.approx(share(fake.numpy(), real.numpy(), k))
        assert recall == pytest.approx(share(real.numpy(), fake.numpy(), k))
        assert precision != recall


def test_a_tight_cluster_inside_a_wide_cloud_is_precise_and_recalls_nothing():
    real, fake = cloud(500, 2), 1e-3 * cloud(500, 2, seed=1)
    assert metrics.precision_recall(real, fake) == (1.0, pytest.approx(0, abs=0.01))
    assert metrics.precision_recall(fake, real) == (pytest.approx(0, abs=0.01), 1.0)


def test_a_point_on_the_surface_is_inside():
    real = torch.tensor([[0.0], [1.0], [2.0]], dtype=F64)
    fake = torch.tensor([[3.0], [9.0], [9.5]], dtype=F64)
    assert metrics.precision_recall(real, fake, k=1)[0] == pytest.approx(1 / 3)


def test_density_and_coverage_by_hand():
    real = torch.tensor([[0.0], [1.0], [3.0]], dtype=F64)  # with k = 1 the balls reach 1, 1 and 2 far
    fake = torch.tensor([[0.5], [1.5]], dtype=F64)  # in two balls; in the last two
    density, coverage = metrics.density_coverage(real, fake, k=1)
    assert density == pytest.approx(4 / 2)
    assert coverage == 1.0
    assert metrics.density_coverage(real, fake + 100, k=1) == (0.0, 0.0)


def test_density_of_two_samples_of_one_law_is_about_one():
    density, coverage = metrics.density_coverage(cloud(3000, 4), cloud(3000, 4, seed=1), k=5)
    assert density == pytest.approx(1, abs=0.05)
    assert coverage == pytest.approx(1 - 0.5**5, abs=0.02)  # Naeem et al. (2020), lemma 2


def test_large_samples_are_taken_in_parts(monkeypatch):
    from gannotes.metrics import features

    x, y = mixed(50, 3), mixed(40, 3, seed=1)
    whole = {name: metric(x, y) for name, metric in ALL.items()}
    sizes = []

    def small(x, against, cells=None):
        for part in x.split(7):
            sizes.append(len(part))
            yield part

    for module in ("distances", "kernel", "neighbours", "parzen"):
        monkeypatch.setattr(f"gannotes.metrics.{module}.in_parts", small)
    for name, metric in ALL.items():
        torch.testing.assert_close(torch.as_tensor(metric(x, y)), torch.as_tensor(whole[name]), rtol=1e-12, atol=1e-12)
    assert max(sizes) == 7
    assert [len(part) for part in features.in_parts(x, y, cells=800)] == [20, 20, 10]


def test_the_inception_score_of_sharp_and_even_predictions_is_the_number_of_classes():
    sure = torch.eye(5, dtype=F64).repeat(4, 1)
    assert metrics.inception_score(sure) == pytest.approx(5)
    assert metrics.inception_score(sure[:1].repeat(7, 1)) == pytest.approx(1)
    assert metrics.inception_score(torch.full((7, 5), 0.2)) == pytest.approx(1)


def test_the_inception_score_is_the_mean_divergence():
    p = cloud(50, 4).softmax(1)
    expected = math.exp(special.rel_entr(p.numpy(), p.numpy().mean(0)).sum(1).mean())
    assert metrics.inception_score(p) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("bad", [torch.zeros(0, 3), torch.zeros(3), torch.randn(4, 3), torch.full((2, 2), math.nan)])
def test_the_inception_score_refuses_what_are_no_probabilities(bad, as_readers_run):
    with pytest.raises(ValueError, match=r"shape \(n, classes\)|give softmax"):
        metrics.inception_score(bad)


def test_parzen_is_the_log_of_a_mean_of_gaussians():
    samples, test = mixed(20, 3), mixed(7, 3, seed=1)
    expected = [
        math.log(np.mean([stats.multivariate_normal.pdf(t, s, 0.6**2) for s in samples.numpy()])) for t in test.numpy()
    ]
    torch.testing.assert_close(metrics.parzen_log_likelihood(samples, test, 0.6), torch.tensor(expected, dtype=F64))


def test_parzen_is_finite_in_784_dimensions():
    found = metrics.parzen_log_likelihood(torch.zeros(5, 784), torch.ones(2, 784), 0.1)
    expected = -784 / (2 * 0.01) - 392 * math.log(2 * math.pi * 0.01)
    torch.testing.assert_close(found, torch.full((2,), expected, dtype=F64))
    for bad in (0.0, -0.1, math.nan, math.inf):
        with pytest.raises(ValueError, match="sigma must be positive and finite"):
            metrics.parzen_log_likelihood(torch.zeros(5, 784), torch.ones(2, 784), bad)


@pytest.mark.parametrize("metric", [*ALL.values(), metrics.nearest], ids=[*ALL, "nearest"])
def test_what_can_not_be_measured_is_refused(metric, as_readers_run):
    x = cloud(10, 3)
    for bad, message in [
        (cloud(10, 2), "must share d"),
        (x[:, 0], "must share d"),
        (torch.full((10, 3), math.nan), "nan or infinite"),
        (torch.full((10, 3), math.inf), "nan or infinite"),
        (torch.full((10, 3), math.nan).half().numpy(), "nan or infinite"),
        (x[:0], "samples on each side"),
    ]:
        with pytest.raises(ValueError, match=message):
            metric(x, bad)


@pytest.mark.parametrize("name", [name for name in ALL if name != "parzen"])
def test_one_sample_is_too_few(name):
    with pytest.raises(ValueError, match="needs at least 2 samples on each side, got 1"):
        ALL[name](cloud(10, 3), cloud(1, 3))


def test_k_must_leave_a_neighbour():
    for k in (0, 3):
        with pytest.raises(ValueError, match="k must be at least 1 and below"):
            metrics.precision_recall(cloud(10, 2), cloud(3, 2), k)


@pytest.mark.parametrize("metric", ALL.values(), ids=ALL)
@pytest.mark.parametrize("shift", [0.0, 1e4])
def test_edges_give_finite_numbers(metric, shift):
    constant = torch.full((6, 3), 0.1, dtype=F64) + shift
    for x, y in [(constant, constant), (mixed(4, 4) + shift, mixed(4, 4, 1) + shift), (cloud(9, 2), cloud(9, 2))]:
        assert np.isfinite(np.asarray(metric(x, y))).all()


def test_constant_features_are_their_own_neighbours():
    constant = torch.full((6, 3), 0.1, dtype=F64) + 1e4
    assert metrics.precision_recall(constant, constant.clone()) == (1.0, 1.0)


@pytest.mark.parametrize("d", [1, 3, 64, 784])
def test_equal_rows_are_at_distance_zero_exactly(d):
    x = 7 * cloud(90, d).relu() + 0.1
    order = torch.randperm(90, generator=torch.Generator().manual_seed(1))
    apart = distances.squared(*distances.around_one_mean(x, x[order]))
    assert (apart[order, torch.arange(90)] == 0).all() or d == 1  # on the line some rows are equal by chance
    expected = spatial.distance.cdist(x, x[order], "sqeuclidean")
    np.testing.assert_allclose(apart, expected, rtol=1e-9, atol=1e-9)
    assert ((apart == 0).numpy() == (expected == 0)).all()
    found, which = metrics.nearest(x[order], x)
    assert (found == 0).all()
    torch.testing.assert_close(x[which], x[order], rtol=0, atol=0)


def test_the_nearest_is_numpys_and_of_equals_the_first():
    x, others = mixed(40, 5), mixed(30, 5, seed=1)
    others = torch.cat([others, others])
    apart = spatial.distance.cdist(x, others)
    found, which = metrics.nearest(x, others)
    np.testing.assert_allclose(found, apart.min(1), rtol=1e-12)
    assert which.tolist() == apart[:, :30].argmin(1).tolist()


def test_fakes_that_are_reals_lie_in_their_balls_whatever_is_rounded():
    """Each real four times: its third neighbour is itself, its ball a point, and three decimals are no luck."""
    once = 7 * cloud(500, 64, seed=1012).relu()
    real, fake = once.repeat(4, 1), once[:37]
    assert metrics.precision_recall(real, fake)[0] == 1
    assert metrics.density_coverage(real, fake, 3) == (4 / 3, 4 * 37 / 2000)
    assert metrics.density_coverage(real, once, 3) == (4 / 3, 1)


def by_whole_numbers(real, fake, k):
    """Precision, recall, density and coverage with nothing rounded: int64 all the way."""
    apart = lambda a, b: ((a[:, None] - b[None]) ** 2).sum(2)
    radius = lambda a: np.sort(apart(a, a), axis=1)[:, k]  # the first is itself, or its equal
    in_real = apart(fake, real) <= radius(real)
    in_fake = apart(real, fake) <= radius(fake)
    return in_real.any(1).mean(), in_fake.any(1).mean(), in_real.sum() / (k * len(fake)), in_real.any(0).mean()


@pytest.mark.parametrize("shape", [(40, 30, 2), (200, 160, 6), (300, 77, 40)])
@pytest.mark.parametrize("scale", [1.0, 2.0**20])
def test_of_whole_numbers_ties_are_counted_as_they_are(shape, scale):
    """On a grid distances tie all the time, and whether a tie is inside must not hang on rounding."""
    n, m, d = shape
    rng = np.random.default_rng(n)
    real, fake = rng.integers(0, 4, (n, d)), rng.integers(0, 4, (m, d))
    fake[: m // 2] = real[: m // 2]
    for k in (1, 3):
        expected = by_whole_numbers(real, fake, k)
        x, y = torch.from_numpy(real * scale), torch.from_numpy(fake * scale)
        found = (*metrics.precision_recall(x, y, k), *metrics.density_coverage(x, y, k))
        assert found == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("shift", [0.0, 1e6])
@pytest.mark.parametrize("d", [1, 50, 700])
def test_the_product_is_as_near_the_truth_as_its_bound_says(d, shift):
    x, y = distances.around_one_mean(3 * cloud(60, d) + shift, cloud(50, d, seed=1) + shift)
    truth = ((x.given.numpy().astype(np.longdouble)[:, None] - y.given.numpy()) ** 2).sum(2)
    off = np.abs(distances.by_product(x, y).numpy() - truth)
    bound = np.stack([distances.rounding(y, torch.from_numpy(row.astype(float))) for row in truth])
    assert (off <= bound).all()
    assert off.max() > 0, "there is something to bound"
    assert bound.max() < 1e-15 * (d + 8) * 12 * truth.max(), "the bound is rounding, no more"


MEASURES = {**ALL, "nearest": metrics.nearest}


def numbers(measured):
    return [torch.as_tensor(value).double() for value in (measured if isinstance(measured, tuple) else (measured,))]


@pytest.mark.parametrize("metric", MEASURES.values(), ids=MEASURES)
def test_arrays_halves_and_what_a_network_returns_are_measured_as_their_numbers(metric):
    x, y = mixed(30, 4).half(), mixed(25, 4, seed=1).half()
    expected = numbers(metric(x.double(), y.double()))
    given = {
        "half": (x, y),
        "numpy": (x.double().numpy(), y.numpy()),
        "with a gradient": (x.double().requires_grad_(), y.double().requires_grad_()),
    }
    for kind, pair in given.items():
        for found, value in zip(numbers(metric(*pair)), expected, strict=True):
            assert torch.allclose(found, value, rtol=1e-12, atol=1e-12), kind
            assert not found.requires_grad, kind


def test_probabilities_in_half_are_scored_as_the_numbers_they_round():
    p = (3 * cloud(100, 10, dtype=torch.float32)).softmax(1)
    whole = metrics.inception_score(p)
    for dtype, within in ((torch.float16, 1e-3), (torch.bfloat16, 1e-2)):
        assert metrics.inception_score(p.to(dtype)) == pytest.approx(whole, rel=within)
    assert metrics.inception_score(p.numpy()) == metrics.inception_score(p.requires_grad_()) == whole
    with pytest.raises(ValueError, match="give softmax"):
        metrics.inception_score(p.detach() * (1 + 3e-4))  # which float32 does not round


def test_half_precision_features_are_measured_in_float64():
    x, y = cloud(50, 4), cloud(50, 4, seed=1)
    assert metrics.frechet_distance(x.float(), y.float()) == pytest.approx(metrics.frechet_distance(x, y), rel=1e-5)
