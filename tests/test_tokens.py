"""Where the gradient stops and how it goes on: argmax, samples, relaxed tokens, and what their slopes are worth."""

import pytest
import scipy.stats
import torch

from gannotes.data import latents
from gannotes.models import tokens

F64 = torch.float64
LOGITS = torch.tensor([1.0, 0.0, -1.0], dtype=F64)


def gumbel(n, seed=0):
    return latents.gumbel(1, 3, torch.Generator().manual_seed(seed), F64)(n)[:, 0]


def slope(pick, noise, worth):
    logits = LOGITS.clone().requires_grad_()
    return torch.autograd.grad(worth(pick(logits.expand_as(noise), noise)).sum() + 0 * logits.sum(), logits)[0]


@pytest.mark.parametrize("pick", [tokens.gumbel_max, lambda logits, noise: tokens.highest(logits)])
def test_a_choice_is_a_one_hot_and_has_no_slope(pick):
    noise = gumbel(50)
    chosen = pick(LOGITS.expand_as(noise), noise)
    assert ((chosen == 0) | (chosen == 1)).all()
    assert (chosen.sum(dim=1) == 1).all()
    assert slope(pick, noise, lambda x: x @ LOGITS).tolist() == [0, 0, 0]


def test_gumbel_noise_is_scipys():
    noise = gumbel(20_000)
    assert scipy.stats.kstest(noise.flatten(), scipy.stats.gumbel_r.cdf).pvalue > 0.01


def test_gumbel_noise_is_finite_where_the_dice_show_zero(monkeypatch):
    monkeypatch.setattr(torch, "rand", lambda *size, generator, device, dtype: torch.zeros(size, dtype=dtype))
    assert latents.gumbel(2, 3)(4).isfinite().all()


def test_gumbel_max_samples_the_softmax():
    n = 60_000
    counts = tokens.gumbel_max(LOGITS.expand(n, 3), gumbel(n)).sum(dim=0)
    assert scipy.stats.chisquare(counts, n * LOGITS.softmax(0)).pvalue > 0.01


def test_logits_halved_are_another_law():
    n = 60_000
    counts = tokens.gumbel_max(LOGITS.expand(n, 3) / 2, gumbel(n)).sum(dim=0)
    assert scipy.stats.chisquare(counts, n * LOGITS.softmax(0)).pvalue < 1e-6


@pytest.mark.parametrize(("temperature", "low", "high"), [(5.0, 0.3, 0.6), (0.01, 0.0, 0.01)])
def test_a_relaxed_token_is_on_the_simplex_and_becomes_the_sample_when_it_cools(temperature, low, high):
    noise = gumbel(200)
    logits = LOGITS.expand_as(noise)
    relaxed = tokens.gumbel_softmax(temperature)(logits, noise)
    torch.testing.assert_close(relaxed.sum(dim=1), torch.ones(200, dtype=F64))
    assert low <= (relaxed - tokens.gumbel_max(logits, noise)).abs().mean() <= high


def test_the_softmax_token_throws_no_dice():
    noise = gumbel(4)
    logits = LOGITS.expand_as(noise)
    torch.testing.assert_close(tokens.softmax_token(logits, noise), LOGITS.softmax(0).expand(4, 3))


def test_straight_through_writes_the_sample_and_feels_the_relaxed_token():
    noise = gumbel(100)
    logits = LOGITS.expand_as(noise)
    torch.testing.assert_close(tokens.straight_through(0.7)(logits, noise), tokens.gumbel_max(logits, noise))
    worth = lambda x: x @ torch.tensor([0.0, 1, 2], dtype=F64)
    felt = slope(tokens.straight_through(0.7), noise, worth)
    torch.testing.assert_close(felt, slope(tokens.gumbel_softmax(0.7), noise, worth))
    assert felt.abs().min() > 0.1


def test_straight_through_believes_slopes_and_not_values():
    """y and y squared are the same at every one-hot, and twice as steep there."""
    noise = gumbel(100)
    values = torch.tensor([0.0, 1, 2], dtype=F64)
    plain, squared = (slope(tokens.straight_through(), noise, worth) for worth in (
        lambda x: x @ values, lambda x: x**2 @ values))  # fmt: skip
    relaxed = tokens.gumbel_softmax()(LOGITS.expand_as(noise), noise)
    sample = tokens.gumbel_max(LOGITS.expand_as(noise), noise)
    weights = 2 * sample * values - (2 * sample * values * relaxed).sum(dim=1, keepdim=True)
    torch.testing.assert_close(squared, (relaxed * weights).sum(dim=0))
    assert (plain - squared).abs().max() > 1


@pytest.mark.parametrize("make", [tokens.gumbel_softmax, tokens.straight_through])
@pytest.mark.parametrize("cold", [0.0, -1.0, float("nan")])
def test_a_temperature_is_positive(make, cold):
    with pytest.raises(ValueError, match="a temperature is positive"):
        make(cold)
