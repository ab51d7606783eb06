"""A chapter is two files that say the same: a notebook with its outputs and, beside it, its text (jupytext's MyST)."""

import copy
import hashlib
import re
import shutil
from collections import Counter
from pathlib import Path

import jupytext
import nbformat
from jupytext.config import load_jupytext_config
from nbformat import NotebookNode

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
PAIRING = load_jupytext_config(str(NOTEBOOKS / "any.md"))  # notebooks/jupytext.toml
WIDGET = "application/vnd.jupyter.widget-view+json"


def text_of(path: Path) -> Path:
    """The text beside a notebook."""
    return path.with_suffix(".md")


def chapters(folder: Path = NOTEBOOKS) -> list[Path]:
    """The notebook of each chapter, then of each solution; where only the text exists, the notebook to be."""
    found = []
    for place in (folder, folder / "solutions"):
        files = [*place.glob("[0-9A-Z]*.ipynb"), *filter(is_notebook, place.glob("[0-9A-Z]*.md"))]
        found += sorted({file.with_suffix(".ipynb") for file in files})
    return found


def is_notebook(text: Path) -> bool:
    """Whether a Markdown file is a notebook's text or a page of its own: the first has jupytext's header."""
    return re.match(r"---\n((?!---).*\n)*jupytext:", text.read_text(encoding="utf-8")) is not None


def to_text(notebook: NotebookNode) -> str:
    return jupytext.writes(copy.deepcopy(notebook), fmt="md:myst", config=PAIRING)


def to_json(notebook: NotebookNode) -> str:
    return nbformat.writes(notebook) + "\n"


def read(file: Path) -> NotebookNode:
    """A notebook; or a text, as a notebook without outputs."""
    if file.suffix == ".ipynb":
        return nbformat.read(file, as_version=4)
    return jupytext.reads(file.read_text(encoding="utf-8"), fmt="md:myst")


def kept(metadata: NotebookNode) -> NotebookNode:
    """A cell's tags and its place in the slides, which the text holds too; JupyterLab's empty ones say nothing."""
    empty = (None, [], {}, {"slide_type": ""})
    return NotebookNode({key: metadata[key] for key in ("tags", "slideshow") if metadata.get(key) not in empty})


def cells(notebook: NotebookNode) -> list[tuple[str, str, NotebookNode]]:
    """What an author wrote, without what running it added."""
    return [(cell.cell_type, cell.source, kept(cell.metadata)) for cell in notebook.cells]


def as_written(file: Path) -> NotebookNode:
    """What an author wrote in either file, less what a text can't hold: empty cells, blank lines at a cell's ends."""
    notebook = read(file)
    notebook.cells = [cell for cell in notebook.cells if cell.source.strip()]
    return jupytext.reads(to_text(notebook), fmt="md:myst")


def agreed(path: Path) -> NotebookNode:
    """The chapter without outputs, as its author saved it last: the text's cells, or a later notebook's.

    Later means by more than two seconds: git writes both files at once, in any order.
    """
    text = text_of(path)
    if not path.exists():
        return as_written(text)
    if text.exists():
        if cells(as_written(text)) == cells(as_written(path)):
            return as_written(text)
        newer = path if path.stat().st_mtime > text.stat().st_mtime + 2 else text
        print(f"{path.stem}: the notebook and its text differ; taking the cells of {newer.name}, which was saved last")
        if newer == text:
            return as_written(text)
    notebook = as_written(path)
    if len(notebook.cells) != sum(bool(cell.source.strip()) for cell in read(path).cells):
        raise ValueError(f"{path.name} can't be written as text: does a line of a cell start with +++ ?")
    return notebook


def tidy(notebook: NotebookNode, path: Path) -> None:
    """Drops what differs from run to run or from editor to editor, and names each cell by what it says."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = NotebookNode(
        kernelspec={"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        language_info={"name": "python", "pygments_lexer": "ipython3"},
    )
    for cell, name in zip(notebook.cells, cell_ids(notebook, path), strict=True):
        cell.id = name
        cell.metadata = kept(cell.metadata)
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not is_progress_bar(output)]
            for output in cell.outputs:
                output.get("data", {}).pop(WIDGET, None)  # names a model that only this kernel had


def cell_ids(notebook: NotebookNode, path: Path) -> list[str]:
    """Ids that each run gives again, unique in the book, changed by what a cell says and not by its neighbours."""
    book = "solutions-" if path.parent.name == "solutions" else ""
    chapter = re.sub(r"[^\w-]", "-", book + path.stem, flags=re.ASCII)[:48]
    seen, ids = Counter(), []
    for cell in notebook.cells:
        said = (cell.cell_type, cell.source)
        seen[said] += 1
        digest = hashlib.sha256(repr((*said, seen[said])).encode()).hexdigest()
        ids.append(f"{chapter}-{digest[:10]}")
    return ids


def is_progress_bar(output: NotebookNode) -> bool:
    """tqdm's bar: there to be watched, not to be kept."""
    return re.match(r".*\d%\|.*\|", output.get("data", {}).get("text/plain", "")) is not None


def save(notebook: NotebookNode, path: Path) -> None:
    """Writes both files, each whole or not at all; cells that this would lose go to .ipynb_checkpoints first."""
    for file, content in ((path, to_json(notebook)), (text_of(path), to_text(notebook))):
        if file.exists() and file.read_text(encoding="utf-8") == content:
            continue
        if file.exists() and cells(as_written(file)) != cells(notebook):
            attic = file.parent / ".ipynb_checkpoints"
            attic.mkdir(exist_ok=True)
            shutil.copy2(file, attic / f"{file.stem}-replaced{file.suffix}")
        draft = file.with_name(f".{file.name}.draft")
        draft.write_text(content, encoding="utf-8", newline="\n")
        draft.replace(file)


def where(notebook: NotebookNode, cell: NotebookNode) -> str:
    """A cell's address for a person: In[3] under "Algorithm 1": `paid = play(players, batches, rounds)`."""
    before = notebook.cells[: next(i for i, other in enumerate(notebook.cells) if other is cell)]
    prose = "\n".join(other.source for other in before if other.cell_type == "markdown")
    headings = re.findall(r"(?m)^#{1,6} +(.+)$", re.sub(r"(?ms)^```.*?^```", "", prose))
    code = cell.cell_type == "code"
    name = f"In[{1 + sum(other.cell_type == 'code' for other in before)}]" if code else "the text"
    under = f' under "{headings[-1]}"' if headings else ""
    lines = [line.strip() for line in cell.source.splitlines() if line.strip()] or ["an empty cell"]
    first = next((line for line in lines if not (code and line.startswith(("#", "%")))), lines[0])
    return f"{name}{under}: `{first if len(first) <= 50 else first[:47] + '...'}`"
