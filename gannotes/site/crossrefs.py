"""Cross-references of the whole book: what each page names, where each link leads. A book is {file name: notebook}."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from gannotes.site.chapter import where
from gannotes.site.checks import Fault, prose
from gannotes.site.links import CONTENTS, ELSEWHERE, slug
from gannotes.site.markdown import NAME, inline_text, parse
from gannotes.site.page import caption_below, figure_id

Book = dict[str, NotebookNode]


def names(notebook: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    """Each `<a id="...">` of a chapter, and its cell."""
    for cell in prose(notebook):
        text = re.sub(r"(?s)```.*?```|`[^`]*`", "", cell.source)
        yield from ((name, cell) for name in NAME.findall(text))


def headings(notebook: NotebookNode) -> Iterator[str]:
    for cell in prose(notebook):
        for token, inside in itertools.pairwise(parse(cell.source)):
            if token.type == "heading_open":
                yield slug(inline_text(inside))


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


def links(notebook: NotebookNode) -> Iterator[tuple[NotebookNode, str, str]]:
    """Each link of a chapter: its cell, its words and its address."""
    for cell in prose(notebook):
        for block in parse(cell.source):
            pieces = block.children or []
            for at, piece in enumerate(pieces):
                if piece.type == "link_open":
                    words = itertools.takewhile(lambda after: after.type != "link_close", pieces[at + 1 :])
                    yield cell, "".join(after.content for after in words), str(piece.attrGet("href"))


def misnamed(book: Book) -> Iterator[Fault]:
    used = Counter(
        name for notebook in book.values() for name, _ in names(notebook) if re.match(r"eq-|fig-|tab-", name)
    )
    for file, notebook in book.items():
        for name, cell in names(notebook):
            if name != slug(name):
                yield Fault(file, where(notebook, cell), f"name it {slug(name)}, in small letters, digits and hyphens")
            elif used[name] > 1:
                yield Fault(file, where(notebook, cell), f"{name} is the name of more than one place in the book")


def broken(book: Book, folder: Path) -> Iterator[Fault]:
    """Links that lead nowhere, or to another number than they say."""
    places = {
        file: {*headings(notebook), *(name for name, _ in names(notebook)), *(name for _, name in captions(notebook))}
        for file, notebook in book.items()
    }
    for file, notebook in book.items():
        for cell, words, address in links(notebook):
            if ELSEWHERE.match(address) or address == CONTENTS:
                continue
            path, _, fragment = address.partition("#")
            target, link = path or file, f"[{words}]({address})"
            if target not in places and (target.endswith(".md") or not (folder / target).exists()):
                yield Fault(file, where(notebook, cell), f"{link} leads to {target}, which is not in the book")
            elif target in places and fragment and slug(fragment) not in places[target]:
                yield Fault(file, where(notebook, cell), f"{link} leads to #{fragment}, which is nowhere in {target}")
            elif fragment.startswith("eq-") and words != number_of(fragment):
                yield Fault(file, where(notebook, cell), f"{link} should read {number_of(fragment)}")
