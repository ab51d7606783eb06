"""Averaged generators: `averaged` carries an exponential moving average of G's weights along with a game."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

Turn = TypeVar("Turn")


def moving_average(G: nn.Module, decay: float = 0.99) -> AveragedModel:
    """An average of G's weights, of which `decay` stays at each update; its first update is a copy."""
    return AveragedModel(G, multi_avg_fn=get_ema_multi_avg_fn(decay))


def averaged(turns: Iterable[Turn], G: nn.Module, decay: float = 0.99) -> Iterator[tuple[nn.Module, Turn]]:
    """After each round, G with averaged weights (`decay` of the average stays, its buffers are G's), and the turn.

    The average begins with G as the first round leaves it.
    """
    ema = moving_average(G, decay)
    for turn in turns:
        ema.update_parameters(G)
        yield ema.module, turn
