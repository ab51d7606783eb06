"""With and without evolution, all else is the same; and a run says what won."""

from collections import deque
from dataclasses import replace

import pytest
import torch

from gannotes import games
from gannotes.data import toy
from gannotes.models import mlp
from gannotes.recipes import evolution

SMALL = replace(
    evolution.plane_task(toy.ring(), rounds=4, batch_size=16),
    G=lambda: mlp.Generator(2, (2,), (8,)),
    D=lambda: mlp.Discriminator((2,), (8,)),
)
ALONE = {"heuristic": games.MUTATIONS["heuristic"]}


def weights(network):
    return torch.cat([w.detach().flatten() for w in network.parameters()])


def last(recipe=evolution.PLANE, task=SMALL, seed=0, **how):
    return deque(evolution.run(recipe, task, seed, **how), maxlen=1).pop()


def rates(run):
    return [group["lr"] for player in run.players for each in player.optimizers for group in each.param_groups]


def test_the_same_seed_plays_the_same_game():
    one, other = (last(fitness=games.fitness(0.1)) for _ in range(2))
    assert torch.equal(weights(one.G), weights(other.G))
    assert one.scores == other.scores
    third = last(seed=1, fitness=games.fitness(0.1))
    assert not torch.equal(weights(one.G), weights(third.G))


def test_one_mutation_and_one_parent_play_the_game_without_evolution():
    """A family of only children: selection has no choice. The same steps, but for the noise that judges them."""
    still = replace(SMALL, latent=lambda rng: lambda n: torch.ones(n, 2))
    evolved = last(task=still, mutations=ALONE, fitness=lambda D, real, fake: 0.0)
    alone = last(task=still, mutations=ALONE)
    assert torch.equal(weights(evolved.G), weights(alone.G))
    assert evolved.winners() == ["heuristic"] * 4
    assert alone.scores == [[]] * 4


@pytest.mark.parametrize("how", [{"mutations": ALONE}, {"fitness": games.fitness(0.0), "parents": 2}])
def test_every_rate_follows_the_schedule_to_its_end(how):
    run = last(replace(evolution.PLANE, lr=(1.0, 2.0), schedule=lambda done: 1 - done / 2), **how)
    assert rates(run) == [0.5] + [1.0] * how.get("parents", 1)


def test_the_average_follows_the_fittest():
    run = last(replace(evolution.PLANE, ema_decay=0.0), fitness=games.fitness(0.0), parents=2)
    assert torch.equal(weights(run.G), weights(run.players[1].parents[0].G))
    assert run.samples(5).shape == (5, 2)


def test_each_round_keeps_every_childs_score():
    run = last(fitness=games.fitness(0.1), parents=2)
    assert [len(scores) for scores in run.scores] == [6] * 4
    assert run.winners() == [scores[0][0] for scores in run.scores]
    assert all(scores[0][1] == max(score for _, score in scores) for scores in run.scores)


def test_nobody_chooses_without_a_fitness():
    with pytest.raises(ValueError, match="choose among 3 mutations or 1 parents"):
        last()
    with pytest.raises(ValueError, match="choose among 1 mutations or 2 parents"):
        last(mutations=ALONE, parents=2)


def test_the_tasks_fit_their_data():
    rng = torch.Generator().manual_seed(0)
    for task, shape in ((evolution.plane_task(toy.ring(), 1), (2,)), (evolution.digits_task(1), (1, 28, 28))):
        (x,) = next(task.stream(4, rng))
        made = task.G()(task.latent(rng)(4))
        assert x.shape == made.shape == (4, *shape)
        assert task.D()(made).shape == (4,)
