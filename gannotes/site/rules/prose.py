"""Markdown in pieces, as JupyterLab and the site read it: what stands in code or in a formula is no link."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table").use(dollarmath_plugin, double_inline=True)


@dataclass(frozen=True)
class Piece:
    """A heading, a link (or picture), a displayed formula, a tag of HTML, or else words."""

    kind: str
    text: str
    target: str = ""


@cache
def pieces(source: str) -> list[Piece]:
    found: list[Piece] = []
    heading = False  # whether the words to come are a heading's
    for token in MARKDOWN.parse(source):
        inside = token.children or []
        if token.type == "math_block":
            found.append(Piece("formula", token.content))
        elif token.type == "html_block":
            found.append(Piece("html", token.content))
        elif token.type == "inline":
            if heading:
                found.append(Piece("heading", shown(inside)))
            found += inline_pieces(inside)
        heading = token.type == "heading_open"
    return found


def inline_pieces(tokens: list[Token]) -> Iterator[Piece]:
    for at, token in enumerate(tokens):
        if token.type == "link_open":
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "link_close")
            yield Piece("link", shown(tokens[at:end]), str(token.attrGet("href")))
        elif token.type == "image":
            yield Piece("link", token.content, str(token.attrGet("src")))
        elif token.type == "html_inline":
            yield Piece("html", token.content)
        elif token.type == "math_inline_double":
            yield Piece("formula", token.content)
        elif token.content.strip():
            yield Piece("words", token.content)


def shown(tokens: list[Token]) -> str:
    """What a reader sees of a link or heading; a formula as JupyterLab uses it in a heading's name."""
    dollars = {"math_inline": "$"}
    tokens = [token for token in tokens if token.type != "html_inline"]
    return "".join(dollars.get(token.type, "") + token.content + dollars.get(token.type, "") for token in tokens)
