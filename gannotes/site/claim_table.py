"""The page of claims, read from the chapters as they were run:  python -m gannotes.site.claim_table

Each claim with what was measured and its bound, and those that hold by algebra or by a comparison without a number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from nbformat import NotebookNode

from gannotes.site.chapter import chapters, read
from gannotes.site.formats import NOTEBOOKS
from gannotes.site.outputs import joined

HEAD = """# Claims

<!-- Made from the executed chapters by python -m gannotes.site.claim_table. -->

What this book claims, as its cells measured it. A number was measured on the processor that made this page, and on
yours its last digits may differ; the bound is what each run is held to. Several values are one for each seed or case.
What holds by algebra, or by a comparison that has no number to tell, is folded below each table.
"""
HEADING = re.compile(r"(?m)^#{1,6} +(.+)$")
LINE = re.compile(
    r"^\N{CHECK MARK} (?P<statement>.*?)"
    r"(?: \[measured (?P<measured>[^\[\]]+), (?P<bound>(?:at most|at least|within|equal to) [^\[\]]+)\])?$"
)


@dataclass(frozen=True)
class Claim:
    """A line that a claim printed: what it says, and where it stands."""

    chapter: str  # the notebook's file name
    section: str
    statement: str
    measured: str = ""
    bound: str = ""


def printed_claims(notebook: NotebookNode, file: str = "") -> Iterator[tuple[NotebookNode, list[Claim]]]:
    """Each cell that printed claims, and what they say."""
    section = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            headings = HEADING.findall(re.sub(r"(?ms)^```.*?^```", "", cell.source))
            section = headings[-1] if headings else section
        printed = [joined(out["text"]) for out in cell.get("outputs", []) if out["output_type"] == "stream"]
        found = [line for line in map(LINE.match, "".join(printed).splitlines()) if line]
        if found:
            yield cell, [Claim(file, section, *(line[part] or "" for part in LINE.groupindex)) for line in found]


def claims(file: str, notebook: NotebookNode) -> list[Claim]:
    """What a chapter's cells claimed, in its order."""
    return [claim for _, found in printed_claims(notebook, file) for claim in found]


def literal(text: str) -> str:
    """The text for Markdown, which shows it as it is."""
    return re.sub(r"([\\`*_{}\[\]<>$|#~])", r"\\\1", text.strip())


def row(claim: Claim) -> str:
    """A line of the table; the statement leads to its section, if a link can name it."""
    said, section = literal(claim.statement), claim.section.replace(" ", "-")
    if re.fullmatch(r"[\w,.:?!'-]+", section):
        said = f"[{said}]({claim.chapter}#{section})"
    return f"| {said} | {claim.measured} | {claim.bound} |"


def chapter_lines(file: str, title: str, found: list[Claim]) -> Iterator[str]:
    """One chapter's part of the page."""
    told = [claim for claim in found if claim.measured]
    held = [claim for claim in found if not claim.measured]
    yield f"\n## {title}\n\nFrom [the chapter]({file}).\n"
    if told:
        yield "| claim | measured | bound |\n|---|---|---|"
        yield from map(row, told)
    if held:
        yield f"\n<details>\n<summary>{len(held)} that hold without a number</summary>\n"
        for section, group in groupby(held, key=lambda claim: claim.section):
            yield f"\n*{section}*\n"
            yield from (f"- {literal(claim.statement)}" for claim in group)
        yield "\n</details>"


def page(paths: list[Path]) -> str:
    """B_claims.md as it should be."""
    lines: list[str] = []
    for path in paths:
        notebook = read(path)
        if found := claims(path.name, notebook):
            title = HEADING.findall(notebook.cells[0].source)[0]
            lines += chapter_lines(path.name, title, found)
    return HEAD + "\n".join(lines) + "\n"


def book() -> list[Path]:
    """The chapters without their solutions."""
    return [path for path in chapters() if path.parent == NOTEBOOKS]


def write() -> None:
    (NOTEBOOKS / "B_claims.md").write_text(page(book()), encoding="utf-8")


if __name__ == "__main__":
    write()
