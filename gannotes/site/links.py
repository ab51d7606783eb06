"""Where a link leads: an author writes it for JupyterLab, on the site it leads to a page.

A number that is written in prose, (2.5) or Figure 2.1, becomes a link too.
"""

import re
from dataclasses import dataclass, field

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

CONTENTS = "SUMMARY.md"
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//")
NUMBER = re.compile(r"\(\w+\.\d+\)|(?:Figure|Table) \w+\.\d+")


def slug(text: str) -> str:
    """A heading's name in an address; a link may write it as JupyterLab does, `#The-two-coins`."""
    return re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", text.lower())).strip("-")


@dataclass(frozen=True)
class LinkTable:
    """The book's pages, by their files' names, and the address of each number: "(2.1)", "Figure 2.1"."""

    pages: frozenset[str] = frozenset()
    numbers: dict[str, str] = field(default_factory=dict)

    def address(self, written: str) -> str:
        """`02_the_game.ipynb#Two-coins` is `02_the_game.html#two-coins`; a file that is no page stays a file."""
        if ELSEWHERE.match(written):
            return written
        file, hash_, fragment = written.partition("#")
        if file in self.pages:
            file = re.sub(r"\.(ipynb|md)$", ".html", file)
        return file + (hash_ + slug(fragment) if fragment else "")


def linked(text: Token, numbers: dict[str, str]) -> list[Token]:
    """A stretch of text, with a link around each number that the book has."""
    made, end = [], 0
    for found in NUMBER.finditer(text.content):
        if found[0] in numbers:
            made += [
                Token("text", "", 0, content=text.content[end : found.start()]),
                Token("link_open", "a", 1, attrs={"href": numbers[found[0]]}),
                Token("text", "", 0, content=found[0]),
                Token("link_close", "a", -1),
            ]
            end = found.end()
    return [*made, Token("text", "", 0, content=text.content[end:])]


def link_numbers(state: StateCore) -> None:
    """A rule of the Markdown parser: numbers in prose become links, but not in headings, links and captions' names."""
    numbers = state.env["page"].places.numbers if "page" in state.env else {}
    for at, token in enumerate(state.tokens):
        if token.type != "inline" or state.tokens[at - 1].type == "heading_open":
            continue
        made, inside = [], 0
        for child in token.children or []:
            inside += {"link": child.nesting, "strong": child.nesting}.get(child.type.partition("_")[0], 0)
            made += linked(child, numbers) if child.type == "text" and not inside else [child]
        token.children = made
