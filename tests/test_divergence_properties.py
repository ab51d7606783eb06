"""What holds of every pair of distributions, zeros included: hypothesis looks for one of which it does not."""

import math

import torch
from hypothesis import given, settings
from hypothesis import strategies as some

from gannotes import divergences

WEIGHT = some.one_of(some.just(0.0), some.floats(1e-6, 1.0))
settings.register_profile("gannotes", deadline=None, derandomize=True, max_examples=150)
settings.load_profile("gannotes")


@some.composite
def pairs(draw):
    """Two probability vectors on the same cells, each with some zeros."""
    cells = draw(some.integers(1, 8))
    weights = some.lists(WEIGHT, min_size=cells, max_size=cells).filter(lambda entries: sum(entries) > 0)
    p, q = (torch.tensor(draw(weights), dtype=torch.float64) for _ in range(2))
    return p / p.sum(), q / q.sum()


ALL = [divergences.kl, divergences.js, divergences.total_variation, divergences.pearson, divergences.hellinger]


@given(pairs())
def test_no_divergence_is_negative_or_nan(pair):
    for divergence in ALL:
        assert divergence(*pair).item() >= -1e-12


@given(pairs())
def test_each_is_zero_between_a_law_and_itself(pair):
    for divergence in ALL:
        assert abs(divergence(pair[0], pair[0]).item()) < 1e-12


@given(pairs())
def test_kl_and_pearson_are_infinite_exactly_where_q_misses_mass_of_p(pair):
    p, q = pair
    missed = bool(((p > 0) & (q == 0)).any())
    assert math.isinf(divergences.kl(p, q).item()) == missed
    assert math.isinf(divergences.pearson(p, q).item()) == missed


@given(pairs())
def test_js_is_symmetric_and_at_most_log_two_which_it_is_exactly_when_nothing_is_shared(pair):
    p, q = pair
    js = divergences.js(p, q).item()
    assert abs(js - divergences.js(q, p).item()) < 1e-12
    assert js <= math.log(2) + 1e-12
    if not ((p > 0) & (q > 0)).any():
        assert abs(js - math.log(2)) < 1e-12
    shared = torch.minimum(p, q).sum().item()
    assert js <= math.log(2) * (1 - shared) + 1e-12  # only what is not shared counts


@given(pairs())
def test_total_variation_js_and_hellinger_bound_each_other(pair):
    """Lin (1991), Theorem 3 for JS <= TV log 2; Pinsker on the mixture; Le Cam for Hellinger."""
    js, variation, hellinger = (
        d(*pair).item() for d in (divergences.js, divergences.total_variation, divergences.hellinger)
    )
    assert variation**2 / 2 <= js + 1e-12
    assert js <= variation * math.log(2) + 1e-12
    assert hellinger / 2 <= variation + 1e-12
    assert variation <= math.sqrt(hellinger) + 1e-9


@given(pairs())
def test_the_best_discriminator_earns_what_the_theorem_says(pair):
    p, q = pair
    best = divergences.game_value(p, q, divergences.optimal_discriminator(p, q)).item()
    assert abs(best - (2 * divergences.js(p, q).item() - math.log(4))) < 1e-9
