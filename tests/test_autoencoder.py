"""The bound of a variational autoencoder, against likelihoods that are known; codes that stay in their ball."""

import math

import pytest
import torch
from torch.distributions import MultivariateNormal, Normal, kl_divergence

from gannotes.models import autoencoder, mlp

F64 = torch.float64


@pytest.fixture
def dice():
    return torch.Generator().manual_seed(1)


@pytest.fixture
def linear(dice):
    """x = W z + b + noise with z standard normal: its marginal and its posterior are normal, and known."""
    W, b, std = torch.randn(5, 2, generator=dice, dtype=F64), torch.randn(5, generator=dice, dtype=F64), 0.7
    marginal = MultivariateNormal(b, W @ W.T + std**2 * torch.eye(5, dtype=F64))
    covariance = torch.linalg.inv(torch.eye(2, dtype=F64) + W.T @ W / std**2)
    return W, b, std, marginal, covariance


@pytest.mark.parametrize("n", [1, 4])
def test_an_encoder_gives_a_mean_and_a_log_variance_for_each_code(n, device):
    encode = autoencoder.Encoder(3, (1, 4, 4), hidden=(8,)).to(device)
    mean, log_variance = encode(torch.randn(n, 1, 4, 4, device=device))
    assert mean.shape == log_variance.shape == (n, 3)
    assert not torch.equal(mean, log_variance)


def test_the_kl_to_the_prior_at_mean_1_and_variance_a_quarter():
    mean, log_variance = torch.ones(1, 1, dtype=F64), torch.full((1, 1), math.log(0.25), dtype=F64)
    assert autoencoder.gaussian_kl(mean, log_variance).item() == pytest.approx(0.8181, abs=5e-5)


def test_the_kl_is_pytorchs_summed_over_the_code(dice):
    mean, log_variance = torch.randn(2, 6, 4, generator=dice, dtype=F64)
    each = kl_divergence(Normal(mean, (log_variance / 2).exp()), Normal(torch.zeros(4, dtype=F64), 1.0))
    torch.testing.assert_close(autoencoder.gaussian_kl(mean, log_variance), each.sum(1))


def test_the_likelihood_is_pytorchs_summed_over_all_axes(dice):
    x, decoded = torch.randn(2, 6, 1, 3, 3, generator=dice, dtype=F64)
    each = Normal(decoded, 0.3).log_prob(x).flatten(1).sum(1)
    torch.testing.assert_close(autoencoder.gaussian_log_likelihood(x, decoded, 0.3), each)


def test_noise_is_scaled_by_the_standard_deviation_not_the_variance(dice):
    z = autoencoder.reparametrized(
        torch.full((100_000, 1), 2.0), torch.full((100_000, 1), math.log(0.25)), generator=dice
    )
    assert z.mean().item() == pytest.approx(2, abs=0.01)
    assert z.std().item() == pytest.approx(0.5, abs=0.01)


def test_gradients_reach_the_mean_and_the_variance(dice):
    mean, log_variance = torch.zeros(2, 4, 3, dtype=F64).requires_grad_()
    z = autoencoder.reparametrized(mean, log_variance, generator=dice)
    to_mean, to_log_variance = torch.autograd.grad(z.sum(), (mean, log_variance))
    torch.testing.assert_close(to_mean, torch.ones(4, 3, dtype=F64))
    torch.testing.assert_close(to_log_variance, z.detach() / 2)  # here z is epsilon


def averaged_bound(linear, x, mean, covariance_diagonal, draws, dice):
    W, b, std, *_ = linear
    mean, log_variance = mean.expand(draws, 2), covariance_diagonal.log().expand(draws, 2)
    z = autoencoder.reparametrized(mean, log_variance, generator=dice)
    x = x.expand(draws, 5)
    return autoencoder.evidence_bound(x, z @ W.T + b, mean, log_variance, std).mean().item()


@pytest.mark.parametrize("seed", range(3))
def test_the_bound_is_below_the_known_log_likelihood(linear, dice, seed):
    chance = torch.Generator().manual_seed(seed)
    x = torch.randn(5, generator=chance, dtype=F64)
    mean, variance = torch.randn(2, generator=chance, dtype=F64), torch.rand(2, generator=chance, dtype=F64)
    assert averaged_bound(linear, x, mean, variance, 20_000, dice) < linear[3].log_prob(x).item() - 0.05


def test_the_bound_is_tight_where_q_is_the_posterior(dice):
    """With columns of W at right angles the posterior is diagonal, and so within reach of the encoder."""
    W = torch.tensor([[2.0, 0], [0, 1], [1, 0], [0, -1], [0, 0]], dtype=F64)
    b, std, x = torch.zeros(5, dtype=F64), 0.7, torch.tensor([1.0, -1, 2, 0.5, 0.3], dtype=F64)
    covariance = torch.linalg.inv(torch.eye(2, dtype=F64) + W.T @ W / std**2)
    exact = MultivariateNormal(b, W @ W.T + std**2 * torch.eye(5, dtype=F64)).log_prob(x).item()
    posterior = covariance @ W.T @ (x - b) / std**2
    bound = averaged_bound((W, b, std), x, posterior, covariance.diagonal(), 200_000, dice)
    assert bound == pytest.approx(exact, abs=0.02)
    for shifted in (posterior + 0.5, posterior - 0.5):
        assert averaged_bound((W, b, std), x, shifted, covariance.diagonal(), 20_000, dice) < exact - 0.3


def test_shapes_that_would_broadcast_are_refused():
    with pytest.raises(ValueError, match=r"one shape.*broadcast"):
        autoencoder.gaussian_log_likelihood(torch.zeros(3, 2), torch.zeros(1, 2), 1.0)
    with pytest.raises(ValueError, match="std must be positive, got 0"):
        autoencoder.gaussian_log_likelihood(torch.zeros(3, 2), torch.zeros(3, 2), 0.0)


def test_learned_codes_return_to_the_unit_ball_and_those_inside_stay():
    codes = autoencoder.LearnedCodes(100, 3)
    assert codes.table.norm(dim=1).max() <= 1 + 1e-6
    with torch.no_grad():
        codes.table[:2] = torch.tensor([[0.0, 3, 4], [0, 0.3, 0.4]])
    codes.project()
    torch.testing.assert_close(codes(torch.tensor([0, 1])), torch.tensor([[0.0, 0.6, 0.8], [0, 0.3, 0.4]]))


def test_codes_are_learned_by_descent_through_a_generator():
    torch.manual_seed(0)
    codes, G = autoencoder.LearnedCodes(4, 2), mlp.Generator(2, (2,), hidden=(8,))
    G(codes(torch.tensor([1, 3]))).sum().backward()
    felt = codes.table.grad.abs().sum(1) > 0
    assert felt.tolist() == [False, True, False, True]
