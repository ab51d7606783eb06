"""Entrants play by their own settings, and a seed decides a game."""

from dataclasses import replace

import pytest
import torch

from gannotes import games, train
from gannotes.data import images
from gannotes.recipes import digits
from gannotes.recipes.digits import ENTRANTS


@pytest.fixture(scope="module")
def real():
    return images.digits()[0][:200]


@pytest.mark.parametrize("name", ENTRANTS)
def test_an_entrant_draws_pictures_that_the_data_could_be(name, real):
    draw = digits.run(replace(ENTRANTS[name], rounds=2), real, seed=0)
    pictures = draw(7)
    assert pictures.shape == (7, 1, 28, 28)
    assert pictures.abs().max() <= 1
    assert not pictures.requires_grad
    assert not torch.equal(draw(7), pictures), "fresh noise each time"


def test_a_seed_decides_a_game(real):
    short = replace(ENTRANTS["MLP"], rounds=3)
    first, again, other = (digits.run(short, real, seed)(4) for seed in (0, 0, 1))
    torch.testing.assert_close(first, again, rtol=0, atol=0)
    assert (first - other).abs().max() > 1e-3


def test_the_rates_are_those_of_d_and_g_in_this_order(real, monkeypatch):
    seen = {}

    def look(players, stream, rounds):
        seen.update({player.name: (player.optimizer.param_groups[0]["lr"], player.steps) for player in players})
        return iter(())

    monkeypatch.setattr(train, "play", look)
    digits.run(replace(ENTRANTS["MLP"], rates=(0.25, 0.125), k=3), real, seed=0)
    assert seen == {"D": (0.25, 3), "G": (0.125, 1)}


def test_a_penalty_is_paid(real):
    def steep(D, x, fake):
        return 1e3 * D(x).square().mean()

    short = replace(ENTRANTS["MLP"], rounds=3)
    free, bound = (digits.run(replace(short, penalty=p), real, 0)(4) for p in (games.no_penalty, steep))
    assert (free - bound).abs().max() > 1e-4


def test_the_average_is_that_of_g_and_lags_behind_it(real):
    short = replace(ENTRANTS["MLP"], rounds=20)
    slow, last = (digits.run(replace(short, ema_decay=a), real, 0)(50) for a in (0.99, 0.0))
    assert (slow - last).abs().mean() > 1e-3
