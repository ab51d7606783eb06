"""Averaged generators: `averaged` carries an exponential moving average of G's weights along with a game."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, update_bn

Turn = TypeVar("Turn")


def moving_average(G: nn.Module, decay: float = 0.99) -> AveragedModel:
    """An average of G's weights, of which `decay` stays at each update; its first update is a copy."""
    return AveragedModel(G, multi_avg_fn=get_ema_multi_avg_fn(decay))


def averaged(
    turns: Iterable[Turn], G: nn.Module, decay: float = 0.99, into: AveragedModel | None = None
) -> Iterator[tuple[nn.Module, Turn]]:
    """After each round, G with averaged weights (`decay` of the average stays, its buffers are G's), and the turn.

    The average begins with G as the first round leaves it. A run that is to go on later makes it itself, by
    `moving_average`, and gives it as `into`: it is a part of the run's state.
    """
    ema = moving_average(G, decay) if into is None else into
    for turn in turns:
        ema.update_parameters(G)
        yield ema.module, turn


class Spread(nn.Module):
    """A network that takes its several inputs as one tuple."""

    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network

    def forward(self, inputs: tuple[Tensor, ...]) -> Tensor:
        return self.network(*inputs)


@torch.no_grad()
def batch_norm_measured_again(network: nn.Module, inputs: Iterable[tuple[Tensor, ...]]) -> nn.Module:
    """The network at rest, batch norm's statistics taken from these inputs: averaged weights need their own."""
    update_bn(((parts,) for parts in inputs), Spread(network))  # it takes the first of each
    return network.eval()
