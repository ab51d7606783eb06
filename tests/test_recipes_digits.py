"""GANs on the digits play by their own recipes, and a seed decides a game."""

from collections import deque
from dataclasses import replace

import pytest
import torch

from gannotes import games, recipes, train
from gannotes.data import images
from gannotes.recipes import digits

STEADY, MLP = digits.RECIPES["MLP"]


def last(recipe, task, rounds, seed=0):
    return deque(recipes.run(recipe, replace(task, rounds=rounds), seed), maxlen=1).pop()


@pytest.mark.parametrize("name", digits.RECIPES)
def test_each_draws_pictures_that_the_data_could_be(name):
    run = last(*digits.RECIPES[name], rounds=2)
    pictures = run.samples(7)
    assert pictures.shape == (7, 1, 28, 28)
    assert pictures.abs().max() <= 1
    assert not pictures.requires_grad
    assert not torch.equal(run.samples(7), pictures), "fresh noise each time"


def test_a_seed_decides_a_game():
    first, again, other = (last(STEADY, MLP, 3, seed).samples(4) for seed in (0, 0, 1))
    torch.testing.assert_close(first, again, rtol=0, atol=0)
    assert (first - other).abs().max() > 1e-3


def test_the_rates_are_those_of_d_and_g_in_this_order():
    run = last(replace(STEADY, lr=(0.25, 0.125), k=3), MLP, 1)
    rates = {player.name: (player.optimizer.param_groups[0]["lr"], player.steps) for player in run.players}
    assert rates == {"D": (0.25, 3), "G": (0.125, 1)}


def test_a_penalty_is_paid():
    def steep(D, x, fake):
        return 1e3 * D(x).square().mean()

    free, bound = (last(replace(STEADY, penalty=p), MLP, 3).samples(4) for p in (games.no_penalty, steep))
    assert (free - bound).abs().max() > 1e-4


def test_the_average_is_that_of_g_and_lags_behind_it():
    slow, latest = (last(replace(STEADY, ema_decay=a), MLP, 20).samples(50) for a in (0.99, 0.0))
    assert (slow - latest).abs().mean() > 1e-3


def test_the_held_out_digits_are_never_dealt():
    x, _ = images.digits()
    known = {tuple(digit.flatten().tolist()) for digit in x[: digits.TRAINED_ON]}
    stream = digits.batches(500, torch.Generator().manual_seed(0))
    dealt = {tuple(digit.flatten().tolist()) for _ in range(9) for digit in next(stream)[0]}
    assert dealt <= known
    assert len(dealt) > 0.99 * len(known)


def test_a_run_pays_and_plays_what_play_does():
    """By hand: the same networks, dealt the same, in a loop that is typed out."""
    run = last(STEADY, MLP, 3)
    torch.manual_seed(0)
    rng = torch.Generator().manual_seed(0)
    G, D, z = MLP.G(), MLP.D(), MLP.latent(rng)
    for_D, for_G = (torch.optim.Adam(net.parameters(), 1e-3, (0.5, 0.999), fused=True) for net in (D, G))
    players = [games.discriminator(G, D, STEADY.loss, z, for_D), games.generator(G, D, STEADY.loss, z, for_G)]
    *_, paid = train.play(players, digits.batches(MLP.batch_size, rng), 3)
    assert run.paid == paid
