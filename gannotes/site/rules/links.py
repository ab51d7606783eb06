"""Links lead somewhere, and a link to an equation says its number."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from nbformat import NotebookNode

from gannotes.site import chapter as site
from gannotes.site.crossrefs import captions
from gannotes.site.rules.prose import pieces
from gannotes.site.rules.rule import Chapter, Rule

ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//")  # an address on the web


def links_lead_somewhere(chapter: Chapter) -> Iterator[str]:
    for cell, text, target in links(chapter):
        if ELSEWHERE.match(target):
            continue
        place, _, fragment = unquote(target).partition("#")
        file = (chapter.path.parent / place).resolve() if place else chapter.path.resolve()
        here = file == chapter.path.resolve()
        if not here and not file.exists():
            yield chapter.complaint(cell, f"[{text}]({target}) leads to a file that does not exist: correct it")
        elif file.suffix == ".md" and file.with_suffix(".ipynb").exists():
            yield chapter.complaint(cell, f"[{text}]({target}) leads to a text: link to the notebook, .ipynb")
        elif fragment and fragment not in (anchors(chapter.notebook) if here else anchors_of(file)):
            yield chapter.complaint(cell, f'[{text}]({target}): no heading and no <a id="{fragment}"></a> is there')


def links_to_equations_say_their_numbers(chapter: Chapter) -> Iterator[str]:
    for cell, text, target in links(chapter):
        equation = re.search(r"#eq-(\w+)-(\d+)$", target)
        number = f"({equation[1].upper()}.{equation[2]})" if equation else text
        if text != number:
            yield chapter.complaint(cell, f"[{text}]({target}) should read [{number}]({target})")


def links(chapter: Chapter) -> Iterator[tuple[NotebookNode, str, str]]:
    """Each link and picture: its cell, its text, where it leads."""
    for cell in chapter.prose:
        for piece in pieces(cell.source):
            if piece.kind == "link":
                yield cell, piece.text, piece.target
            if piece.kind == "html":
                for target in re.findall(r'\b(?:href|src)="([^"]*)"', piece.text):
                    yield cell, target, target


def anchors(notebook: NotebookNode) -> set[str]:
    """Where a link may lead: an <a id="..."></a>, a captioned figure, or a heading.

    JupyterLab names a heading by its words joined by -.
    """
    found = {name for _, name in captions(notebook)}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for piece in pieces(cell.source):
                if piece.kind == "heading":
                    found.add(piece.text.replace(" ", "-"))
                if piece.kind == "html":
                    found |= set(re.findall(r'\bid="([^"]+)"', piece.text))
    return found


@cache
def anchors_of(file: Path) -> set[str]:
    return anchors(site.read(file)) if file.suffix in {".ipynb", ".md"} else set()


RULES: list[Rule] = [links_lead_somewhere, links_to_equations_say_their_numbers]
