"""Printed chapters joined into one PDF: one outline, and links that lead from chapter to chapter."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from urllib.parse import unquote, urlsplit

import pypdf
from pypdf.generic import ArrayObject, Destination, DictionaryObject, Fit, IndirectObject, NameObject


def page_within(chapter: pypdf.PdfReader, target: Destination) -> int:
    """The number of the page that a chapter's own destination lies on, from 0."""
    return cast(int, chapter.get_destination_page_number(target))


class Binding:
    """A book that takes one chapter after the other. Its links are led to their places when all of these are known."""

    def __init__(self) -> None:
        self.book = pypdf.PdfWriter()
        self.places: dict[tuple[str, str], ArrayObject] = {}  # by chapter and id: a page, and the point on it
        self.chapter_of: list[str] = []  # of each page

    def add(self, name: str, chapter: pypdf.PdfReader) -> None:
        """A chapter, under the name that links to it call it by: 02_the_game.html."""
        start = len(self.book.pages)
        for page in chapter.pages:
            without_structure(self.book.add_page(page))
            self.chapter_of.append(name)
        self.places[name, ""] = ArrayObject([self.page(start), NameObject("/Fit")])
        for title, target in chapter.named_destinations.items():
            page = self.page(start + page_within(chapter, target))
            self.places[name, unquote(title.removeprefix("/"))] = ArrayObject([page, *target.dest_array[1:]])
        self.outline(chapter, chapter.outline, start)

    def page(self, number: int) -> IndirectObject:
        return cast(IndirectObject, self.book.pages[number].indirect_reference)  # it has one: the book owns it

    def outline(self, chapter: pypdf.PdfReader, entries: list, start: int, above: IndirectObject | None = None) -> None:
        """A chapter's headings, each at its page of the book; a list holds what is below the entry before it."""
        latest = above
        for entry in entries:
            if isinstance(entry, list):
                self.outline(chapter, entry, start, latest)
            else:
                number = start + page_within(chapter, entry)
                point = Fit.xyz(entry.left, entry.top)
                latest = self.book.add_outline_item(
                    title=once(entry.title), page_number=number, parent=above, fit=point, is_open=False
                )

    def lead_links(self) -> None:
        """Each link to a chapter leads to its place in the book. ValueError where there is no such place."""
        for name, page in zip(self.chapter_of, self.book.pages, strict=True):
            for link in links(page):
                if target := aim(link, name):
                    if target not in self.places:
                        raise ValueError(f"{name} links to {'#'.join(target)}, which is not in the book")
                    link.pop("/A", None)
                    link[NameObject("/Dest")] = self.places[target]

    def write(self, to: Path, about: dict[str, str]) -> None:
        self.lead_links()
        self.book.metadata = {f"/{key}": value for key, value in about.items()}
        self.book.page_mode = "/UseOutlines"
        self.book.write(to)


def links(page: pypdf.PageObject) -> Iterator[DictionaryObject]:
    for note in page.get("/Annots") or []:
        if (link := note.get_object()).get("/Subtype") == "/Link":
            yield link


def aim(link: DictionaryObject, name: str) -> tuple[str, str] | None:
    """Which chapter and which id in it a link is to, if it stays in the book: a name of its own page, or a file's."""
    if (place := link.get("/Dest")) is not None:
        return name, unquote(str(place).removeprefix("/"))
    address = urlsplit(link.get("/A", {}).get("/URI", ""))
    return (Path(unquote(address.path)).name, unquote(address.fragment)) if address.scheme == "file" else None


def once(title: str) -> str:
    """The title of a heading that the browser moved to the next page: it stands once in the outline, not twice."""
    return re.sub(r"^(.{3,})\1$", r"\1", title)


def without_structure(page: pypdf.PageObject) -> None:
    """Forgets the numbers by which a page and its links point into a chapter's own tree of tags."""
    for part in (page, *links(page)):
        part.pop("/StructParents", None)
        part.pop("/StructParent", None)
