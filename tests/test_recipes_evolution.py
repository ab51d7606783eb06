"""With and without evolution, all else is the same; and a run says who won."""

from collections import deque
from dataclasses import replace
from functools import partial

import pytest
import torch

from gannotes import games
from gannotes.data import streams, toy
from gannotes.models import mlp
from gannotes.recipes import evolution

SMALL = replace(
    evolution.PLANE,
    G=lambda: mlp.Generator(2, (2,), (8,)),
    D=lambda: mlp.Discriminator((2,), (8,)),
)
RING = partial(streams.fresh, toy.ring(), 16)
ALONE = {"heuristic": games.MUTATIONS["heuristic"]}


def weights(network):
    return torch.cat([w.detach().flatten() for w in network.parameters()])


def last(setting, seed=0, rounds=4, **how):
    return deque(evolution.run(setting, RING, seed, rounds, **how), maxlen=1).pop()


def rates(run):
    judge, player = run.players
    parents = getattr(player, "parents", [player])
    return [group["lr"] for one in [judge, *parents] for group in one.optimizer.param_groups]


def test_the_same_seed_plays_the_same_game():
    one, other = (last(SMALL, fitness=games.fitness(0.1)) for _ in range(2))
    assert torch.equal(weights(one.average.module), weights(other.average.module))
    assert one.rounds == other.rounds
    third = last(SMALL, seed=1, fitness=games.fitness(0.1))
    assert not torch.equal(weights(one.average.module), weights(third.average.module))


def test_one_mutation_and_one_parent_play_the_game_without_evolution():
    """A family of only children: selection has no choice. The same steps, but for the noise that judges them."""
    still = replace(SMALL, noise=lambda rng: lambda n: torch.ones(n, 2))
    evolved = last(still, mutations=ALONE, fitness=lambda D, real, fake: 0.0)
    alone = last(still, mutations=ALONE)
    assert torch.equal(weights(evolved.average.module), weights(alone.average.module))
    assert evolved.won() == ["heuristic"] * 4
    assert alone.rounds == [[]] * 4


@pytest.mark.parametrize("how", [{"mutations": ALONE}, {"fitness": games.fitness(0.0), "parents": 2}])
def test_every_rate_follows_the_schedule_to_its_end(how):
    run = last(replace(SMALL, rates=(1.0, 2.0), schedule=lambda done: 1 - done / 2), **how)
    assert rates(run) == [0.5] + [1.0] * how.get("parents", 1)


def test_the_average_follows_the_fittest():
    run = last(replace(SMALL, ema_decay=0.0), fitness=games.fitness(0.0), parents=2)
    assert torch.equal(weights(run.average.module), weights(run.players[1].parents[0].G))
    assert run.samples(5).shape == (5, 2)


def test_each_round_keeps_every_childs_score():
    run = last(SMALL, fitness=games.fitness(0.1), parents=2)
    assert [len(scores) for scores in run.rounds] == [6] * 4
    assert run.won() == [scores[0][0] for scores in run.rounds]
    assert all(scores[0][1] == max(score for _, score in scores) for scores in run.rounds)


def test_nobody_chooses_without_a_fitness():
    with pytest.raises(ValueError, match="choose among 3 mutations or 1 parents"):
        last(SMALL)
    with pytest.raises(ValueError, match="choose among 1 mutations or 2 parents"):
        last(SMALL, mutations=ALONE, parents=2)


def test_the_settings_fit_their_data():
    rng = torch.Generator().manual_seed(0)
    for setting, shape in ((evolution.PLANE, (2,)), (evolution.DIGITS, (1, 28, 28))):
        made = setting.G()(setting.noise(rng)(4))
        assert made.shape == (4, *shape)
        assert setting.D()(made).shape == (4,)
