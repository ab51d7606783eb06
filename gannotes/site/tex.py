"""Formulas are typeset when the book is built: KaTeX runs in V8, so a page needs neither a network nor a script."""

import re
from pathlib import Path

KATEX = Path(__file__).parent / "assets" / "katex"


class WrongTeX(ValueError):
    """KaTeX can't read a formula."""


def searchable(made: str) -> str:
    """KaTeX's HTML without the TeX source that it notes down, and with each word apart from the next."""
    made = re.sub(r"<annotation.*?</annotation>", "", made, flags=re.S)
    return re.sub(r"<math\b.*?</math>", lambda math: math[0].replace("><", "> <"), made, flags=re.S)


class TypeSetter:
    """HTML for a formula, with MathML for screen readers; use it in a `with`, or V8's thread outlives a failure."""

    def __enter__(self) -> "TypeSetter":
        from py_mini_racer import MiniRacer  # here, so that the rules can be checked without V8

        self.v8 = MiniRacer()
        self.v8.eval((KATEX / "katex.min.js").read_text(encoding="utf-8"))
        self.known: dict[tuple[str, bool], str] = {}
        return self

    def __exit__(self, *problem: object) -> None:
        self.v8.close()

    def __call__(self, tex: str, display: bool = False) -> str:
        if (tex, display) not in self.known:
            options = {"displayMode": display, "throwOnError": True, "strict": "error", "output": "htmlAndMathml"}
            try:
                made = self.v8.call("katex.renderToString", tex, options)
            except Exception as problem:  # mini-racer wraps what JavaScript throws in its own types
                said = re.search(r"(?:ParseError|Error): (.*)", str(problem))
                raise WrongTeX(f"KaTeX can't read {tex!r}: {said[1] if said else problem}") from None
            self.known[tex, display] = searchable(made)
        return self.known[tex, display]
