"""What a notebook's text can't hold is refused before a file is written: nothing an author made is lost on the way."""

from collections.abc import Iterator

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from gannotes.site.formats import STRANGE, code_point, from_text, to_text

HELD = ("tags", "slideshow")  # a cell's metadata that stand in the text too (notebooks/jupytext.toml)
BLANK = " \t\n"
# How an editor showed a cell or a notebook: no work of an author's. Anything else in the metadata may be.
VIEW = {
    *("collapsed", "scrolled", "autoscroll", "trusted", "editable", "deletable", "jupyter", "execution", "ExecuteTime"),
    *("hidden", "heading_collapsed", "jp-MarkdownHeadingCollapsed", "code_folding", "hide_input", "id", "colab"),
    *(
        "outputId",
        "colab_type",
        "vscode",
        "pycharm",
        "run_control",
        "lines_to_next_cell",
        "lines_to_end_of_cell_marker",
    ),
}
EDITORS = {
    *("kernelspec", "language_info", "jupytext", "widgets", "toc", "toc-autonumbering", "celltoolbar", "colab"),
    *("accelerator", "vscode", "interpreter", "orig_nbformat", "varInspector", "hide_input", "kernel_info", "nteract"),
    *("anaconda-cloud", "toc-showcode", "toc-showmarkdowntxt", "toc-showtags", "notebookId", "signature", "name"),
}

Loss = tuple[NotebookNode | None, str]  # the cell, or None for the notebook as a whole; what would be lost, what to do


def kept(metadata: NotebookNode) -> NotebookNode:
    """A cell's tags and its place in the slides, which the text holds too; JupyterLab's empty ones say nothing."""
    empty: tuple[object, ...] = (None, [], {}, {"slide_type": ""})
    return NotebookNode({key: metadata[key] for key in HELD if metadata.get(key) not in empty})


def cells(notebook: NotebookNode) -> list[tuple[str, str, NotebookNode]]:
    """What an author wrote, without what running it added."""
    return [(cell.cell_type, cell.source, kept(cell.metadata)) for cell in notebook.cells]


def is_empty(cell: NotebookNode) -> bool:
    return not cell.source.strip(BLANK) and not cell.get("attachments")


def losses(notebook: NotebookNode) -> Iterator[Loss]:
    """What would not come back from the text, cell by cell."""
    if unknown := sorted(set(notebook.metadata) - EDITORS):
        yield None, f"its metadata hold {', '.join(unknown)}, which a chapter's files don't keep: take them out"
    full = [cell for cell in notebook.cells if not is_empty(cell)]
    for cell in full:
        yield from ((cell, why) for why in unfit(cell))
    whole = survivors(full)
    if whole != [written(cell) for cell in full]:
        alone = [cell for cell in full if not survives_alone(cell)]
        yield alone[0] if alone else None, "it would not come back from the text: " + why_not(alone)


def unfit(cell: NotebookNode) -> Iterator[str]:
    """What a cell has that no text can hold."""
    if cell.get("attachments"):
        names = ", ".join(cell.attachments)
        yield f"a pasted picture ({names}) has no place in the text: save it as a file beside the notebook, and link it"
    if strange := STRANGE.search(cell.source):
        yield f"it has {code_point(strange[0])}, which breaks a line of the text: take it out, or escape it"
    if unknown := sorted(set(cell.metadata) - VIEW - set(HELD)):
        yield f"its metadata hold {', '.join(unknown)}, and the text only {' and '.join(HELD)}: write it as a tag"


def written(cell: NotebookNode) -> tuple:
    """A cell, less the blank lines at its ends: those a text doesn't hold."""
    lines = cell.source.rstrip(BLANK).split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip(BLANK)), 0)
    return cell.cell_type, "\n".join(lines[first:]), kept(cell.metadata)


def survivors(full: list[NotebookNode]) -> list[tuple] | None:
    """The cells as they come back; None if the text can't be written, or not be read."""
    try:
        return [written(cell) for cell in from_text(to_text(new_notebook(cells=full))).cells]
    except Exception:  # whatever jupytext and YAML choose to raise: it is not held
        return None


def survives_alone(cell: NotebookNode) -> bool:
    """Whether a cell comes back from between two others; one that opens a fence swallows the next."""
    row = [new_markdown_cell("# Before"), cell, new_code_cell("after")]
    return survivors(row) == [written(one) for one in row]


def why_not(alone: list[NotebookNode]) -> str:
    if not alone:
        return "look for a fence (```) that is never closed"
    lines = alone[0].source.splitlines()
    if any(line.startswith("+++") for line in lines):
        return "a line that starts with +++ begins a new cell there, so indent it"
    if any(line.lstrip().startswith(("```", "~~~")) for line in lines):
        return "look for a fence (```) that is never closed, or that names a cell"
    return "look for what Markdown would take for the start or the end of a cell"
