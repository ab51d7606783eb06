"""A chapter as a deck of slides: one HTML file that needs nothing else, with speaker notes.

    python -m gannotes.site.slides build/slides            every chapter
    python -m gannotes.site.slides build/slides 02         one, by number, by name, or by the path of either file

Each cell says in its metadata where it goes: slide, subslide (below it), fragment (appears on the next key), notes
(for the speaker: S opens them), skip; a cell that says nothing goes on where the last one stopped.
"""

import argparse
import html
import re
import sys
from pathlib import Path

from nbformat import NotebookNode

from gannotes.site.chapter import about, chapters, find, read, where
from gannotes.site.markdown import Page
from gannotes.site.page import CellRenderer, pieces
from gannotes.site.pictures import inline
from gannotes.site.rules import FOR_A_PAGE, Chapter
from gannotes.site.tex import KATEX, TypeSetter

ASSETS = Path(__file__).parent / "assets"
STYLES = (ASSETS / "reveal" / "reveal.css", KATEX / "katex-inline.css", ASSETS / "code.css", ASSETS / "slides.css")
SCRIPTS = [ASSETS / name for name in ("reveal/reveal.js", "reveal/notes.js", "player.js", "fit.js", "slides.js")]
KINDS = {"slide", "subslide", "fragment", "notes", "skip", "", "-"}


def kind(cell: NotebookNode) -> str:
    return cell.metadata.get("slideshow", {}).get("slide_type", "-")


def columns(notebook: NotebookNode, scribe: CellRenderer) -> list[list[str]]:
    """The slides, as reveal.js has them: a row of columns, each from its first slide down."""
    made: list[list[str]] = []
    for cell, text in pieces(notebook, scribe):
        match kind(cell):
            case "skip":
                continue
            case "slide":
                made.append([text])
            case "subslide" if made:
                made[-1].append(text)
            case "notes" if made:
                made[-1][-1] += f'<aside class="notes">{text}</aside>'
            case "fragment" if made:
                made[-1][-1] += f'<div class="fragment">{text}</div>'
            case "-" | "" if made:
                made[-1][-1] += text
            case other if other in KINDS:
                made.append([text])
            case other:
                raise ValueError(f"{where(notebook, cell)}: {other!r} is no slide type; there are {sorted(KINDS)}")
    return made


def standalone(text: str) -> str:
    """A deck is one file: a link to another page of the book has no place to lead to, one to the web has."""
    return re.sub(r'<a href="(?!https?:|#)[^"]*"', "<a", text)


def deck(notebook: NotebookNode, scribe: CellRenderer) -> str:
    """The whole file."""
    sections = "".join(
        f"<section>{''.join(f'<section><div class=leaf>{slide}</div></section>' for slide in column)}</section>"
        for column in columns(notebook, scribe)
    )
    title = re.search(r"(?m)^# (.+)$", notebook.cells[0].source) if notebook.cells else None
    styles = "".join(file.read_text(encoding="utf-8") for file in STYLES)
    scripts = "\n".join(file.read_text(encoding="utf-8") for file in SCRIPTS).replace("</script", r"<\/script")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title[1] if title else 'Slides')}</title><style>{styles}</style></head><body>"
        f'<main class="reveal"><div class="slides">{standalone(sections)}</div></main>'
        f"<script>{scripts}</script></body></html>"
    )


def named(path: Path) -> str:
    """A deck's name: that of its chapter, and solutions- before it if it has the chapter's solutions."""
    return f"solutions-{path.stem}" if path.parent.name == "solutions" else path.stem


def chosen(names: list[str]) -> list[Path]:
    """The notebooks that are named, by number, name or path; all chapters, without their solutions, if none is."""
    if names:
        return list(dict.fromkeys(map(find, names)))
    return [path for path in chapters() if path.exists() and path.parent.name != "solutions"]


def made(path: Path, typeset: TypeSetter) -> str:
    """A chapter's deck; ValueError, with all that is wrong, if it can't be shown."""
    if not path.exists():
        raise ValueError(f"{path.name} was never run: make execute NOTEBOOKS={path.stem}")
    notebook = read(path)
    chapter = Chapter(path, notebook)
    if found := [fault for rule in FOR_A_PAGE for fault in rule(chapter)]:
        raise ValueError("\n".join(found))
    return deck(notebook, CellRenderer(inline, Page(typeset), folding=False))


def write(folder: Path, paths: list[Path]) -> None:
    """Writes each deck that can be made; SystemExit, with what is wrong with the others, at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    problems = []
    with TypeSetter() as typeset:
        for path in paths:
            try:
                text = made(path, typeset)
            except Exception as problem:  # whatever is wrong with one chapter, the others are made
                problems.append(about(path, problem))
                continue
            file = folder / f"{named(path)}.html"
            file.write_text(text, encoding="utf-8")
            print(f"{file}: {len(text) / 1e6:.1f} MB")
    if problems:
        sys.exit("\n".join(problems))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("chapters", nargs="*")
    options = parser.parse_args(arguments)
    try:
        paths = chosen(options.chapters)
    except ValueError as problem:
        parser.error(str(problem))
    write(options.folder, paths)


if __name__ == "__main__":
    main()
