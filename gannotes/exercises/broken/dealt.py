"""The cases as a class gets them: which number has which fault hangs on a seed that the class agrees on."""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch

from gannotes.exercises.broken import (
    bounded,
    detach,
    epsilon,
    graph,
    label,
    noise,
    optimizer,
    pixels,
    places,
    silent,
    sums,
    swap,
    wholebatch,
)
from gannotes.exercises.broken.fault import Fault, Part
from gannotes.exercises.broken.setting import hill, sit_down
from gannotes.games.whole import Game

SINGLE: tuple[Fault, ...] = tuple(
    file.FAULT
    for file in (detach, label, swap, silent, epsilon, graph, wholebatch, noise, places, pixels, sums, bounded)
)
ALONE_NOWHERE = {
    "n": "D can't see all of the data",
    "o": "D has too few turns",
    "p": "the penalty is taken at the fakes alone",
}
NAMES: dict[str, str] = {fault.letter: fault.name for fault in (*SINGLE, optimizer.FAULT)} | ALONE_NOWHERE

FIRST = optimizer.FAULT  # in the last case: it hides the other one
SECOND: tuple[tuple[Fault, Callable[[Part], Game]], ...] = (
    (label.FAULT, lambda part: sit_down(hill(), part, label.what_they_pay())),
    (sums.FAULT, lambda part: sit_down(hill(), part, sums.paying(sums.for_discriminator))),
    (bounded.FAULT, lambda part: sit_down(hill(), part, D=bounded.ending_in(bounded.forward))),
)


@dataclass(frozen=True)
class Finding:
    """What a reader says of a case: the letters of its faults, or a part that is to take the place of the wrong one."""

    case: "Case"
    said: tuple[object, ...]


@dataclass(frozen=True)
class Case:
    """A game with a number, and something wrong with it. What that is, it does not say."""

    number: int
    faults: tuple[Fault, ...] = field(repr=False)
    play: Callable[[Part], Game] = field(repr=False)

    @property
    def story(self) -> str:
        """What the author of the game says of it; of two faults the one that shows."""
        return self.faults[0].story

    @property
    def code(self) -> str:
        """The part of the game that the fault is in, or the parts."""
        return "\n\n\n".join(fault.code for fault in self.faults)

    def broken(self) -> Game:
        """The game as it was found, made anew."""
        return self.play(self.faults[0].part)

    def with_part(self, part: Part) -> Game:
        """The game with your own function in the place of the first that is shown, made anew."""
        return self.play(part)

    def hint(self, stage: int) -> str:
        """What to look at: stage 1 is a nudge, the last one nearly says it."""
        hints = [hint for fault in self.faults for hint in fault.hints]
        if not 1 <= stage <= len(hints):
            raise ValueError(f"case {self.number} has hints 1 to {len(hints)}, got {stage}")
        return hints[stage - 1]

    def named(self, *letters: object) -> object:
        """For `check`: the fault's letter, or both letters; while one is missing, so is the answer."""
        return ... if ... in letters else Finding(self, letters)

    def repaired(self, part: object) -> object:
        """For `check`: a function for the place of the one that is shown."""
        return ... if part is ... else Finding(self, (part,))


def deal(seed: int) -> dict[int, Case]:
    """Cases 1 to 12 with a fault each, and case 13 with two. The same seed deals the same cases, everywhere."""
    rng = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(SINGLE), generator=rng).tolist()
    cases = {number: Case(number, (SINGLE[which],), SINGLE[which].play) for number, which in enumerate(order, start=1)}
    second, play = SECOND[int(torch.randint(len(SECOND), (1,), generator=rng))]
    last = len(cases) + 1
    return cases | {last: Case(last, (FIRST, second), play)}
