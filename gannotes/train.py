"""Algorithm 1 of Goodfellow et al. (2014), for any number of players."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor
from torch.optim import Optimizer

Batch = tuple[Tensor, ...]


def no_projection() -> None:
    """The projection of a player that is free to go anywhere."""


def no_sharing(weights: Sequence[Tensor]) -> None:
    """The gradients of a process that plays alone stay as they are."""


@runtime_checkable
class Player(Protocol):
    """Anything that can take its turn."""

    name: str
    steps: int  # turns in each round: k in Algorithm 1

    def move(self, batch: Batch) -> float: ...


@runtime_checkable
class Learner(Player, Protocol):
    """A player whose optimizers are known, for a schedule to change their rates; one moved by hand has none."""

    @property
    def optimizers(self) -> Sequence[Optimizer]: ...


BATCH = (
    "a batch is a tuple of the tensors that the game names, such as (x,), or (x, y) where y conditions it. "
    "Leave out what the game has no use for: ((x,) for x, label in loader)"
)


def as_batch(batch: Any) -> Any:
    """A DataLoader's list as a tuple; ValueError for a bare tensor, a dict, or parts that are no tensors.

    What is no collection at all passes: a player of your own may be dealt what it likes.
    """
    if isinstance(batch, Tensor | Mapping | str):
        raise ValueError(f"{BATCH}; got one {type(batch).__name__}")
    if isinstance(batch, tuple | list):
        if kinds := sorted({type(part).__name__ for part in batch if not isinstance(part, Tensor)}):
            raise ValueError(f"{BATCH}; got a {type(batch).__name__} that holds {', '.join(kinds)}")
        return tuple(batch)
    return batch


def check_gradient(name: str, weights: Sequence[Tensor]) -> None:
    """FloatingPointError before the step that would make weights nan: a finite loss may have slopes that are not."""
    slopes = [weight.grad for weight in weights if weight.grad is not None]
    entries = [slope.coalesce().values() if slope.is_sparse else slope for slope in slopes]
    ends = [end for slope in entries if slope.numel() for end in slope.aminmax()]  # no squares, which could overflow
    if ends and not math.isfinite(torch.stack(ends).abs().amax().item()):
        raise FloatingPointError(
            f"{name}'s gradient is not finite, though its objective is; its weights are as they were before this "
            "step. Look for a root or a norm at 0, a division by something tiny, or numbers beyond the dtype's range"
        )


@dataclass
class Descent:
    """A player that descends its own objective in its own parameters; the others stand still."""

    name: str
    objective: Callable[..., Tensor]  # of the batch's tensors
    optimizer: Optimizer
    steps: int = 1
    project: Callable[[], None] = no_projection  # after each step, back to where the player may be
    share: Callable[[Sequence[Tensor]], None] = no_sharing  # before each step: the mean over processes, say

    def __post_init__(self):
        if self.steps < 1:
            raise ValueError(f"{self.name} needs at least one step in each round (k >= 1), got {self.steps}")

    @property
    def optimizers(self) -> Sequence[Optimizer]:
        return (self.optimizer,)

    def state_dict(self) -> dict[str, Any]:
        """The optimizer's memory; the weights that it moves are their networks' to keep."""
        return self.optimizer.state_dict()

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.optimizer.load_state_dict(state)

    def cost(self, batch: Batch) -> Tensor:
        """The objective of the batch. ValueError if somebody in the game takes another number of tensors."""
        try:
            return self.objective(*batch)
        except TypeError as problem:
            if not any(words in str(problem) for words in ("positional argument", "required argument")):
                raise
            raise ValueError(f"{self.name} was dealt {len(batch)} tensors, but {problem}: {BATCH}") from problem

    def move(self, batch: Batch) -> float:
        own = [weight for group in self.optimizer.param_groups for weight in group["params"] if weight.requires_grad]
        if not own:
            raise ValueError(f"{self.name} has no weight that may move, all are frozen: thaw one, or leave it out")
        self.optimizer.zero_grad()
        loss = self.cost(batch)
        paid = loss.item()
        if not math.isfinite(paid):
            raise FloatingPointError(
                f"{self.name}'s objective is {paid}; its weights are as they were before this step. "
                "Look for a learning rate that is too high, a log of 0, or data that are not finite"
            )
        loss.backward(inputs=own)
        self.share(own)
        check_gradient(self.name, own)
        self.optimizer.step()
        self.project()
        return paid


def endless(batches: Iterable[object]) -> Iterator[Batch]:
    """The batches as tuples, and an error that says so where they end."""
    for batch in batches:  # `yield from` would close the caller's stream at the game's end
        yield as_batch(batch)
    raise ValueError(
        "the batches ran out before the game did: give play an endless stream, as in gannotes.data.streams"
    )


def gathered(players: Iterable[Player]) -> list[Player]:
    """The players as a list, which can be gone through once a round; ValueError if none, or two of one name."""
    players = list(players)
    names = [player.name for player in players]
    if not names or len(set(names)) < len(names):
        raise ValueError(f"a game needs players, each with a name of its own for what it pays; got {names}")
    return players


def play(players: Iterable[Player], batches: Iterable[object], rounds: int) -> Iterator[dict[str, float]]:
    """Goodfellow et al. (2014), Algorithm 1: each round, each player in turn; yields what each paid last."""
    players, batches = gathered(players), endless(batches)
    for _ in range(rounds):
        paid = {}
        for player in players:
            for _ in range(player.steps):
                paid[player.name] = player.move(next(batches))
        yield paid
