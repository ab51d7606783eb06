"""Asks what makes a logged number mean something: two losses, with and without a rein, with one turn of D and ten.

    python -m experiments.ch09_wasserstein.meaning

writes meaning.json: for each game on the ring of eight, at fifteen moments and for each of five seeds, W1 between 600
data and 600 fakes by POT, what D earns and what G pays. All games have the same networks, rates and batches, and about
as many moves in all.
"""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn

from experiments import tasks
from gannotes import games, losses, metrics, penalties, recipes
from gannotes.data import toy
from gannotes.recipes import plane

SEEDS, READINGS = range(5), 15
ROUNDS = {1: 1200, 10: 240}  # by D's turns in each
NS, W = losses.non_saturating(), losses.wasserstein()
GAMES = {
    "2014, 1 turn": (NS, games.no_penalty, 1),
    "2014, 10 turns": (NS, games.no_penalty, 10),
    "2014, one-sided, 1 turn": (NS, penalties.wgan_lp(), 1),
    "2014, one-sided, 10 turns": (NS, penalties.wgan_lp(), 10),
    "Wasserstein, one-sided, 1 turn": (W, penalties.wgan_lp(), 1),
    "Wasserstein, one-sided, 10 turns": (W, penalties.wgan_lp(), 10),
    "Wasserstein, two-sided, 10 turns": (W, penalties.wgan_gp(), 10),
}


def by_member(values: Tensor, members: int) -> Tensor:
    return values.unflatten(0, (members, -1))


@torch.no_grad()
def three_numbers(
    G: nn.Module, D: nn.Module, loss: losses.AdversarialLoss, held: Tensor, members: int
) -> dict[str, list[float]]:
    """W1 by POT, what D earns and what G pays, for each seed."""
    n = len(held)
    fakes = plane.samples(G, members, n, torch.Generator().manual_seed(91))
    on_real = by_member(D(held.repeat(members, 1)), members)
    on_fakes = by_member(D(fakes.flatten(0, 1)), members)
    numbers = {
        "w1": torch.tensor([metrics.wasserstein_1(held[:600], own[:600]) for own in fakes]),
        "D earns": -(loss.real(on_real) + loss.fake(on_fakes)).mean(dim=1),
        "G pays": loss.generator(on_fakes).mean(dim=1),
    }
    return {name: [round(value, 4) for value in each.tolist()] for name, each in numbers.items()}


def readings(
    recipe: recipes.Recipe, rounds: int, seeds: list[int], read: Callable[[nn.Module, nn.Module], dict]
) -> dict[str, list]:
    """Fifteen readings of a game, or one for each round of a shorter one; in a list by moment, for each number."""
    found: dict[str, list] = {}
    game = plane.play_together(recipe, toy.ring(std=0.1), seeds, rounds)
    for turn, (G, D, _) in enumerate(game, start=1):
        if turn % max(1, rounds // READINGS) == 0:
            for name, values in read(G, D).items():
                found.setdefault(name, []).append(values)
    return found


def meaning(run: tasks.Run) -> dict[str, object]:
    seeds, found = run.seeds(SEEDS), {}
    held = toy.ring(std=0.1).sample(run.samples(2000), torch.Generator().manual_seed(90))
    for name, (loss, penalty, k) in run.chosen(GAMES).items():
        recipe = recipes.Recipe(loss, penalty, k=k, schedule=recipes.constant, ema_decay=0.0)
        read = partial(three_numbers, loss=loss, held=held, members=len(seeds))
        found[name] = {"turns of D": k, **readings(recipe, run.rounds(ROUNDS[k]), seeds, read)}
        print(name, *(f"{end:.2f}" for end in found[name]["w1"][-1]))
    others = toy.ring(std=0.1).sample(600, torch.Generator().manual_seed(92))
    return {"games": found, "W1 of other data": round(metrics.wasserstein_1(held[:600], others), 4)}


TASKS = {"meaning": meaning}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
