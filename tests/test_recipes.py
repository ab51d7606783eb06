"""A recipe says all that a run needs, and the same seeds play the same game."""

from collections import deque
from dataclasses import replace
from functools import partial

import pytest
import torch

from gannotes import losses, metrics, penalties, recipes
from gannotes.data import toy
from gannotes.models import mlp, spectral
from gannotes.recipes import Recipe, plane

PLAIN = Recipe(losses.non_saturating())


def last(stages):
    return deque(stages, maxlen=1).pop()


def weights(network):
    return torch.cat([w.detach().flatten() for w in network.parameters()])


def play(recipe=PLAIN, seeds=(0, 1), rounds=3, **how):
    return last(plane.play_together(recipe, toy.ring(), seeds, rounds, **{"batch_size": 16, "hidden": (8, 8), **how}))


def test_the_same_seeds_play_the_same_game_whatever_ran_before():
    G, D, paid = play()
    torch.rand(7)
    again = play()
    assert torch.equal(weights(G), weights(again[0]))
    assert torch.equal(weights(D), weights(again[1]))
    assert paid == again[2]
    assert not torch.equal(weights(G), weights(play(seeds=(2, 3))[0]))


def test_playing_leaves_the_global_dice_alone():
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    play()
    assert torch.equal(torch.rand(3), expected)


def test_a_seed_starts_from_the_same_weights_in_any_company():
    make = partial(mlp.Generator, 2, (2,))
    alone, third = plane.networks(make, [7]), plane.networks(make, [1, 2, 7])
    for one, many in zip(alone.parameters(), third.parameters(), strict=True):
        assert torch.equal(one[0], many[2])


def test_every_part_of_a_recipe_is_used():
    plain = weights(play()[0])
    changes = {
        "loss": losses.least_squares(),
        "penalty": penalties.r1(),
        "lr": (1e-2, 1e-2),
        "betas": (0.5, 0.9),
        "schedule": recipes.constant,
        "k": 2,
        "parametrize": spectral.spectral_normalized,
        "project": partial(penalties.clip, bound=0.01),
        "ema_decay": 0.0,
    }
    assert set(changes) == set(Recipe.__dataclass_fields__)
    for part, value in changes.items():
        assert not torch.equal(weights(play(replace(PLAIN, **{part: value}))[0]), plain), part


def test_without_averaging_the_last_generator_is_given():
    stages = plane.play_together(replace(PLAIN, ema_decay=0.0), toy.ring(), [0], 2, hidden=(8,))
    first = weights(next(stages)[0]).clone()
    assert not torch.allclose(weights(next(stages)[0]), first)


def test_the_rate_fades_to_a_fiftieth():
    assert [recipes.linear_decay(t) for t in (0, 0.49, 0.5)] == [1, 1, 1]
    assert recipes.linear_decay(0.75) == pytest.approx(0.51)
    assert recipes.linear_decay(1) == pytest.approx(0.02)


def test_samples_are_parted_by_member():
    torch.manual_seed(0)
    G = plane.networks(lambda: mlp.Generator(2, (2,)), [0, 1])
    x = plane.samples(G, 2, 50, torch.Generator().manual_seed(0))
    assert x.shape == (2, 50, 2)
    z = torch.randn(100, 2, generator=torch.Generator().manual_seed(0))
    assert torch.equal(x[1], G(z)[50:].detach())


def test_a_short_game_learns_where_the_data_are():
    recipe = Recipe(losses.non_saturating(), penalties.r1(0.1), lr=(3e-3, 3e-3))
    law = toy.ring(std=0.3)
    G, _, _ = last(plane.play_together(recipe, law, range(3), 300, hidden=(32, 32)))
    drawn = plane.samples(G, 3, 1000, torch.Generator().manual_seed(0))
    start = plane.samples(plane.networks(lambda: mlp.Generator(2, (2,), (32, 32)), range(3)), 3, 1000, None)
    for after, before in zip(drawn, start, strict=True):
        assert (
            metrics.high_quality_share(after, law.means, law.std)
            > 0.5
            > metrics.high_quality_share(before, law.means, law.std)
        )
