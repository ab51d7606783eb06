"""One game with an evolving population or with a single generator: all else alike, so that they can be compared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import torch

from gannotes import games, losses, train
from gannotes.data import latents, streams
from gannotes.losses import AdversarialLoss
from gannotes.models import mlp
from gannotes.recipes import Recipe, Run, Task, constant, digits, moving_average, scheduled

# The loss is D's; what a generator descends is its mutation.
PLANE = Recipe(losses.minimax(), k=2)
DIGITS = Recipe(losses.minimax(), lr=(1e-3, 2e-3), betas=(0.5, 0.999), schedule=constant)


def plane_task(target: streams.Source, rounds: int, batch_size: int = 128) -> Task:
    """A distribution in the plane."""
    return Task(
        G=lambda: mlp.Generator(2, (2,), (64, 64)),
        D=lambda: mlp.Discriminator((2,), (64, 64), mlp.relu_layer),
        latent=partial(latents.normal, 2),
        stream=partial(streams.fresh, target),
        rounds=rounds,
        batch_size=batch_size,
    )


def digits_task(rounds: int) -> Task:
    """The shipped digits, with the networks of the small DCGAN."""
    _, task = digits.RECIPES["DCGAN"]
    return replace(task, rounds=rounds)


@dataclass
class Evolution(Run):
    """A run whose averaged generator follows the fittest."""

    scores: list[list[tuple[str, float]]] = field(default_factory=list)  # of each round's children, best first

    def winners(self) -> list[str]:
        """Which mutation made the fittest child, round by round."""
        return [children[0][0] for children in self.scores]


def run(
    recipe: Recipe,
    task: Task,
    seed: int,
    mutations: Mapping[str, AdversarialLoss] = games.MUTATIONS,
    fitness: games.Fitness | None = None,
    parents: int = 1,
) -> Iterator[Evolution]:
    """Round after round of E-GAN; without a fitness, of one generator that descends the one mutation it is given."""
    if fitness is None and (len(mutations), parents) != (1, 1):
        raise ValueError(f"without a fitness nobody can choose among {len(mutations)} mutations or {parents} parents")
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    Gs, D, z = [task.G() for _ in range(parents)], recipe.parametrize(task.D()), task.latent(rng)
    for_D, for_G = recipe.optimizers()
    family = [games.Parent(G, for_G(G.parameters())) for G in Gs]
    population = games.Population(D, z, family, mutations, fitness) if fitness else None
    loss, *_ = mutations.values()
    step_D, project = for_D(D.parameters()), recipe.project(D)
    players: list[train.Learner] = [
        games.discriminator(population or Gs[0], D, recipe.loss, z, step_D, recipe.k, recipe.penalty, project),
        population or games.generator(Gs[0], D, loss, z, family[0].optimizer),
    ]
    ema = moving_average(Gs[0], recipe.ema_decay)
    game = Evolution(ema.module, z, players, {})
    turns = train.play(players, task.stream(task.batch_size, rng), task.rounds)
    for game.paid in scheduled(turns, players, task.rounds, recipe.schedule):
        ema.update_parameters(population.parents[0].G if population else Gs[0])
        game.scores.append(population.scores if population else [])
        yield game
