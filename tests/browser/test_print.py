"""The whole book on paper: one PDF with an outline and with links that lead somewhere in it."""

import re

import pypdf
import pytest
from desk import chapter_names

from gannotes.site import pdf


@pytest.fixture(scope="module")
def paper(site, tmp_path_factory):
    file = tmp_path_factory.mktemp("pdf") / "book.pdf"
    pdf.pdf(site / "print.html", file)
    return pypdf.PdfReader(file)


def titles(outline):
    for entry in outline:
        if isinstance(entry, list):
            yield from titles(entry)
        else:
            yield entry.title


def test_the_outline_has_every_chapter_and_says_nothing_twice(paper, site):
    found = list(titles(paper.outline))
    for name in chapter_names():
        (title,) = re.findall(r'<h1 id="[^"]*"><a class="header"[^>]*>(.*?)</a>', (site / f"{name}.html").read_text())
        assert title in found
    assert not [title for title in found if re.fullmatch(r"(.{3,})\1", title)]


def test_every_link_leads_into_the_book_or_to_the_web(paper):
    places = {name.lstrip("/") for name in paper.named_destinations}
    inside = 0
    for page in paper.pages:
        for note in page.get("/Annots") or []:
            link = note.get_object()
            address = link.get("/A", {}).get("/URI")
            if address:
                assert address.startswith("https://"), f"{address} leads off the paper"
            elif "/Dest" in link:
                assert str(link["/Dest"]).lstrip("/") in places
                inside += 1
    assert inside > 10
