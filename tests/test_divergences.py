"""Each divergence is what its definition says, against closed forms and other people's code."""

import math

import numpy as np
import ot
import pytest
import scipy.integrate
import scipy.optimize
import scipy.special
import scipy.stats
import torch

from gannotes import divergences
from gannotes.data import toy

F64 = torch.float64


def vector(*entries):
    return torch.tensor(entries, dtype=F64)


def random_pairs(n=20, cells=7):
    generator = torch.Generator().manual_seed(0)
    p, q = torch.rand(2, n, cells, generator=generator, dtype=F64)
    return p / p.sum(1, keepdim=True), q / q.sum(1, keepdim=True)


ALL = [divergences.kl, divergences.js, divergences.total_variation, divergences.pearson, divergences.hellinger]


def test_kl_is_scipys_relative_entropy():
    p, q = random_pairs()
    expected = scipy.special.rel_entr(p.numpy(), q.numpy()).sum(axis=1)
    torch.testing.assert_close(divergences.kl(p, q), torch.from_numpy(expected))


def test_js_is_the_square_of_scipys_metric():
    p, q = random_pairs()
    expected = [scipy.spatial.distance.jensenshannon(a, b) ** 2 for a, b in zip(p.numpy(), q.numpy(), strict=True)]
    torch.testing.assert_close(divergences.js(p, q), torch.tensor(expected, dtype=F64))


def test_two_coins_by_hand():
    p, q = vector(0.5, 0.5, 0.0), vector(0.0, 0.5, 0.5)
    assert divergences.js(p, q).item() == pytest.approx(math.log(2) / 2)
    assert divergences.total_variation(p, q).item() == pytest.approx(0.5)
    assert divergences.hellinger(p, q).item() == pytest.approx(1.0)
    assert divergences.pearson(vector(0.75, 0.25), vector(0.5, 0.5)).item() == pytest.approx(0.25)


@pytest.mark.parametrize("divergence", ALL)
def test_every_divergence_is_zero_only_between_equals(divergence):
    p, q = random_pairs()
    assert divergence(p, p).abs().max() < 1e-15
    assert (divergence(p, q) > 1e-3).all()


def test_infinite_where_the_truth_is_infinite_and_never_nan():
    p, q = vector(1.0, 0.0, 0.0), vector(0.0, 1.0, 0.0)  # and a third cell that neither visits
    assert divergences.kl(p, q).item() == math.inf
    assert divergences.pearson(p, q).item() == math.inf
    assert divergences.js(p, q).item() == pytest.approx(math.log(2))
    assert divergences.total_variation(p, q).item() == 1
    assert divergences.hellinger(p, q).item() == 2


def test_on_a_grid_kl_between_gaussians_is_the_closed_form():
    x = torch.linspace(-12, 12, 4801, dtype=F64)[:, None]
    p, q = toy.normal(-1.0, 1.0, F64).density(x), toy.normal(0.5, 1.5, F64).density(x)
    expected = math.log(1.5) + (1 + 1.5**2) / (2 * 1.5**2) - 0.5
    assert divergences.kl(p, q, dx=24 / 4800).item() == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("shift", "js"), [(0.5, 0.0303), (1, 0.1114), (2, 0.3368), (4, 0.6327)])
def test_js_between_shifted_gaussians_is_that_of_quadrature(shift, js):
    def integrand(x):
        p, q = scipy.stats.norm.pdf(x), scipy.stats.norm.pdf(x, shift)
        return (scipy.special.rel_entr(p, (p + q) / 2) + scipy.special.rel_entr(q, (p + q) / 2)) / 2

    expected, _ = scipy.integrate.quad(integrand, -12, 16)
    x = torch.linspace(-12, 16, 2801, dtype=F64)[:, None]
    measured = divergences.js(toy.normal(0.0, 1.0, F64).density(x), toy.normal(shift, 1.0, F64).density(x), dx=0.01)
    assert measured.item() == pytest.approx(expected, abs=1e-8)
    assert measured.item() == pytest.approx(js, abs=1e-4)


@pytest.mark.parametrize("divergence", ALL)
@pytest.mark.parametrize(
    ("p", "message"),
    [
        (vector(0.5, 0.6), "sum to 1.*sums to 1.1.*divide by its sum"),
        (vector(1.5, -0.5), "nowhere negative.*-0.5"),
        (vector(math.nan, 1.0), "finite"),
    ],
)
def test_what_is_no_distribution_is_refused(divergence, p, message):
    fair = vector(0.5, 0.5)
    with pytest.raises(ValueError, match=message):
        divergence(p, fair)
    with pytest.raises(ValueError, match=message):
        divergence(fair, p)


def test_distributions_on_different_grids_are_refused(as_readers_run):
    with pytest.raises(ValueError, match="same grid, but have 2 and 3"):
        divergences.kl(vector(0.5, 0.5), vector(0.5, 0.25, 0.25))


@pytest.mark.parametrize(("n", "m"), [(1, 1), (5, 5), (4, 7), (30, 11)])
def test_w1_is_scipys_and_pots(n, m):
    generator = torch.Generator().manual_seed(n)
    x, y = torch.randn(n, generator=generator, dtype=F64), 2 * torch.randn(m, generator=generator, dtype=F64) + 1
    w1 = divergences.wasserstein_1d(x, y).item()
    assert w1 == pytest.approx(scipy.stats.wasserstein_distance(x, y), abs=1e-12)
    assert w1 == pytest.approx(ot.wasserstein_1d(x.numpy(), y.numpy(), p=1), abs=1e-12)


def test_w1_moves_with_the_samples():
    x, y = torch.randn(6, dtype=F64).requires_grad_(), torch.randn(6, dtype=F64) + 10
    divergences.wasserstein_1d(x, y).backward()
    torch.testing.assert_close(x.grad, torch.full_like(x, -1 / 6))  # each moves right with its share of the mass


@pytest.mark.parametrize("bad", [torch.zeros(0), torch.zeros(3, 1), torch.tensor([0.0, math.inf])])
def test_w1_refuses_what_is_not_a_set_of_numbers(bad, as_readers_run):
    with pytest.raises(ValueError, match=r"finite numbers of shape \(n,\)"):
        divergences.wasserstein_1d(torch.zeros(3), bad)


def test_no_other_d_beats_the_optimal_one():
    p, q = random_pairs(n=50)
    best = divergences.game_value(p, q, divergences.optimal_discriminator(p, q))
    torch.testing.assert_close(best, 2 * divergences.js(p, q) - math.log(4))
    generator = torch.Generator().manual_seed(1)
    for _ in range(50):
        other = torch.rand(p.shape, generator=generator, dtype=F64)
        assert (divergences.game_value(p, q, other) < best).all()


def test_the_optimal_d_at_the_edges():
    D = divergences.optimal_discriminator(vector(1.0, 0.0, 0.0), vector(0.0, 1.0, 0.0))
    assert D.tolist() == [1.0, 0.0, 0.5]
    assert divergences.game_value(vector(1.0, 0.0), vector(0.0, 1.0), vector(1.0, 0.0)).item() == 0
    assert divergences.game_value(vector(0.5, 0.5), vector(0.5, 0.5), vector(0.0, 1.0)).item() == -math.inf


def test_a_logit_given_for_d_is_refused():
    with pytest.raises(ValueError, match=r"D must lie in \[0, 1\].*sigmoid"):
        divergences.game_value(vector(0.5, 0.5), vector(0.5, 0.5), vector(-1.0, 2.0))
    with pytest.raises(ValueError, match="nowhere negative"):
        divergences.optimal_discriminator(vector(-0.5, 1.5), vector(0.5, 0.5))


F_DIVERGENCES = [
    (divergences.f_kl, divergences.kl),
    (divergences.f_reverse_kl, lambda p, q: divergences.kl(q, p)),
    (divergences.f_pearson, divergences.pearson),
    (divergences.f_hellinger, divergences.hellinger),
    (divergences.f_js, lambda p, q: 2 * divergences.js(p, q)),
    (divergences.f_gan, lambda p, q: 2 * divergences.js(p, q) - math.log(4)),
]
EACH = pytest.mark.parametrize(("make", "divergence"), F_DIVERGENCES, ids=[make.__name__ for make, _ in F_DIVERGENCES])
LOGITS = torch.linspace(-4, 4, 33, dtype=F64)


@EACH
def test_f_gives_its_divergence(make, divergence):
    p, q = random_pairs()
    torch.testing.assert_close((q * make().f(p / q)).sum(1), divergence(p, q))


@EACH
def test_the_conjugate_is_the_numerical_supremum(make, divergence):
    curve = make()

    def minus_gap(log_u, t):
        u = torch.tensor(log_u, dtype=F64).exp()
        return (curve.f(u) - u * t).item()

    for t in curve.activation(LOGITS):
        found = scipy.optimize.minimize_scalar(
            minus_gap, args=(t.item(),), bounds=(-30, 15), method="bounded", options={"xatol": 1e-10}
        )
        assert curve.conjugate(t).item() == pytest.approx(-found.fun, abs=1e-6, rel=1e-6)


@EACH
def test_the_bound_is_tight_at_f_prime(make, divergence):
    p, q = random_pairs()
    u = (p / q).requires_grad_()
    (T,) = torch.autograd.grad(make().f(u).sum(), u)
    bound = (p * T).sum(1) - (q * make().conjugate(T)).sum(1)
    torch.testing.assert_close(bound, divergence(p, q))


@EACH
def test_the_activation_rises_and_stays_in_the_domain(make, divergence):
    curve = make()
    T = curve.activation(torch.linspace(-30, 30, 241, dtype=F64))
    assert (T.diff() > 0).all()
    assert torch.isfinite(curve.conjugate(T)).all()


@EACH
def test_on_fakes_is_the_conjugate_of_the_activation(make, divergence):
    curve = make()
    torch.testing.assert_close(curve.on_fakes(LOGITS), curve.conjugate(curve.activation(LOGITS)))


@EACH
def test_losses_and_slopes_stay_finite_at_large_logits_in_float32(make, divergence):
    a = torch.tensor([-60.0, 60.0], requires_grad=True)
    (slopes,) = torch.autograd.grad(make().on_fakes(a).sum(), a)
    assert torch.isfinite(slopes).all()


@pytest.mark.parametrize(
    ("make", "outside"),
    [
        (divergences.f_reverse_kl, 0.5),
        (divergences.f_hellinger, 1.5),
        (divergences.f_js, 1.0),
        (divergences.f_gan, 0.5),
    ],
)
def test_outside_its_domain_the_conjugate_is_infinite(make, outside):
    assert make().conjugate(vector(outside)).item() == math.inf


def test_pearsons_conjugate_stops_where_u_does():
    conjugate = divergences.f_pearson().conjugate
    torch.testing.assert_close(conjugate(vector(-10.0, -2.0, 0.0, 2.0)), vector(-1.0, -1.0, 0.0, 3.0))


def test_masses_are_what_numpy_sums():
    assert divergences.masses(torch.full((10,), 2.0, dtype=F64), dx=0.05).sum().item() == pytest.approx(np.float64(1))
