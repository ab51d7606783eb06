"""A mutant: a known fault as a piece of wrong code, with what is true and the test that must tell them apart."""

import pkgutil
import sys
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """Wrong code that takes the place of right code, under the same signature."""

    faulty: Callable  # a function or class
    trap: int  # its number in traps.py; 0 for the harness's own controls
    place: str  # what it replaces, such as "train.Descent.move"
    truth: str
    killer: str  # the test that must fail: "test_train.py::test_..."

    @property
    def name(self) -> str:
        return self.faulty.__name__

    @property
    def address(self) -> str:
        """Where another process finds it."""
        return f"{self.faulty.__module__}:{self.name}"

    def plant(self) -> None:
        """Until the package is imported anew; where a package passes it on, too. AttributeError if it isn't there."""
        owner, _, name = f"gannotes.{self.place}".rpartition(".")
        owner = pkgutil.resolve_name(owner)
        right = getattr(owner, name)
        passing_on = [m for key, m in sys.modules.items() if key.startswith("gannotes") and vars(m).get(name) is right]
        for place in {owner, *passing_on}:
            setattr(place, name, self.faulty)


def mutant(trap: int, place: str, truth: str, killer: str) -> Callable[[Callable], Mutant]:
    """Makes a mutant of the function or class below it."""
    return lambda faulty: Mutant(faulty, trap, place, truth, killer)
