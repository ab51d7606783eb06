"""claim: a statement of the text that is checked where it stands, and printed with what was measured and its bound."""

import math
import numbers
import sys
from collections.abc import Sequence

IN_ASCII = {"\N{CHECK MARK}": "OK", "\N{BALLOT X}": "NO"}
TO_BE_GIVEN = "give it one bound: at_most=, at_least=, within=(low, high), or equal_to= with a tolerance="


class ClaimFailed(AssertionError):
    """What the book says is not what this run measured."""


def spelt(text: str) -> str:
    """The text in the letters that standard output has: a sign that it lacks in ASCII, another character by its name.

    Consoles in cp1252, gbk or ASCII have no tick, and print would raise in place of a verdict.
    """
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"  # None, such as a StringIO's: any letter will do
    for sign, plain in IN_ASCII.items():
        if sign.encode(encoding, "replace").decode(encoding) != sign:
            text = text.replace(sign, plain)
    return text.encode(encoding, "namereplace").decode(encoding)


def claim(
    statement: str,
    measured: object,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    within: tuple[float, float] | None = None,
    equal_to: float | None = None,
    tolerance: float = 0.0,
) -> None:
    """Prints the statement with a tick if it holds; fails the cell with the statement if it does not.

    What is measured is a number, or one for each seed or case (list, array, tensor): each must keep the bound, and is
    never nan. With no bound it is one truth value (bool, or a tensor or array of one bool). ValueError for a number
    without a bound, or a bound without a number.
    """
    bounds = {"at most": at_most, "at least": at_least, "within": within, "equal to": equal_to}
    given = {words: bound for words, bound in bounds.items() if bound is not None}
    if not given:
        if tolerance:
            raise ValueError(f"a tolerance belongs to equal_to=, which is missing for: {statement}")
        holds, said = truth(statement, measured), statement
    else:
        holds, said = within_bound(statement, measured, given, tolerance)
    if not holds:
        raise ClaimFailed(spelt(f"\N{BALLOT X} {said}"))
    print(spelt(f"\N{CHECK MARK} {said}"))


def truth(statement: str, condition: object) -> bool:
    """A bare condition: it was compared with something, and is one value. A number or an array would count as true."""
    if str(getattr(condition, "dtype", type(condition).__name__)).removeprefix("torch.") != "bool":
        raise ValueError(
            f"a claim needs one comparison, True or False, but got {condition!r} for: {statement}. "
            f"Compare it with something, and use .all() for an array; for a number, {TO_BE_GIVEN}"
        )
    if (shape := getattr(condition, "shape", ())) not in ((), (1,)):
        raise ValueError(f"a claim needs one truth value, but got {tuple(shape)} of them: use .all()")
    return bool(condition)


def within_bound(statement: str, measured: object, given: dict, tolerance: float) -> tuple[bool, str]:
    """Whether every value keeps the one bound; and the statement, with the values' range and the bound behind it."""
    if len(given) > 1:
        raise ValueError(f"a claim has one bound, but got {', '.join(given)} for: {statement}")
    ((words, bound),) = given.items()
    low, high = span(words, bound, tolerance)
    values = as_numbers(statement, measured)
    holds = all(low <= value <= high for value in values)  # a nan is in no order with anything
    return holds, f"{statement} [measured {spoken(values)}, {words} {bound_in_words(words, bound, tolerance)}]"


def span(words: str, bound: float | tuple[float, float], tolerance: float) -> tuple[float, float]:
    """The least and the greatest value that keep the bound."""
    if isinstance(bound, tuple):
        low, high = bound
    elif words == "equal to":
        low, high = bound - tolerance, bound + tolerance
    else:
        low, high = (-math.inf, bound) if words == "at most" else (bound, math.inf)
    if tolerance and words != "equal to":
        raise ValueError(f"a tolerance belongs to equal_to=, not to {words}")
    if not low <= high:
        raise ValueError(f"no number is {words} {bound} with tolerance {tolerance}: low end first, and no nan")
    return low, high


def as_numbers(statement: str, measured: object) -> list[float]:
    """The value, or the values of a list, an array or a tensor, as floats. ValueError for truth values, or none."""
    plain = measured.tolist() if hasattr(measured, "tolist") else measured
    found = list(flat(plain))
    if not found or not all(isinstance(value, numbers.Real) and not isinstance(value, bool) for value in found):
        raise ValueError(
            f"a claim with a bound needs a number, or one for each case, but got {measured!r}: {statement}"
        )
    return [float(value) for value in found]


def flat(value: object) -> list:
    """A nested sequence's entries; anything else is an entry itself."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [entry for part in value for entry in flat(part)]
    return flat(value.tolist()) if hasattr(value, "tolist") else [value]


def spoken(values: list[float]) -> str:
    """One number to three digits, or the range of several and how many they are."""
    ends = [f"{end:.3g}" for end in (min(values), max(values))]
    if len(values) == 1:
        return ends[0]
    return f"{ends[0]} to {ends[1]} ({len(values)} values)"


def bound_in_words(words: str, bound: float | tuple[float, float], tolerance: float) -> str:
    if isinstance(bound, tuple):
        return f"{bound[0]:g} to {bound[1]:g}"
    return f"{bound:g} \N{PLUS-MINUS SIGN} {tolerance:g}" if words == "equal to" and tolerance else f"{bound:g}"
