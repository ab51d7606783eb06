"""The book's Markdown as HTML: what JupyterLab and GitHub show from the same text, with formulas typeset.

Beyond CommonMark and tables it knows three habits of the chapters: `$...$` and `$$...$$`; an `<a id="eq-2-1"></a>`
above a formula, which names it; `> **Note.** ...`, which is a box.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin

from gannotes.site.links import CONTENTS, LinkTable, link_numbers, slug
from gannotes.site.listing import code

Env = dict
PIPE = "\ue000"  # stands for a | inside a formula while a table row is split at its |
NAME = re.compile(r'<a id="([^"]+)">(?:</a>)?')


@dataclass
class Page:
    """What the parts of one page share: how formulas are set, where links lead, which headings have been named."""

    typeset: Callable[[str, bool], str]
    places: LinkTable = field(default_factory=LinkTable)
    slugs: set[str] = field(default_factory=set)


def inline_text(token: Token) -> str:
    return "".join(child.content for child in token.children or [] if child.type != "html_inline")


def name_headings(state: StateCore) -> None:
    taken = state.env["page"].slugs if "page" in state.env else set()
    for token, inside in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type == "heading_open":
            name = base = slug(inline_text(inside)) or "section"
            number = 1
            while name in taken:
                name, number = f"{base}-{number}", number + 1
            taken.add(name)
            token.attrSet("id", name)


def name_formulas(state: StateCore) -> None:
    """A paragraph that is only `<a id="..."></a>` gives its id to the formula below it."""
    kept: list[Token] = []
    for token in state.tokens:
        if token.type == "math_block" and len(kept) > 2 and kept[-1].type == "paragraph_close":
            name = NAME.fullmatch(kept[-2].content.strip())
            if name:
                token.attrSet("id", name[1])
                del kept[-3:]
        kept.append(token)
    state.tokens[:] = kept


def box_notes(state: StateCore) -> None:
    """A quotation that begins with a bold word, `> **Warning.** ...`, is a box of that kind."""
    tokens = state.tokens
    for at, token in enumerate(tokens):
        if token.type != "blockquote_open" or at + 2 >= len(tokens) or tokens[at + 2].type != "inline":
            continue
        bold = re.match(r"\*\*(\w+)\b[^*]*[.:?]\*\*", tokens[at + 2].content)
        if bold:
            close = next(t for t in tokens[at:] if t.type == "blockquote_close" and t.level == token.level)
            token.tag = close.tag = "div"
            token.attrSet("class", f"note note-{bold[1].lower()}")
            token.attrSet("role", "note")


def link(self: RendererHTML, tokens: list[Token], at: int, options: OptionsDict, env: Env) -> str:
    """A link; one to the contents has no address on the site, where they stand beside every page."""
    token = copy(tokens[at])
    address = env["page"].places.address(str(token.attrGet("href")))
    token.attrs = {} if address == CONTENTS else {**token.attrs, "href": address}
    if address.startswith("C_references.html#"):
        token.attrs["class"] = "cite"
    return self.renderToken([token], 0, options, env)


def inline_code(self: RendererHTML, tokens: list[Token], at: int, options: object, env: Env) -> str:
    """A name in a line; on a narrow page it may break after its underscores and dots."""
    name = html.escape(tokens[at].content, quote=False)
    return f"<code>{re.sub(r'(?<=[_.])(?=[^_.]{3})', '<wbr>', name)}</code>"


def formula(element: str) -> Callable:
    """Renders a formula in a span of its line, or as an equation of its own."""

    def render(self: object, tokens: list[Token], at: int, options: object, env: Env) -> str:
        token = tokens[at]
        made = env["page"].typeset(token.content.replace(PIPE, "|").strip(), bool(element))
        name = f' id="{token.attrGet("id")}"' if token.attrGet("id") else ""
        return f'<{element} class="equation"{name}>{made}</{element}>' if element else made

    return render


def heading(opening: bool) -> Callable:
    def render(self: object, tokens: list[Token], at: int, options: object, env: Env) -> str:
        token = tokens[at]
        if opening:
            name = token.attrGet("id")
            return f'<{token.tag} id="{name}"><a class="header" href="#{name}">'
        return f"</a></{token.tag}>\n"

    return render


def make_parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": True, "highlight": lambda text, language, _: code(text, language)})
    made.enable(["table", "strikethrough"])
    made.use(dollarmath_plugin, allow_labels=False, allow_space=False, double_inline=True)
    for rule in (name_formulas, box_notes, name_headings, link_numbers):
        made.core.ruler.push(rule.__name__, rule)
    made.add_render_rule("link_open", link)
    made.add_render_rule("code_inline", inline_code)
    made.add_render_rule("math_inline", formula(""))
    made.add_render_rule("math_inline_double", formula("span"))
    made.add_render_rule("math_block", formula("div"))
    made.add_render_rule("heading_open", heading(opening=True))
    made.add_render_rule("heading_close", heading(opening=False))
    made.add_render_rule("table_open", lambda *_: '<div class="table"><table>')
    made.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return made


PARSER = make_parser()


def shield(text: str) -> str:
    """The text with the | of formulas in table rows out of the way."""
    row = re.compile(r"(?m)^[ >]*\|.*$")
    return row.sub(lambda line: re.sub(r"\$[^$]+\$", lambda tex: tex[0].replace("|", PIPE), line[0]), text)


@cache
def parse(text: str) -> tuple[Token, ...]:
    """A text's tokens, for who only looks: each rule asks for them again."""
    return tuple(PARSER.parse(shield(text)))


def flat(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from flat(token.children or [])


def render(text: str, page: Page) -> str:
    return PARSER.render(shield(text), {"page": page})


def one_block(text: str) -> str:
    """HTML without an empty line, which mdBook's own Markdown parser passes on untouched."""
    text = re.sub(r"<pre\b.*?</pre>", lambda pre: re.sub(r"\n(?=\s*\n)", "&#10;", pre[0]), text, flags=re.S)
    return re.sub(r"\n\s*\n", "\n", text).strip()
