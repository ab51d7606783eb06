"""What holds for the chapters together."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from gannotes.site import chapter as site
from gannotes.site.crossrefs import names
from gannotes.site.links import slug
from gannotes.site.rules.rule import Chapter


def ids_are_unique(chapters: list[Chapter]) -> Iterator[str]:
    """In the whole book, so that a link or a tool can name a cell."""
    owner: dict[str, Chapter] = {}
    for chapter in chapters:
        for cell in chapter.notebook.cells:
            if cell.id in owner:
                other = owner[cell.id].name
                yield chapter.complaint(cell, f"{other} has a cell of the same id, {cell.id}: {chapter.remedy}")
            owner[cell.id] = chapter


def names_are_unique(chapters: list[Chapter]) -> Iterator[str]:
    """Each equation, figure and table has a name of its own, spelt as an address has it."""
    found = [(chapter, name, cell) for chapter in chapters for name, cell in names(chapter.notebook)]
    used = Counter(name for _, name, _ in found if re.match(r"eq-|fig-|tab-", name))
    for chapter, name, cell in found:
        if name != slug(name):
            yield chapter.complaint(cell, f"name it {slug(name)}, in small letters, digits and hyphens")
        elif used[name] > 1:
            yield chapter.complaint(cell, f"{name} is the name of more than one place in the book")


def summary_lists_the_chapters(folder: Path) -> Iterator[str]:
    """SUMMARY.md, which the site follows, has each chapter and each page, in order; a draft has no address yet."""
    summary = folder / "SUMMARY.md"
    text = summary.read_text(encoding="utf-8") if summary.exists() else ""
    listed = [address.removeprefix("./") for address in re.findall(r"\]\(([^)\s]+)\)", text)]
    there = {path.name for path in site.chapters(folder) if path.parent == folder}
    there |= {page.name for page in folder.glob("*.md") if page.with_suffix(".ipynb").name not in there}
    there -= {summary.name}
    for missing in sorted(there - set(listed)):
        yield f"SUMMARY.md does not list {missing}: add a line for it"
    for gone in sorted(set(listed) - there):
        yield f"SUMMARY.md lists {gone}, which does not exist: write [Title]() until it does"
    for before, after in pairwise(name for name in listed if re.match(r"[0-9A-Z]", name)):
        if before >= after:
            yield f"SUMMARY.md lists {after} after {before}: put the chapters in order, each once"
