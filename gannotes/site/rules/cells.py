"""Cells are short and stand among prose, and an output that goes uncompared says why."""

import ast
import re
from collections.abc import Iterator

from gannotes.site.rules.rule import Chapter, Rule, called, parsed

LONGEST_CELL = 15  # lines: what fits a slide
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


def says_why_it_is_not_compared(chapter: Chapter) -> Iterator[str]:
    for cell in chapter.code:
        tags = set(cell.metadata.get("tags", []))
        if tags & UNCOMPARED and not tags & REASONS:
            yield chapter.complaint(cell, f"add a tag that says why it isn't compared: one of {sorted(REASONS)}")
        if re.search(r"^\s*#\s*(NBVAL|PYTEST_VALIDATE)_", cell.source, re.MULTILINE):
            yield chapter.complaint(cell, "use tags instead of nbval's comments: a second tag can say why")


RULES: list[Rule] = [opens_like_the_others, has_short_cells, has_enough_prose, says_why_it_is_not_compared]
