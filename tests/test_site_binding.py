"""Chapters joined into one PDF: what the outline and the links of the whole lead to."""

import pypdf
import pytest
from printed_pages import printed

from gannotes.site import binding


@pytest.fixture
def bound(tmp_path):
    """A first chapter of two pages and a second of one, joined; each has an exercise, and links to both of these."""
    book = binding.Binding()
    exercises = ["#exercise", "file:///s/one.html#exercise", "file:///s/two.html#exercise"]
    book.add("one.html", printed(tmp_path / "one.pdf", ["One", "Exercises"], [*exercises, "file:///s/two.html"]))
    book.add("two.html", printed(tmp_path / "two.pdf", ["TwoTwo"], [*exercises, "https://arxiv.org/abs/1406.2661"]))
    book.write(tmp_path / "book.pdf", {"Title": "GAN Notes"})
    return pypdf.PdfReader(tmp_path / "book.pdf")


def ends(reader, number):
    """Where the links of a page lead: a page's number in the book, and the height on it; or an address."""
    numbers = {page.indirect_reference.idnum: at for at, page in enumerate(reader.pages)}
    for note in reader.pages[number]["/Annots"]:
        link = note.get_object()
        if "/Dest" in link:
            page, how, *point = link["/Dest"]
            yield numbers[page.indirect_reference.idnum], how, *point[1:2]
        else:
            yield link["/A"]["/URI"]


def test_links_lead_to_their_own_chapter_though_ids_repeat(bound):
    first, second = (1, "/XYZ", 200.0), (2, "/XYZ", 100.0)
    assert list(ends(bound, 0)) == [first, first, second, (2, "/Fit")]
    assert list(ends(bound, 2)) == [second, first, second, "https://arxiv.org/abs/1406.2661"]
    assert not any("/A" in link.get_object() and "/Dest" in link.get_object() for link in bound.pages[0]["/Annots"])


def test_the_outline_has_the_sections_below_their_chapters_at_pages_of_the_book(bound):
    def read(entries):
        return [read(e) if isinstance(e, list) else (e.title, bound.get_destination_page_number(e)) for e in entries]

    assert read(bound.outline) == [("One", 0), [("Exercises", 1)], ("Two", 2)]
    assert [entry.top for entry in bound.outline if not isinstance(entry, list)] == [200.0, 100.0]
    assert bound.page_mode == "/UseOutlines"
    assert bound.metadata.title == "GAN Notes"


def test_no_page_points_into_a_tree_of_tags_that_was_left_behind(bound):
    for page in bound.pages:
        assert "/StructParents" not in page
        assert not any("/StructParent" in note.get_object() for note in page.get("/Annots", []))


@pytest.mark.parametrize("target", ["two.html#exercise", "one.html#nowhere"])
def test_a_link_to_what_is_not_in_the_book_is_named(tmp_path, target):
    book = binding.Binding()
    book.add("one.html", printed(tmp_path / "one.pdf", ["One"], [f"file:///s/{target}"]))
    with pytest.raises(ValueError, match=f"one.html links to {target}, which is not in the book"):
        book.write(tmp_path / "book.pdf", {})


@pytest.mark.parametrize(
    ("title", "mended"),
    [("ClaimsClaims", "Claims"), ("log(D)log(D)", "log(D)"), ("Figures", "Figures"), ("ABAB", "ABAB"), ("", "")],
)
def test_a_title_that_stands_twice_stands_once(title, mended):
    assert binding.once(title) == mended
