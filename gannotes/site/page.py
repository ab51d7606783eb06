"""A chapter's notebook as one page: prose, code that folds, outputs, figures joined with their captions."""

import itertools
import re
from dataclasses import dataclass

from nbformat import NotebookNode

from gannotes.frames import FRAMES
from gannotes.site.chapter import where
from gannotes.site.hints import hints
from gannotes.site.listing import code
from gannotes.site.markdown import Page, render
from gannotes.site.outputs import Store, output_html, picture_kind
from gannotes.site.tex import WrongTeX

CAPTION = re.compile(
    r'\A\s*(?:<a id="(?P<id>[^"]+)"></a>\s*)?'
    r"(?P<caption>\*\*(?P<kind>Figure|Table) (?P<number>\w+\.\w+)\.\*\*.*?)(?:\n\s*\n|\Z)",
    re.S,
)


class CantRender(ValueError):
    """A cell can't be made into a part of a page."""


@dataclass(frozen=True)
class CellRenderer:
    """What turns cells into HTML, and how: where pictures go, who sets formulas, whether code can be folded."""

    store: Store
    page: Page
    folding: bool = True

    def cell(self, cell: NotebookNode, caption: re.Match | None = None) -> str:
        """One cell, and the caption that the next one holds for its figure."""
        if cell.cell_type == "markdown":
            return render(cell.source, self.page)
        if not cell.source.strip():
            return ""
        below = hints(cell.source, self.page) if self.folding else ""
        return f'<div class="cell">{self.input(cell)}{self.outputs(cell, caption)}{below}</div>'

    def input(self, cell: NotebookNode) -> str:
        """The code; on a slide, where nothing folds, a figure stands without the code that drew it."""
        hidden, listing = "hide-input" in tags(cell), code(cell.source, "python")
        if not self.folding:
            return "" if hidden or any(picture_kind(output) for output in cell.outputs) else listing
        return f'<details class="input"{"" if hidden else " open"}><summary>code</summary>{listing}</details>'

    def outputs(self, cell: NotebookNode, caption: re.Match | None) -> str:
        made = [output_html(output, self.store, self.page) for output in cell.outputs]
        if caption:
            shown = max(i for i, output in enumerate(cell.outputs) if is_figure(output))
            words = render(caption["caption"], self.page)
            made[shown] = f'<figure id="{figure_id(caption)}">{made[shown]}<figcaption>{words}</figcaption></figure>'
        made = "".join(made)
        if made and "hide-output" in tags(cell):
            if not self.folding:
                return ""
            made = f'<details class="output"><summary>output</summary>{made}</details>'
        return f'<div class="outputs">{made}</div>' if made else ""


def tags(cell: NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def is_figure(output: NotebookNode) -> bool:
    """Whether a caption may belong to it: a picture, frames, or a table, but not the listing that `show` displays."""
    data = output.get("data", {})
    return bool(picture_kind(output)) or FRAMES in data or ("text/html" in data and "text/latex" not in data)


def figure_id(caption: re.Match) -> str:
    """fig-2-1 for Figure 2.1, tab-2-1 for Table 2.1."""
    return f"{caption['kind'][:3]}-{caption['number'].replace('.', '-')}".lower()


def caption_below(cell: NotebookNode, following: NotebookNode | None) -> re.Match | None:
    """The caption at the top of the next cell, if this cell shows a figure."""
    shows = cell.cell_type == "code" and any(is_figure(output) for output in cell.outputs)
    if shows and following is not None and following.cell_type == "markdown":
        return CAPTION.match(following.source)
    return None


def pieces(notebook: NotebookNode, scribe: CellRenderer) -> list[tuple[NotebookNode, str]]:
    """Each cell that readers see, with its HTML; a caption has moved up to its figure."""
    cells = [cell for cell in notebook.cells if cell.cell_type != "raw" and "remove-cell" not in tags(cell)]
    made, taken = [], None
    for cell, following in itertools.pairwise([*cells, None]):
        shown = NotebookNode(cell, source=cell.source[taken.end() :]) if taken else cell
        taken = caption_below(cell, following)
        try:
            made.append((cell, scribe.cell(shown, taken)))
        except WrongTeX as problem:
            raise CantRender(f"{where(notebook, cell)}\n    {problem}") from None
    return made


def body(notebook: NotebookNode, store: Store, page: Page) -> str:
    return "\n".join(text for _, text in pieces(notebook, CellRenderer(store, page)))
