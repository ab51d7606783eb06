"""What a chapter's page has besides the chapter: how to run it, how long that takes, and a place to tick it off."""

import html
import re
from dataclasses import dataclass

BRANCH = "main"
LAB = "http://localhost:8888/lab/tree/notebooks"  # where `make lab` opens it


@dataclass(frozen=True)
class Address:
    """Where a chapter can be run. The repository's public address, if it has one, is a setting in book.toml."""

    stem: str
    repository: str = ""

    def links(self) -> list[tuple[str, str]]:
        """Words and address for each place, the nearest first."""
        file = f"{self.stem}.ipynb"
        links = [("Open in JupyterLab", f"{LAB}/{file}"), ("Download the notebook", file)]
        if self.repository.startswith("https://github.com/"):
            name = self.repository.removeprefix("https://github.com/").strip("/")
            links += [
                ("Binder", f"https://mybinder.org/v2/gh/{name}/{BRANCH}?urlpath=lab/tree/notebooks/{file}"),
                ("Colab", f"https://colab.research.google.com/github/{name}/blob/{BRANCH}/notebooks/{file}"),
            ]
        return links


COST = re.compile(r"<p>((?:<strong>Time\.?</strong>|Reading)[^<]*\bmin.*?)</p>\s*", re.S)


def run_box(address: Address, cost: str) -> str:
    links = "".join(f'<li><a href="{html.escape(to)}">{words}</a></li>' for words, to in address.links())
    links += '<li><button type="button" class="fold" hidden>Fold the code</button></li>'
    links += '<li><button type="button" class="print" hidden>Print this chapter</button></li>'
    return (
        f'<div class="run"><p class="how">Run this chapter: type <code>make lab</code> in the repository, '
        f"then open it in JupyterLab.</p><ul>{links}</ul>{f'<p class=cost>{cost}</p>' if cost else ''}</div>"
    )


def chapter_page(text: str, address: Address) -> str:
    """The page with its box for running it, under the title, and the button that remembers it as read, at the end."""
    cost = COST.search(text)
    text = COST.sub("", text, count=1)
    title, end, rest = text.partition("</h1>")
    box = run_box(address, cost[1] if cost else "")
    progress = '<p class="progress" role="status" hidden></p>' if address.stem.startswith("00") else ""
    done = (
        f'<p class="done" hidden><button type="button" aria-pressed="false" data-chapter="{address.stem}"></button></p>'
    )
    return f'<article class="leaf">{title}{end}{progress}{box}{rest}{done}</article>'
