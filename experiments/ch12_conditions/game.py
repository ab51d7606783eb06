"""What the recorded runs of chapter 12 share: rates, a game with a schedule and an average, and the digits."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import torch
from torch import Tensor, nn
from torch.optim import Adam

from gannotes import losses, train
from gannotes.data import images
from gannotes.recipes import averaged, scheduled

SEEDS = range(3)
ROWS = torch.eye(10)
LOSS = losses.non_saturating()
RATES = (1e-3, 2e-3)  # of D and of G, as in chapter 10
NEAR_PAPER = (0.5, 0.99)  # betas


def adam(rate: float, betas: tuple[float, float] = (0.0, 0.99)) -> Callable[[Iterator[nn.Parameter]], Adam]:
    return partial(Adam, lr=rate, betas=betas, fused=True)


def played(
    players: Sequence[train.Learner], G: nn.Module, stream: Iterable[train.Batch], rounds: int
) -> tuple[nn.Module, float]:
    """The averaged generator after the game, at rest, and the processor seconds that it took."""
    start = time.process_time()
    for average, _ in averaged(scheduled(train.play(players, stream, rounds), players, rounds), G):  # noqa: B007
        pass
    return average.eval(), round(time.process_time() - start, 1)


def data() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The 4,000 digits that train and their labels, the 1,000 that judge and theirs."""
    x, y = images.digits()
    return x[:4000], y[:4000], x[4000:], y[4000:]
