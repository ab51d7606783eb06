"""How a run is trained: loss, penalty, optimiser, schedule and all that two runs may differ in."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from gannotes import games, train
from gannotes.losses import Loss
from gannotes.penalties import Penalty
from gannotes.recipes.averages import averaged as averaged
from gannotes.recipes.schedules import Schedule
from gannotes.recipes.schedules import constant as constant
from gannotes.recipes.schedules import linear_decay as linear_decay
from gannotes.recipes.schedules import scheduled as scheduled


def no_parametrization(network: nn.Module) -> nn.Module:
    """A discriminator whose weights nobody normalises."""
    return network


def no_projection(network: nn.Module) -> Callable[[], None]:
    """A discriminator whose weights nobody projects."""
    return train.no_projection


@dataclass(frozen=True)
class Recipe:
    """All that two runs differ in, but for their seeds. The values given here are those that held up best."""

    loss: Loss
    penalty: Penalty = games.no_penalty
    lr: float = 1e-3
    betas: tuple[float, float] = (0.0, 0.9)
    schedule: Schedule = linear_decay
    k: int = 1
    parametrize: Callable[[nn.Module], nn.Module] = (
        no_parametrization  # once, before the game: such as spectral.normalised
    )
    project: Callable[[nn.Module], Callable[[], None]] = no_projection  # D -> what to do after each of its steps
    ema_decay: float = 0.99  # how much of the averaged generator stays in each round; 0 for the last one itself
