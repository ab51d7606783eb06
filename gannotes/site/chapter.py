"""A chapter is two files that say the same: a notebook with its outputs and, beside it, its text (jupytext's MyST)."""

import hashlib
import re
import shutil
from collections import Counter
from pathlib import Path

from nbformat import NotebookNode

from gannotes.site.formats import NOTEBOOKS, from_json, from_text, is_notebook, read, to_json, to_text
from gannotes.site.survives import cells, is_empty, kept, losses

WIDGET = "application/vnd.jupyter.widget-view+json"


def text_of(path: Path) -> Path:
    """The text beside a notebook."""
    return path.with_suffix(".md")


def chapters(folder: Path | None = None) -> list[Path]:
    """The notebook of each chapter, then of each solution; where only the text exists, the notebook to be."""
    found, folder = [], folder or NOTEBOOKS
    for place in (folder, folder / "solutions"):
        files = [*place.glob("[0-9A-Z]*.ipynb"), *filter(is_notebook, place.glob("[0-9A-Z]*.md"))]
        found += sorted({file.with_suffix(".ipynb") for file in files})
    return found


def find(name: str) -> Path:
    """The notebook that a number, a name or a path means; ValueError, with those that exist, if there is none."""
    path = Path(name)
    if path.suffix == ".ipynb" and (path.is_file() or text_of(path).is_file()):
        return path
    if path.suffix == ".md" and is_notebook(path):
        return path.with_suffix(".ipynb")
    known = {chapter.relative_to(NOTEBOOKS).with_suffix("").as_posix(): chapter for chapter in chapters()}
    for chapter in known:
        if chapter == name or chapter.startswith(f"{name}_"):
            return known[chapter]
    raise ValueError(f"there is no chapter {name}; there are: {', '.join(known) or 'none yet'}")


def as_written(file: Path) -> NotebookNode:
    """What an author wrote in either file, less empty cells and blank lines at a cell's ends.

    ValueError if there is more that a text can't hold: then no file may be written from this one.
    """
    notebook = read(file)
    refuse_losses(notebook, file)
    notebook.cells = [cell for cell in notebook.cells if not is_empty(cell)]
    return from_text(to_text(notebook))


def refuse_losses(notebook: NotebookNode, file: Path) -> None:
    for cell, why in losses(notebook):
        place = f"{where(notebook, cell)}: " if cell is not None else ""
        raise ValueError(f"{file.name}, {place}{why}")


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
    return as_written(path)


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
    seen: Counter[tuple[str, str]] = Counter()
    ids = []
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
    """Writes both files or none; cells that this would lose go to .ipynb_checkpoints first."""
    refuse_losses(notebook, path)
    contents = {path: to_json(notebook), text_of(path): to_text(notebook)}
    if not cells(from_json(contents[path])) == cells(notebook) == cells(from_text(contents[text_of(path)])):
        raise ValueError(f"{path.name} and its text would not say the same: nothing was written")
    drafts = {}
    try:
        for file, content in contents.items():
            if file.exists() and file.read_bytes() == content.encode():
                continue
            drafts[file] = file.with_name(f".{file.name}.draft")
            drafts[file].write_bytes(content.encode())
        for file in drafts:
            if file.exists() and cells(as_written(file)) != cells(notebook):
                keep_aside(file)
        for file, draft in drafts.items():
            draft.replace(file)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def keep_aside(file: Path) -> None:
    """A copy in .ipynb_checkpoints, beside those of earlier runs."""
    attic = file.parent / ".ipynb_checkpoints"
    attic.mkdir(exist_ok=True)
    names = (
        attic / f"{file.stem}-replaced{number}{file.suffix}" for number in ("", *(f"-{n}" for n in range(2, 10**6)))
    )
    shutil.copy2(file, next(name for name in names if not name.exists() or name.read_bytes() == file.read_bytes()))


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


def about(path: Path, problem: Exception) -> str:
    """What went wrong with a chapter, by its name; an exception that nobody foresaw has its type said too."""
    words = str(problem) if isinstance(problem, ValueError) else f"{type(problem).__name__}: {problem}"
    words = words.encode("utf-8", "backslashreplace").decode()  # half a character can't be printed
    return words if path.stem in words else f"{path.name}: {words}"
