"""Numbered equations count up, can be linked to, and are checked."""

import ast
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from gannotes.site.rules.prose import pieces
from gannotes.site.rules.rule import Chapter, Rule, called, parsed

NAMED = re.compile(r'<a id="(eq-[^"]+)"></a>\s*\$\$(.*?)\$\$', re.S)


def equations(chapter: Chapter) -> Iterator[tuple[NotebookNode, str, str]]:
    """Each numbered equation: its cell, its number, and the anchor just before it."""
    for cell in chapter.prose:
        before = ["", ""]
        for piece in pieces(cell.source):
            if piece.kind == "formula":
                anchor = re.search(r'<a id="([^"]*)"></a>$', "".join(before))
                for number in re.findall(r"\\tag\{(.*?)\}", piece.text):
                    yield cell, number, anchor[1] if anchor else ""
            before = [before[1], piece.text.strip()]


def anchor_of(number: str) -> str:
    """Small letters, as the site has them: (A.1) is at eq-a-1."""
    return "eq-" + number.replace(".", "-").lower()


def equations_count_up(chapter: Chapter) -> Iterator[str]:
    for count, (cell, number, _) in enumerate(equations(chapter), start=1):
        right = f"{chapter.label}.{count}"
        if number != right:
            yield chapter.complaint(cell, f"\\tag{{{number}}} should be \\tag{{{right}}}: number them in order")


def equations_have_anchors(chapter: Chapter) -> Iterator[str]:
    """Each numbered equation has its own name above it, and what is named so has a number."""
    for cell in chapter.prose:
        for name, tex in NAMED.findall(cell.source):
            if r"\tag{" not in tex:
                yield chapter.complaint(cell, rf"the equation named {name} has no number: end it with \tag{{...}}")
    for cell, number, anchor in equations(chapter):
        if anchor != anchor_of(number):
            line = f'<a id="{anchor_of(number)}"></a>'
            yield chapter.complaint(cell, f"put a line {line} and an empty line above the $$ of ({number})")


def equations_are_checked(chapter: Chapter) -> Iterator[str]:
    """Each numbered equation is named by a claim or an assert, and what these name exists."""
    numbers = {number: cell for cell, number, _ in equations(chapter)}
    named: dict[str, NotebookNode] = {}
    for cell in chapter.code:
        for text in checks(cell):
            named |= dict.fromkeys(re.findall(rf"\(({chapter.label}\.\d+)\)", text), cell)
    for number in numbers:
        if number not in named:
            yield chapter.complaint(numbers[number], f'nothing checks ({number}): add claim("({number}) ...", ...)')
    for number in named:
        if number not in numbers:
            yield chapter.complaint(named[number], f"checks ({number}), but no equation has that number: correct it")


def checks(cell: NotebookNode) -> Iterator[str]:
    """The strings in the claims and asserts of a cell."""
    for node in ast.walk(parsed(cell.source)):
        if isinstance(node, ast.Assert) or called(node) == "claim":
            for part in ast.walk(node):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


FOR_A_PAGE: list[Rule] = [equations_have_anchors]
FOR_AUTHORS: list[Rule] = [equations_count_up, equations_are_checked]
