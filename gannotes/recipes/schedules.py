"""Learning rates over a run: schedules, and `scheduled`, which carries one along with a game."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from gannotes.train import Learner

Schedule = Callable[[float], float]  # the share of the run that is over -> a factor for the learning rate
Turn = TypeVar("Turn")


def constant(done: float) -> float:
    """The learning rate stays what it is."""
    return 1.0


def linear_decay(done: float) -> float:
    """Constant for the first half, then on a straight line to a fiftieth."""
    return 1.0 if done < 0.5 else 1 - 0.98 * (done - 0.5) / 0.5


def scheduled(
    turns: Iterable[Turn],
    players: Sequence[Learner],
    rounds: int,
    schedule: Schedule = linear_decay,
    played: int = 0,
) -> Iterator[Turn]:
    """The same turns; after each round every player's learning rates are `schedule` times what they were at the start.

    A player may change its optimisers from round to round, as E-GAN's population does, if it keeps their number. A run
    that goes on after so many `played` rounds has its first rates from its optimizers' own state, as "initial_lr",
    the name that torch's schedulers use.
    """
    start = [[begun(group, played) for group in groups_of(player)] for player in players]
    for done, turn in enumerate(turns, start=played + 1):
        for player, rates in zip(players, start, strict=True):
            for group, rate in zip(groups_of(player), rates, strict=True):
                group["lr"] = rate * schedule(done / rounds)
        yield turn


def groups_of(player: Learner) -> list[dict]:
    return [group for optimizer in player.optimizers for group in optimizer.param_groups]


def begun(group: dict, played: int) -> float:
    """The rate that a group of weights began with, noted in the group itself."""
    if not played:
        group["initial_lr"] = group["lr"]
    return group["initial_lr"]
