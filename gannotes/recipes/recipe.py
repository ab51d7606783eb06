"""How a run is trained, and what is trained in it: a Recipe and a Task are all that two runs may differ in, but for
their seeds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import torch
from torch import nn
from torch.optim import Adam, Optimizer

from gannotes import games, train
from gannotes.losses import Loss
from gannotes.penalties import Penalty
from gannotes.recipes.schedules import Schedule, linear_decay


def no_parametrization(network: nn.Module) -> nn.Module:
    """A discriminator whose weights nobody normalises."""
    return network


def no_projection(network: nn.Module) -> Callable[[], None]:
    """A discriminator whose weights nobody projects."""
    return train.no_projection


@dataclass(frozen=True)
class Recipe:
    """How two networks are trained. The values given here are those that held up best."""

    loss: Loss
    penalty: Penalty = games.no_penalty
    lr: tuple[float, float] = (1e-3, 1e-3)  # of D and of G
    betas: tuple[float, float] = (0.0, 0.9)
    schedule: Schedule = linear_decay  # of both learning rates
    k: int = 1
    parametrize: Callable[[nn.Module], nn.Module] = (
        no_parametrization  # once, before the game: such as spectral.spectral_normalized
    )
    project: Callable[[nn.Module], Callable[[], None]] = no_projection  # D -> what to do after each of its steps
    ema_decay: float = 0.99  # how much of the averaged generator stays in each round; 0 for the last one itself

    def optimizers(self) -> tuple[Callable[..., Optimizer], Callable[..., Optimizer]]:
        """Adam for D's weights, and Adam for G's."""
        for_D, for_G = (partial(Adam, lr=lr, betas=self.betas, fused=True) for lr in self.lr)
        return for_D, for_G


@dataclass(frozen=True)
class Task:
    """What is trained, on which data and for how long: all that a Recipe leaves open."""

    G: Callable[[], nn.Module]
    D: Callable[[], nn.Module]
    latent: Callable[[torch.Generator], games.Latent]
    stream: Callable[[int, torch.Generator], Iterator[train.Batch]]  # of a batch's size
    rounds: int
    batch_size: int
