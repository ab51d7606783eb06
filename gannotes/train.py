"""Algorithm 1 of Goodfellow et al. (2014), for any number of players."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from torch import Tensor
from torch.optim import Optimizer

Batch = tuple[Tensor, ...]


def nothing() -> None:
    """The projection of a player that is free to go anywhere."""


@runtime_checkable
class Player(Protocol):
    """Anything that can take its turn."""

    name: str
    steps: int  # turns in each round: k in Algorithm 1

    def move(self, batch: Batch) -> float: ...


@dataclass
class Descent:
    """A player that descends its own objective in its own parameters; the others stand still."""

    name: str
    objective: Callable[..., Tensor]  # of the batch's tensors
    optimizer: Optimizer
    steps: int = 1
    project: Callable[[], None] = nothing  # after each step, back to where the player may be

    def __post_init__(self):
        if self.steps < 1:
            raise ValueError(f"{self.name} needs at least one step in each round (k >= 1), got {self.steps}")

    def move(self, batch: Batch) -> float:
        own = [weight for group in self.optimizer.param_groups for weight in group["params"]]
        self.optimizer.zero_grad()
        loss = self.objective(*batch)
        paid = loss.item()
        if not math.isfinite(paid):
            raise FloatingPointError(
                f"{self.name}'s objective is {paid}; its weights are as they were before this step. "
                "Look for a learning rate that is too high, a log of 0, or data that are not finite"
            )
        loss.backward(inputs=own)
        self.optimizer.step()
        self.project()
        return paid


def endless(batches: Iterable[Batch]) -> Iterator[Batch]:
    """The batches, and an error that says so where they end."""
    for batch in batches:  # `yield from` would close the caller's stream at the game's end  # noqa: UP028
        yield batch
    raise ValueError("the batches ran out before the game did: give play an endless stream, as in gannotes.batches")


def play(players: Iterable[Player], batches: Iterable[Batch], rounds: int) -> Iterator[dict[str, float]]:
    """Goodfellow et al. (2014), Algorithm 1: each round, each player in turn; yields what each paid last."""
    batches = endless(batches)
    for _ in range(rounds):
        paid = {}
        for player in players:
            for _ in range(player.steps):
                paid[player.name] = player.move(next(batches))
        yield paid
