"""Whole runs: a Task played by a Recipe, round after round."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from gannotes import games, train
from gannotes.recipes.averages import averaged, moving_average
from gannotes.recipes.kept import Randomness, Stateful, kept, restored
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


def run(recipe: Recipe, task: Task, seed: int, folder: Path | None = None, every: int = 500) -> Iterator[Run]:
    """The task's game from its seed to its end; a Run after each round.

    With a folder, the run's state is kept there every so many rounds and at its end. Called again with the same
    arguments it goes on from there, and ends as if it had never stopped; a run that was over has no rounds left.
    """
    recipe = replace(recipe, penalty=copy.deepcopy(recipe.penalty))  # one that counts turns counts this run's
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    G, D, z = task.G(), recipe.parametrize(task.D()), task.latent(rng)
    players, stream = gan_players(recipe, G, D, z), task.stream(task.batch_size, rng)
    ema = moving_average(G, recipe.ema_decay)
    parts = parts_of_a_run({"G": G, "D": D, "averaged G": ema}, players, stream, rng)
    if isinstance(recipe.penalty, Stateful):
        parts["penalty"] = recipe.penalty
    made_by = {"seed": seed, "rounds": task.rounds, "batch_size": task.batch_size}
    played = restored(parts, folder, made_by) if folder else 0
    turns = train.play(players, stream, task.rounds - played)
    rounds = averaged(scheduled(turns, players, task.rounds, recipe.schedule, played), G, recipe.ema_decay, into=ema)
    for mean_G, paid in kept(rounds, parts, folder, every, played, made_by) if folder else rounds:
        yield Run(mean_G, z, players, paid)


def parts_of_a_run(
    networks: Mapping[str, Stateful],
    players: Sequence[train.Player],
    stream: Iterator[train.Batch],
    *generators: torch.Generator,
) -> dict[str, Stateful]:
    """All the state of a game: its networks, its players' optimizers, its stream's place, and what is random in it.

    ValueError for a player that can't say its state. A stream without a place of its own, which draws each batch anew,
    has its state in its generator.
    """
    parts: dict[str, Stateful] = dict(networks)
    for player in players:
        if not isinstance(player, Stateful):
            raise ValueError(f"{player.name} can't be kept: a player needs state_dict() and load_state_dict()")
        parts[f"player {player.name}"] = player
    if isinstance(stream, Stateful):
        parts["stream"] = stream
    return {**parts, "random": Randomness(*generators)}
