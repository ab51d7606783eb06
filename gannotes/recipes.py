"""Whole recipes for games in the plane: loss, penalty, optimiser and all; played by several seeds at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.optim import Adam
from torch.optim.lr_scheduler import LambdaLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from gannotes import batches, games, latents, train
from gannotes.losses import Loss
from gannotes.models import mlp
from gannotes.models.ensemble import together
from gannotes.penalties import Penalty

Progress = Callable[[float], float]  # the share of the run that is over -> a factor for the learning rate


def constant(done: float) -> float:
    """The learning rate stays what it is."""
    return 1.0


def fading(done: float) -> float:
    """Constant for the first half, then on a straight line to a fiftieth."""
    return 1.0 if done < 0.5 else 1 - 0.98 * (done - 0.5) / 0.5


def as_it_is(network: nn.Module) -> nn.Module:
    """A discriminator whose weights nobody normalises."""
    return network


def free(network: nn.Module) -> Callable[[], None]:
    """A discriminator whose weights nobody projects."""
    return train.nothing


@dataclass(frozen=True)
class Recipe:
    """All that two runs differ in, but for their seeds. The values given here are those that held up best."""

    loss: Loss
    penalty: Penalty = games.no_penalty
    rate: float = 1e-3
    betas: tuple[float, float] = (0.0, 0.9)
    schedule: Progress = fading
    k: int = 1
    restrain: Callable[[nn.Module], nn.Module] = as_it_is  # once, before the game: such as spectral.normalised
    project: Callable[[nn.Module], Callable[[], None]] = free  # D -> what to do after each of its steps
    average: float = 0.99  # how much of the averaged generator stays in each round; 0 for the last one itself


def networks(make: Callable[[], nn.Module], seeds: Sequence[int]) -> nn.Module:
    """One network for each seed, together: what a seed starts from does not hang on what ran before."""
    members = []
    with torch.random.fork_rng(devices=[]):
        for seed in seeds:
            torch.manual_seed(seed)
            members.append(make())
    return together(members)


def play_together(
    recipe: Recipe,
    law: batches.Source,
    seeds: Sequence[int],
    rounds: int,
    size: int = 128,
    hidden: Sequence[int] = (64, 64),
) -> Iterator[tuple[nn.Module, nn.Module, dict[str, float]]]:
    """One game for each seed, all of them at once, on a law in the plane; after each round the averaged G, D, and what
    both paid on average. What G and D are given and give is in blocks, one for each seed: `samples` parts them.

    Each player has its own weights, noise and data; the first seed rolls the dice for all noise and data.
    """
    dice = torch.Generator().manual_seed(seeds[0])
    G = networks(lambda: mlp.Generator(2, (2,), hidden), seeds)
    D = recipe.restrain(networks(lambda: mlp.Discriminator((2,), hidden, mlp.relu_layer), seeds))
    players = games.gan(
        G,
        D,
        recipe.loss,
        latents.normal(2, dice),
        lambda weights: Adam(weights, recipe.rate, recipe.betas, fused=True),
        recipe.k,
        recipe.penalty,
        recipe.project(D),
    )
    slower = [LambdaLR(player.optimizer, lambda t: recipe.schedule(t / rounds)) for player in players]
    average = AveragedModel(G, multi_avg_fn=get_ema_multi_avg_fn(recipe.average))
    data = batches.fresh(law, size * len(seeds), dice)
    for paid in train.play(players, data, rounds):
        average.update_parameters(G)
        for schedule in slower:
            schedule.step()
        yield average.module, D, paid


@torch.no_grad()
def samples(
    G: nn.Module, members: int, n: int, generator: torch.Generator | None = None
) -> Float[Tensor, "members n 2"]:
    """n samples of each member's generator."""
    return G(latents.normal(2, generator)(members * n)).unflatten(0, (members, n))
