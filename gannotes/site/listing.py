"""Code as coloured HTML, coloured when the book is built: the site's and the slides' share one set of colours."""

import html
from functools import cache

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

SPANS = HtmlFormatter(nowrap=True)


@cache
def lexer(language: str) -> Lexer:
    return get_lexer_by_name(language or "text", stripnl=False)


def code(text: str, language: str = "") -> str:
    """A listing; mdBook's own highlighter is told to leave it alone."""
    try:
        inner = highlight(text, lexer(language), SPANS)
    except ClassNotFound:
        inner = html.escape(text)
    return f'<pre><code class="no-highlight">{inner.rstrip()}\n</code></pre>'
