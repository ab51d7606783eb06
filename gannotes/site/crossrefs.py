"""What each page names, equations, figures and tables, and where their numbers lead."""

import itertools
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from gannotes.site.markdown import NAME
from gannotes.site.page import caption_below, figure_id

Book = dict[str, NotebookNode]  # by file name


def names(notebook: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    """Each `<a id="...">` of a chapter, and its cell."""
    for cell in (cell for cell in notebook.cells if cell.cell_type == "markdown"):
        text = re.sub(r"(?s)```.*?```|`[^`]*`", "", cell.source)
        yield from ((name, cell) for name in NAME.findall(text))


def captions(notebook: NotebookNode) -> Iterator[tuple[str, str]]:
    """The number of each figure and table, and its name in an address."""
    for cell, following in itertools.pairwise([*notebook.cells, None]):
        if caption := caption_below(cell, following):
            yield f"{caption['kind']} {caption['number']}", figure_id(caption)


def numbers(book: Book) -> dict[str, str]:
    """Where each number of the book leads: (2.1), Figure 2.1."""
    found: dict[str, str] = {}
    for file, notebook in book.items():
        page = re.sub(r"\.(ipynb|md)$", ".html", file)
        equations = [(number_of(name), name) for name, _ in names(notebook) if name.startswith("eq-")]
        found |= {number: f"{page}#{name}" for number, name in [*equations, *captions(notebook)]}
    return found


def number_of(name: str) -> str:
    """eq-2-1 is the name of (2.1), eq-a-1 that of (A.1)."""
    return f"({name.removeprefix('eq-').replace('-', '.').upper()})"
