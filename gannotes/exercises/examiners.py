"""How an answer is examined: an examiner takes it and returns what is off with it, or None if it is right."""

import math
import numbers
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gannotes.exercises.quantities import as_number, rounding
from gannotes.exercises.words import shown

Examiner = Callable[[object], str | None]


@dataclass(frozen=True)
class Exercise:
    examine: Examiner
    hints: tuple[str, ...]  # from a nudge to nearly there

    def __post_init__(self):
        if not self.hints:
            raise ValueError("an exercise needs at least one hint")


def number(expected: float, within: float = 5e-3) -> Examiner:
    """A number, at most `within` from the expected one: by default, right to two decimals, as solutions print it."""

    def examine(answer: object) -> str | None:
        try:
            value = as_number(answer)
        except OverflowError:  # 10**400
            return "that is a number too large for a float, and not it."
        if value is None:
            wanted = "a number is wanted, such as 0.5 or math.log(2)"
            quotes = ", without quotes" if isinstance(answer, str) else ""
            return f"{wanted}{quotes}, but this is {type(answer).__name__}."
        if not math.isfinite(value):
            return f"{value} is no answer: look for a division by 0 or a log of 0."
        distance = abs(value - expected)
        if distance <= within * (1 + 1e-9) + rounding(answer) * abs(expected):
            return None
        near = f" It is near, though: within {within:g} is wanted." if distance < 2 * within else ""
        return f"{value:.6g} is not it.{near}"

    return examine


def one_of(expected: str, options: Sequence[str]) -> Examiner:
    """One of the options, by its letter, word or whole number; "B", " b " and "(b)" all mean "b"."""

    def examine(answer: object) -> str | None:
        chosen = _option(answer)
        if chosen not in options:
            return f"answer with one of {', '.join(map(repr, options))}, not {shown(answer)}."
        return None if chosen == expected else f"{chosen!r} is not it."

    return examine


def _option(answer: object) -> str | None:
    """What is left of a choice without case, brackets, full stops and blanks."""
    if isinstance(answer, numbers.Integral) and not isinstance(answer, bool):
        return str(int(answer))
    if not isinstance(answer, str):
        return None
    return unicodedata.normalize("NFKC", answer).lower().strip(" \t\r\n.,:;()[]{}'\"`*")
