"""Whole runs: a Task played by a Recipe, round after round."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gannotes import games, train
from gannotes.recipes.averages import averaged
from gannotes.recipes.recipe import Recipe, Task
from gannotes.recipes.schedules import scheduled


@dataclass
class Run:
    """A game under way: its averaged generator, and what each player paid in the last round."""

    G: nn.Module
    latent: games.Latent
    players: list[train.Learner]
    paid: dict[str, float]

    @torch.no_grad()
    def samples(self, n: int) -> Tensor:
        return self.G.eval()(self.latent(n))


def gan_players(recipe: Recipe, G: nn.Module, D: nn.Module, latent: games.Latent) -> list[train.Learner]:
    """Goodfellow et al. (2014): D and G, each with the recipe's own optimiser. D is what `parametrize` made of it."""
    for_D, for_G = recipe.optimizers()
    step_D, step_G, project = for_D(D.parameters()), for_G(G.parameters()), recipe.project(D)
    return [
        games.discriminator(G, D, recipe.loss, latent, step_D, recipe.k, recipe.penalty, project),
        games.generator(G, D, recipe.loss, latent, step_G),
    ]


def run(recipe: Recipe, task: Task, seed: int) -> Iterator[Run]:
    """The task's game from its seed to its end; a Run after each round."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    G, D, z = task.G(), recipe.parametrize(task.D()), task.latent(rng)
    players = gan_players(recipe, G, D, z)
    turns = train.play(players, task.stream(task.batch_size, rng), task.rounds)
    for mean_G, paid in averaged(scheduled(turns, players, task.rounds, recipe.schedule), G, recipe.ema_decay):
        yield Run(mean_G, z, players, paid)
