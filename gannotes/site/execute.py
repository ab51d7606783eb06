"""Runs chapters in place, so that a second run changes not one byte.

    python -m gannotes.site.execute                    every chapter and every solution
    python -m gannotes.site.execute 02 solutions/02    by number, by name, or by the path of either file
    python -m gannotes.site.execute --words 02         runs nothing: only the prose, or tags, were edited

A chapter is a notebook and its text, and an author edits either. Where their cells differ, those that were saved
last are run; the others are kept in .ipynb_checkpoints. After the run both files agree. If a cell fails, or if a file
was edited meanwhile, both stay as they are. A cell with a tag such as the_game.png also leaves its figure in a file of
that name beside the chapter, for pages that are not run, such as the README.
"""

import argparse
import base64
import sys
import time
from pathlib import Path

from nbformat import NotebookNode

from gannotes.site import claim_table
from gannotes.site.chapter import about, agreed, chapters, find, read, save, text_of, tidy, where
from gannotes.site.formats import NOTEBOOKS
from gannotes.site.kernel import run

READERS_PATIENCE = 120  # seconds that a chapter may take


class CodeDiffers(ValueError):
    """What a notebook put out belongs to other code than the chapter's."""


class EditedMeanwhile(ValueError):
    """A file changed while its cells ran."""


def pictures(notebook: NotebookNode) -> dict[str, bytes]:
    """The figures that cells leave in files, by the name that is the cell's tag. ValueError if there is no figure."""
    found = {}
    for cell in notebook.cells:
        for name in (tag for tag in cell.metadata.get("tags", []) if tag.endswith(".png")):
            figures = [output.data["image/png"] for output in cell.outputs if "image/png" in output.get("data", {})]
            if len(figures) != 1:
                raise ValueError(f"{where(notebook, cell)} is tagged {name} and draws {len(figures)} figures, not one")
            found[name] = base64.b64decode(figures[0])
    return found


def keep(notebook: NotebookNode, path: Path) -> None:
    """Writes both files of a chapter, and the figures that its cells leave beside it."""
    figures = pictures(notebook)
    save(notebook, path)
    for name, content in figures.items():
        draft = path.with_name(f".{name}.draft")
        draft.write_bytes(content)
        draft.replace(path.with_name(name))


def execute(path: Path) -> None:
    """Runs one chapter and writes both its files."""

    def on_disk() -> list[bytes | None]:
        return [file.read_bytes() if file.exists() else None for file in (path, text_of(path))]

    before = on_disk()
    notebook = agreed(path)
    run(notebook, path)
    tidy(notebook, path)
    if on_disk() != before:
        raise EditedMeanwhile(f"{path.name} or its text was edited while it ran: run it again")
    keep(notebook, path)


def carry_words(path: Path) -> None:
    """Brings an edited prose into both files; the code is as it was, and so is what it put out."""
    if not path.exists():
        raise CodeDiffers(f"{path.name} was never run: run it without --words")
    notebook = agreed(path)
    new, old = ([cell for cell in each.cells if cell.cell_type == "code"] for each in (notebook, read(path)))
    if [cell.source for cell in new] != [cell.source for cell in old]:
        raise CodeDiffers(f"{path.name}: its code was edited, not its words alone: run it without --words")
    for cell, before in zip(new, old, strict=True):
        cell.outputs, cell.execution_count = before.outputs, before.execution_count
    tidy(notebook, path)
    keep(notebook, path)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapters", nargs="*")
    parser.add_argument("--words", action="store_true")
    chosen = parser.parse_args(arguments)
    try:
        # By path, once each: `notebooks/02*` names both files of a chapter.
        paths = dict.fromkeys(find(name) for name in chosen.chapters) or chapters()
    except ValueError as problem:
        parser.error(str(problem))
    failures = 0
    for path in paths:
        start = time.perf_counter()
        try:
            (carry_words if chosen.words else execute)(path)
        except Exception as problem:  # whatever befalls one chapter, the others are run
            failures += 1
            print(f"{about(path, problem)}\nIts files are as they were.", file=sys.stderr, flush=True)
        else:
            seconds = time.perf_counter() - start
            slow = f"  WARNING: a chapter may take {READERS_PATIENCE} s" if seconds > READERS_PATIENCE else ""
            print(f"{path.stem}: {seconds:.0f} s{slow}", flush=True)
    if any(path.parent == NOTEBOOKS for path in paths):
        claim_table.write()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
