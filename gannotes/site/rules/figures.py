"""Figures count up and have a caption."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from gannotes.site.rules.rule import Chapter, Rule


def figures(chapter: Chapter) -> Iterator[tuple[NotebookNode, NotebookNode]]:
    """Each figure: its cell and the output that shows it."""
    for cell in chapter.code:
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                yield cell, output


def figures_have_captions(chapter: Chapter) -> Iterator[str]:
    following = dict(zip(map(id, chapter.notebook.cells), chapter.notebook.cells[1:], strict=False))
    for count, (cell, _) in enumerate(figures(chapter), start=1):
        after = following.get(id(cell))
        caption = after.source if after is not None and after.cell_type == "markdown" else ""
        caption = re.sub(r'\A<a id="[^"]*"></a>\s*', "", caption)
        start = f"**Figure {chapter.label}.{count}.**"
        if not re.match(re.escape(start) + r"\s+\S+\s+\S.*[.!?:]", caption):
            yield chapter.complaint(cell, f"begin the next cell with {start} and a sentence on what is to be seen")


def figure_references_hold(chapter: Chapter) -> Iterator[str]:
    there = {f"{chapter.label}.{count}" for count, _ in enumerate(figures(chapter), start=1)}
    for cell in chapter.prose:
        for number in re.findall(rf"\bFigure ({chapter.label}\.\d+)", cell.source):
            if number not in there:
                yield chapter.complaint(cell, f"there is no Figure {number}: correct the number")


RULES: list[Rule] = [figures_have_captions, figure_references_hold]
