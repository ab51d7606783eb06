"""mdBook's preprocessor: it gets the book with notebooks for chapters, and gives it back with pages.

mdBook runs it as `gannotes-mdbook supports html`, and then with [context, book] on its standard input.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from gannotes.site.crossrefs import Book, numbers
from gannotes.site.formats import from_json
from gannotes.site.front import with_chapters
from gannotes.site.links import LinkTable
from gannotes.site.markdown import Page, one_block
from gannotes.site.page import CantRender, body
from gannotes.site.pictures import ImageStore
from gannotes.site.playground import with_scripts, with_small_game
from gannotes.site.rules import FOR_A_PAGE, Chapter, names_are_unique
from gannotes.site.runbox import Address, chapter_page
from gannotes.site.tex import TypeSetter


class Unfit(Exception):
    """The book breaks its own rules; the message lists where, and what to do."""


def chapters(items: list) -> Iterator[dict]:
    """Every chapter of the book in its order, but for those that have no file yet."""
    for item in items:
        if isinstance(item, dict) and "Chapter" in item:
            if item["Chapter"]["path"]:
                yield item["Chapter"]
            yield from chapters(item["Chapter"]["sub_items"])


def as_notebook(name: str, content: str) -> NotebookNode:
    """A page of plain Markdown is a notebook of one cell."""
    if name.endswith(".ipynb"):
        return from_json(content)
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(content)])


def readable(found: list[dict]) -> Book:
    """The chapters as notebooks; Unfit, with the names of all that are none."""
    notebooks, problems = {}, []
    for chapter in found:
        try:
            notebooks[chapter["path"]] = as_notebook(chapter["path"], chapter["content"])
        except ValueError as problem:
            problems.append(f"{chapter['path']} {problem}")
    if problems:
        raise Unfit("\n".join(problems))
    return notebooks


def own_number(name: str) -> list[int] | None:
    """Chapter 02 is number 2 in the contents too, while chapter 01 is still being written."""
    number = re.match(r"(\d+)_", name)
    return [int(number[1])] if number and int(number[1]) else None


def faults(book: Book, folder: Path) -> Iterator[str]:
    """What keeps these chapters from being pages."""
    chapters = [Chapter(folder / name, notebook) for name, notebook in book.items()]
    for chapter in chapters:
        for rule in FOR_A_PAGE:
            yield from rule(chapter)
    yield from names_are_unique(chapters)


def process(context: dict, book: dict) -> dict:
    settings = context["config"]["preprocessor"]["gannotes"]
    folder = Path(context["root"]) / context["config"]["book"]["src"]
    found = list(chapters(book["items"]))
    notebooks = readable(found)
    if found_wrong := list(faults(notebooks, folder)):
        raise Unfit("\n".join(found_wrong))
    store, places = ImageStore(folder / "_figures"), LinkTable(frozenset(notebooks), numbers(notebooks))
    problems = []
    with TypeSetter() as typeset:
        for chapter in found:
            name = chapter["path"]
            try:
                page = with_small_game(body(notebooks[name], store, Page(typeset, places)), Path(name).stem)
                page = with_scripts(with_chapters(page, notebooks, folder, store), store)
            except Exception as problem:  # such as a picture that is none: the others are looked at, too
                problems.append(f"{name}, {problem if isinstance(problem, CantRender) else repr(problem)}")
                continue
            if name.endswith(".ipynb"):
                page = chapter_page(page, Address(Path(name).stem, settings.get("repository", "")))
            else:
                page = f'<article class="leaf">{page}</article>'
            chapter["content"] = one_block(page)
            chapter["number"] = own_number(name)
    if problems:
        raise Unfit("\n".join(problems))
    store.tidy()
    return book


def main() -> None:
    if sys.argv[1:2] == ["supports"]:
        sys.exit(0 if sys.argv[2:] == ["html"] else 1)
    context, book = json.load(sys.stdin)
    try:
        json.dump(process(context, book), sys.stdout)
    except Unfit as problem:
        sys.exit(f"The book can't be built:\n{problem}")


if __name__ == "__main__":
    main()
