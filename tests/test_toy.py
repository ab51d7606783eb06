"""The truth is known: what is sampled has the density that is claimed."""

import math

import pytest
import scipy.stats
import torch

from gannotes.data import toy

F64 = torch.float64


def rng(seed=0):
    return torch.Generator().manual_seed(seed)


ON_THE_LINE = {"normal": toy.normal(1.0, 0.7, F64), "two_normals": toy.two_normals(4.0, 0.5, F64)}
IN_THE_PLANE = {
    "ring": toy.ring(std=0.1, dtype=F64),
    "grid": toy.grid(std=0.1, dtype=F64),
    "spiral": toy.spiral(dtype=F64),
}


@pytest.mark.parametrize("mixture", ON_THE_LINE.values(), ids=ON_THE_LINE)
def test_samples_on_the_line_pass_kolmogorov_and_smirnov(mixture):
    x = mixture.sample(20_000, rng())[:, 0]

    def cdf(t):
        return sum(scipy.stats.norm.cdf(t, mean, mixture.std) for mean in mixture.means[:, 0]) / len(mixture.means)

    assert scipy.stats.kstest(x, cdf).pvalue > 0.01


@pytest.mark.parametrize("mixture", ON_THE_LINE.values(), ids=ON_THE_LINE)
def test_the_density_is_scipys(mixture):
    x = torch.linspace(-6, 6, 50, dtype=F64)
    expected = sum(scipy.stats.norm.pdf(x, mean, mixture.std) for mean in mixture.means[:, 0]) / len(mixture.means)
    torch.testing.assert_close(mixture.density(x[:, None]), torch.from_numpy(expected))


@pytest.mark.parametrize("mixture", IN_THE_PLANE.values(), ids=IN_THE_PLANE)
def test_the_density_in_the_plane_integrates_to_one_and_samples_fill_it(mixture):
    side = torch.arange(-6, 6, 0.05, dtype=F64)
    cells = torch.cartesian_prod(side, side) + 0.025
    density = mixture.density(cells)
    assert (density * 0.05**2).sum().item() == pytest.approx(1, abs=1e-6)
    right = cells[:, 0] > 1.0
    expected = (density[right] * 0.05**2).sum().item()
    measured = (mixture.sample(40_000, rng())[:, 0] > 1.0).double().mean().item()
    assert measured == pytest.approx(expected, abs=0.01)


def test_the_log_density_is_finite_far_into_the_tails():
    assert toy.normal(dtype=F64).log_density(torch.tensor([[100.0]], dtype=F64)).item() == pytest.approx(-5000.9189)


def test_a_ring_has_as_many_modes_as_it_says_evenly_spaced():
    means = toy.ring(8, radius=2.0, dtype=F64).means
    distance = torch.cdist(means, means) + 10 * torch.eye(8, dtype=F64)
    neighbour = 2 * 2.0 * math.sin(math.pi / 8)
    torch.testing.assert_close(distance.amin(dim=1), torch.full((8,), neighbour, dtype=F64))
    torch.testing.assert_close(means.norm(dim=1), torch.full((8,), 2.0, dtype=F64))


def test_a_grid_is_square_and_centred():
    means = toy.grid(5, spacing=2.0).means
    assert len(means.unique(dim=0)) == 25
    assert means.mean(0).tolist() == [0, 0]
    assert means.min().item() == -4
    assert means.max().item() == 4


def test_a_spirals_beads_lie_evenly_along_it():
    means = toy.spiral(beads=200, dtype=F64).means
    gaps = means.diff(dim=0).norm(dim=1)
    assert gaps.min() > 0.5 * gaps.mean()
    assert gaps.max() < 1.5 * gaps.mean()
    assert means[0].norm() == 0
    assert means[-1].norm().item() == pytest.approx(2.0)


def test_parallel_lines_are_upright_and_as_far_apart_as_they_say():
    data, generated = toy.parallel_lines(0.5)
    x, y = data.sample(5000, rng()), generated.sample(5000, rng(1))
    assert (x[:, 0] == 0).all()
    assert (y[:, 0] == 0.5).all()
    assert scipy.stats.kstest(y[:, 1], "uniform").pvalue > 0.01


def test_the_same_dice_give_the_same_samples_and_other_dice_others():
    for source in (toy.ring(), toy.Segment()):
        assert torch.equal(source.sample(10, rng(3)), source.sample(10, rng(3)))
        assert not torch.equal(source.sample(10, rng(3)), source.sample(10, rng(4)))


def test_unequal_weights_are_obeyed():
    lopsided = toy.Mixture(torch.tensor([[-5.0], [5.0]]), 0.1, torch.tensor([0.9, 0.1]))
    assert (lopsided.sample(20_000, rng()) < 0).double().mean().item() == pytest.approx(0.9, abs=0.01)


def test_bad_distributions_are_refused():
    with pytest.raises(ValueError, match="std must be positive"):
        toy.normal(std=0.0)
    for weights in ([0.5, 0.6], [1.5, -0.5]):
        with pytest.raises(ValueError, match="non-negative and sum to 1"):
            toy.Mixture(torch.zeros(2, 1), 1.0, torch.tensor(weights))
    for source in (toy.normal(), toy.Segment()):
        with pytest.raises(ValueError, match="at least one sample, got n = 0"):
            source.sample(0)
