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
    turns: Iterable[Turn], players: Sequence[Learner], rounds: int, schedule: Schedule = linear_decay
) -> Iterator[Turn]:
    """The same turns; after each round every player's learning rates are `schedule` times what they were at the start.

    A player may change its optimisers from round to round, as E-GAN's population does, if it keeps their number.
    """
    start = [[group["lr"] for optimizer in player.optimizers for group in optimizer.param_groups] for player in players]
    for done, turn in enumerate(turns, start=1):
        for player, rates in zip(players, start, strict=True):
            groups = [group for optimizer in player.optimizers for group in optimizer.param_groups]
            for group, rate in zip(groups, rates, strict=True):
                group["lr"] = rate * schedule(done / rounds)
        yield turn
