"""What travels along with a game is what PyTorch's own schedulers and averages make of it, to the bit."""

from collections import deque
from functools import partial

import pytest
import torch
from torch.optim import Adam
from torch.optim.lr_scheduler import LambdaLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from gannotes import games, losses, penalties, recipes, train
from gannotes.data import latents, streams, toy
from gannotes.models import mlp
from gannotes.recipes import Recipe, Task, averaged, scheduled

ROUNDS = 12
TASK = Task(
    G=lambda: mlp.Generator(2, (2,), (8,)),
    D=lambda: mlp.Discriminator((2,), (8,)),
    latent=partial(latents.normal, 2),
    stream=partial(streams.fresh, toy.ring()),
    rounds=ROUNDS,
    batch_size=16,
)
RECIPE = Recipe(losses.non_saturating(), penalties.r1(0.1), lr=(1e-2, 2e-2), k=2, ema_decay=0.9)


def typed_out(recipe, task, seed):
    """The same run as one reads it elsewhere: a scheduler for each player, torch's averaged model, all stepped."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    G, D, z = task.G(), task.D(), task.latent(rng)
    for_D, for_G = (
        Adam(net.parameters(), lr, recipe.betas, fused=True) for net, lr in zip((D, G), recipe.lr, strict=True)
    )
    players = [
        games.discriminator(G, D, recipe.loss, z, for_D, recipe.k, recipe.penalty),
        games.generator(G, D, recipe.loss, z, for_G),
    ]
    slower = [LambdaLR(each, lambda turn: recipe.schedule(turn / task.rounds)) for each in (for_D, for_G)]
    average = AveragedModel(G, multi_avg_fn=get_ema_multi_avg_fn(recipe.ema_decay))
    for turn in train.play(players, task.stream(task.batch_size, rng), task.rounds):
        paid = turn
        average.update_parameters(G)
        for rate in slower:
            rate.step()
    return average.module, players, paid


def weights(network):
    return torch.cat([weight.detach().flatten() for weight in network.parameters()])


def rates(players):
    return [group["lr"] for player in players for each in player.optimizers for group in each.param_groups]


@pytest.mark.parametrize("seed", [0, 1])
def test_a_run_is_the_loop_that_everyone_types(seed):
    run = deque(recipes.run(RECIPE, TASK, seed), maxlen=1).pop()
    G, players, paid = typed_out(RECIPE, TASK, seed)
    assert torch.equal(weights(run.G), weights(G))
    assert run.paid == paid
    assert rates(run.players) == rates(players)


def test_every_part_of_a_task_is_used():
    plain = weights(deque(recipes.run(RECIPE, TASK, 0), maxlen=1).pop().G)
    changes = {
        "G": lambda: mlp.Generator(2, (2,), (8,), layer=mlp.tanh_layer),
        "D": lambda: mlp.Discriminator((2,), (9,)),
        "latent": partial(latents.uniform, 2),
        "stream": partial(streams.fresh, toy.ring(radius=1.0)),
        "rounds": ROUNDS + 1,
        "batch_size": 17,
    }
    assert set(changes) == set(Task.__dataclass_fields__)
    for part, value in changes.items():
        other = Task(**{**TASK.__dict__, part: value})
        assert not torch.equal(weights(deque(recipes.run(RECIPE, other, 0), maxlen=1).pop().G), plain), part


def player(name, *lrs):
    optimizer = torch.optim.SGD([{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": lr} for lr in lrs])
    return train.Descent(name, lambda: torch.zeros(()), optimizer)


def test_each_group_of_each_player_keeps_its_own_rate_in_proportion():
    players = [player("D", 1.0, 0.5), player("G", 0.25)]
    seen = []
    for turn in scheduled(iter("abcd"), players, 4, lambda done: 1 - done):
        seen.append((turn, rates(players)))
    assert seen == [
        ("a", [0.75, 0.375, 0.1875]),
        ("b", [0.5, 0.25, 0.125]),
        ("c", [0.25, 0.125, 0.0625]),
        ("d", [0.0, 0.0, 0.0]),
    ]


def test_a_player_that_changes_its_optimiser_takes_its_rate_along():
    """As E-GAN's survivors do: what counts is the optimiser that it has after its turn."""
    D = player("D", 1.0)

    def turns():
        for _ in range(2):
            D.optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=7.0)
            yield

    seen = [rates([D]) for _ in scheduled(turns(), [D], 2, lambda done: 1 - done / 2)]
    assert seen == [[0.75], [0.5]]


def test_the_average_begins_as_a_copy_and_forgets_by_its_decay():
    G = torch.nn.Linear(1, 1, bias=False)

    def turns():
        for value in (1.0, 2.0, 4.0):
            with torch.no_grad():
                G.weight.fill_(value)
            yield value

    found = [(turn, mean_G.weight.item()) for mean_G, turn in averaged(turns(), G, decay=0.5)]
    assert found == [(1.0, 1.0), (2.0, 1.5), (4.0, 2.75)]
    assert G.weight.item() == 4.0
