"""A fault: code that is wrong, the game that it is played in, and how a repair is told from it."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from gannotes.exercises.surroundings import as_found, untouched
from gannotes.exercises.words import told
from gannotes.games.whole import Game

Part = Callable  # a function of a game, or of its data
Probe = Callable[[Part], Sequence[Tensor]]


@dataclass(frozen=True)
class Fault:
    """One of the list, under its letter. `part` is wrong and `right` is what the package has in its place."""

    letter: str
    name: str
    story: str  # what its author says of it
    part: Part
    right: Part
    mutant: str  # the same fault in the tests' own collection: file.function
    play: Callable[[Part], Game]  # the game with this part in it
    probe: Probe  # the numbers that tell a right part from a wrong one
    asked: str  # what the probe looks at, for a verdict
    hints: tuple[str, ...]  # for its name
    repair: tuple[str, ...]  # for its repair

    @property
    def code(self) -> str:
        """What the reader is shown: the part as it is typed."""
        return inspect.cleandoc("\n" + inspect.getsource(self.part))

    def examine(self, part: Part) -> str | None:
        """What is off with a repaired part, or None: it must give the numbers that the right one gives."""
        with untouched():
            wanted = [row.detach() for row in self.probe(self.right)]
        try:
            with untouched(), as_found():
                found = [torch.as_tensor(row).detach() for row in self.probe(part)]
        except Exception as problem:  # a reader's function may raise anything
            return f"your function raised {told(problem)} in the test."
        for a, b in zip(found, wanted, strict=True):
            if a.shape != b.shape or not torch.allclose(a, b, rtol=1e-7, atol=1e-9, equal_nan=False):
                return f"the test looks at {self.asked}, and with your function that is off."
        return None
