"""Cells are short and stand among prose, their slides make a talk, and an output that goes uncompared says why."""

import ast
import re
from collections.abc import Iterator

from gannotes.site.rules.rule import Chapter, Rule, called, parsed

LONGEST_CELL = 15  # lines: what fits a slide
LONGEST_DECK = 40  # slides: what a talk of 30 to 50 minutes has time for
LEAST_PROSE = 0.7  # prose cells for each code cell
REASONS = {"log", "time", "widget", "download"}  # why an output may go uncompared
UNCOMPARED = {"nbval-ignore-output", "nbval-skip"}


def opens_like_the_others(chapter: Chapter) -> Iterator[str]:
    for cell in chapter.code[:1]:
        nodes = list(ast.walk(parsed(cell.source)))
        imported = any(isinstance(node, ast.ImportFrom) and node.module == "gannotes.begin" for node in nodes)
        if not imported or "begin" not in map(called, nodes):
            yield chapter.complaint(cell, "must import begin from gannotes.begin and call it: begin(seed=...)")


def has_short_cells(chapter: Chapter) -> Iterator[str]:
    for cell in chapter.code:
        lines = len(cell.source.splitlines())
        if lines > LONGEST_CELL:
            yield chapter.complaint(cell, f"has {lines} lines, more than the {LONGEST_CELL} of a slide: split it")


def has_enough_prose(chapter: Chapter) -> Iterator[str]:
    prose, code = len(chapter.prose), len(chapter.code)
    if prose < LEAST_PROSE * code:
        yield (
            f"{chapter.name} has {prose} prose cells for {code} code cells, fewer than {LEAST_PROSE} for each: "
            "say before a cell what to look for, and after it what was seen"
        )


def fits_a_talk(chapter: Chapter) -> Iterator[str]:
    """Its deck has at most 40 slides; the rest of the chapter is in the page alone."""
    kinds = [cell.metadata.get("slideshow", {}).get("slide_type") for cell in chapter.notebook.cells]
    slides = sum(kind in ("slide", "subslide") for kind in kinds)
    if slides > LONGEST_DECK:
        yield (
            f"{chapter.name} makes {slides} slides, more than the {LONGEST_DECK} of a talk: "
            "tag what the page alone should have as skip"
        )


def says_why_it_is_not_compared(chapter: Chapter) -> Iterator[str]:
    for cell in chapter.code:
        tags = set(cell.metadata.get("tags", []))
        if tags & UNCOMPARED and not tags & REASONS:
            yield chapter.complaint(cell, f"add a tag that says why it isn't compared: one of {sorted(REASONS)}")
        if re.search(r"^\s*#\s*(NBVAL|PYTEST_VALIDATE)_", cell.source, re.MULTILINE):
            yield chapter.complaint(cell, "use tags instead of nbval's comments: a second tag can say why")


RULES: list[Rule] = [
    opens_like_the_others,
    has_short_cells,
    has_enough_prose,
    fits_a_talk,
    says_why_it_is_not_compared,
]
