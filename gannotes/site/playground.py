"""The game that trains in the page: its scripts as one, and the chapters' figures below which a small one stands.

The scripts are modules that import one another. A page that is opened from a folder may load no module, and V8 in a
wheel knows none; so they are joined into one script here.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PLAYED = '<div class="live-game"'
FOLDER = Path(__file__).parent / "assets" / "playground"
IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.M)
EXPORT = re.compile(r"^export (?=(?:function|const) (\w+))", re.M)


def in_order(name: str, before: tuple[str, ...] = ()) -> tuple[str, ...]:
    """A module and all that it imports, each once, what is imported first."""
    if name in before:
        return before
    for _, needed in IMPORT.findall((FOLDER / f"{name}.js").read_text(encoding="utf-8")):
        before = in_order(needed, before)
    return (*before, name)


def enclosed(name: str) -> str:
    """A module as a constant of its name after a $, which holds what it exports; the rest stays inside."""
    text = (FOLDER / f"{name}.js").read_text(encoding="utf-8")
    exports = ", ".join(EXPORT.findall(text))
    inside = EXPORT.sub("", IMPORT.sub(r"const \1 = $\2;", text))
    return f"const ${name} = (() => {{\n{inside}return {{ {exports} }};\n}})();\n"


def joined(*names: str) -> str:
    """The modules and all that they import as one plain script."""
    order: tuple[str, ...] = ()
    for name in names:
        order = in_order(name, order)
    whole = '"use strict";\n' + "".join(map(enclosed, order))
    return re.sub(r"^ *//.*\n|^ +", "", whole, flags=re.M)  # a page need not load remarks and indents


@dataclass(frozen=True)
class Small:
    """A small game below a chapter's figure: what it begins with, what can be chosen there, and a word on it."""

    below: str
    settings: str  # as in the playground's own links
    choose: str
    words: str

    def figure(self) -> str:
        settings = html.escape(self.settings)
        return (
            f'<p class="plays">{self.words}</p>'
            f'{PLAYED} data-small data-settings="{settings}" data-choose="{self.choose}"><p>A game plays here, '
            "where scripts may run.</p></div>"
        )


SMALL = {
    "02_the_game": Small(
        "fig-2-8",
        "data=two_normals&penalty=r1&weight=0.05&k=2",
        "data k",
        "Here the game trains in this page: two Gaussians, and you choose how often D moves. "
        "Press play, or move each player yourself.",
    ),
    "05_convergence": Small(
        "fig-5-10",
        "data=dirac&loss=wasserstein&optimizer=plain&rate=0.1",
        "loss penalty weight",
        "The same game, in this page. Let it turn, then choose R1 and let it play again.",
    ),
    "06_when_it_fails": Small(
        "fig-6-8",
        "data=ring&k=2",
        "loss penalty k",
        "A game for you to spoil, in this page: the verdict below it is found by the same rules, "
        "of the last sixteen readings.",
    ),
    "09_wasserstein": Small(
        "fig-9-4",
        "data=two_normals&loss=wasserstein&penalty=clip&weight=0.01&k=5",
        "penalty weight",
        "A clipped critic at work, in this page: her weights run to the walls. "
        "Try another bound, or the gradient penalty.",
    ),
}


def with_small_game(page: str, stem: str) -> str:
    """A chapter's page with its small game below its figure, if it has both."""
    small = SMALL.get(stem)
    figure = small and re.search(rf'<figure id="{small.below}">.*?</figure>', page, re.S)
    return page[: figure.end()] + small.figure() + page[figure.end() :] if small and figure else page


def with_scripts(page: str, store: Callable[[bytes, str], str]) -> str:
    """A page where a game plays, with the script that plays it; any other as it is."""
    if PLAYED not in page:
        return page
    script = store(joined("playground").encode(), "text/javascript")
    return f'{page}<script defer src="{script}"></script>'
