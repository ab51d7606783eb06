"""Claims say what they are held to, and are held to what was measured: no bound is idle, none is another's."""

import re
from collections.abc import Iterator

from gannotes.site.claim_table import Claim, printed_claims
from gannotes.site.rules.rule import Chapter, Rule

DENIED = r"(?<!none )(?<!not )(?<!no )(?<!never )(?<!nothing )"
NUMBER = r"-?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?"
BELOW = rf"{DENIED}(?:below|at most|less than|under|no more than) ({NUMBER})"
ABOVE = rf"{DENIED}(?:above|at least|more than|over|no less than) ({NUMBER})"
UNITS = {"%": 100.0, " in 100": 100.0, " times in 100": 100.0, " in 1,000": 1000.0}
ROUNDING = 1e-6  # a tolerance for what is exact but for rounding, which no run comes near on any processor
WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "twenty": 20}


def numbers(words: str) -> list[float]:
    return [float(number) for number in re.findall(NUMBER, words.replace(",", ""))]


def ends(claim: Claim) -> tuple[float, float]:
    """The least and the greatest value that was measured."""
    low, *rest = numbers(claim.measured.split(" (")[0].replace("inf", "1e999"))
    return low, rest[0] if rest else low


def is_idle(claim: Claim) -> bool:
    """Whether what was measured is not half of the way to its bound: then the bound would hold of nearly anything."""
    low, high = ends(claim)
    kind, bound = claim.bound, numbers(claim.bound)[0]
    if kind.startswith("at most"):
        return high < (bound / 2 if bound > 0 else 2 * bound)
    if kind.startswith("at least"):
        return low > (2 * bound if bound > 0 else bound / 2)
    if kind.startswith("equal to") and "±" in claim.bound:
        tolerance = numbers(claim.bound)[1]
        return tolerance > ROUNDING and max(abs(low - bound), abs(high - bound)) < tolerance / 2
    return False


def holds_no_idle_bound(chapter: Chapter) -> Iterator[str]:
    for cell, claims in printed_claims(chapter.notebook):
        for claim in claims:
            if claim.bound and is_idle(claim) and "# slack: " not in cell.source:
                yield chapter.complaint(
                    cell,
                    f"measured {claim.measured} of {claim.bound} is not half of the way: draw the bound nearer, "
                    f"or say why not in a comment, # slack: ..., for {claim.statement!r}",
                )


def named_bounds(statement: str, pattern: str) -> Iterator[float]:
    """The numbers that a sentence sets as bounds, a share of 100 as one of 1."""
    for found in re.finditer(pattern, statement):
        after = statement[found.end() :]
        unit = next((size for words, size in UNITS.items() if after.startswith(words)), 1.0)
        yield float(found[1].replace(",", "")) / unit


def says_what_it_is_held_to(chapter: Chapter) -> Iterator[str]:
    """A sentence that names a bound has that bound, from that side."""
    for cell, claims in printed_claims(chapter.notebook):
        for claim in claims:
            if not claim.bound:
                continue
            held = numbers(claim.bound)
            for pattern, other in ((BELOW, "at least"), (ABOVE, "at most")):
                for named in named_bounds(claim.statement, pattern):
                    near = any(abs(bound - named) <= 1e-9 + 1e-6 * abs(named) for bound in held)
                    if claim.bound.startswith(other) and near:
                        yield chapter.complaint(cell, f"{claim.statement!r} is held to the other side: {claim.bound}")
            if seeds := re.search(rf"(?:of|on|each of) (\d+|{'|'.join(WORDS)}) (?:recorded )?seeds", claim.statement):
                said = WORDS.get(seeds[1]) or int(seeds[1])
                counted = re.search(r"\((\d+) values\)", claim.measured)
                if counted and int(counted[1]) % said and (int(counted[1]) - 1) % said:
                    yield chapter.complaint(
                        cell, f"{claim.statement!r} names {said} seeds, and has {counted[1]} values"
                    )


def is_held_from_both_sides(chapter: Chapter) -> Iterator[str]:
    for cell, claims in printed_claims(chapter.notebook):
        for claim in claims:
            if re.search(r"\b(about|between) -?\d", claim.statement) and claim.bound.startswith("at "):
                yield chapter.complaint(
                    cell, f"{claim.statement!r} has two sides, its bound one ({claim.bound}): use within= or equal_to="
                )


RULES: list[Rule] = [holds_no_idle_bound, says_what_it_is_held_to, is_held_from_both_sides]
