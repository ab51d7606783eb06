"""How the book is printed, with a stand-in for the browser. (What is on the paper: browser/test_print.py.)"""

import pypdf
import pytest
from printed_pages import printed

from gannotes.site import pdf, press

HEAD = '<title>{}GAN Notes</title><meta name="description" content="A book &amp; a program"></head><body></body>'
# Notes the address that it should print, and copies the PDF that lies beside that page.
COPIES = """
echo noise >&2
for word; do case $word in --print-to-pdf=*) to=${word#--print-to-pdf=};; file:*) page=${word#file://};; esac; done
echo "${page##*/}" >> "$(dirname "$0")/asked"
page=${page%.html*}
"""
COPY = 'cp "$page.pdf" "$to"\n'


@pytest.fixture
def site(tmp_path):
    """A site of two chapters, with what a browser would print of them."""
    place = tmp_path / "site"
    place.mkdir()
    (place / "toc.html").write_text('<a href="start.html">S</a><a href="end.html">E</a><a href="start.html#a">a</a>')
    for name, titles in {"start": ["Start", "Exercises"], "end": ["End"]}.items():
        (place / f"{name}.html").write_text(HEAD.format(f"{name} - "))
        printed(place / f"{name}.pdf", titles)
    return place


@pytest.fixture
def chromium(tmp_path, monkeypatch):
    """Puts a stand-in for the browser on the PATH: a shell script of these lines."""

    def put(lines):
        script = tmp_path / "chromium"
        script.write_text(f"#!/bin/sh\n{COPIES}{lines}\n")
        script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return put


def run(monkeypatch, site, to):
    monkeypatch.setattr("sys.argv", ["pdf", str(site), str(to)])
    pdf.main()


def test_each_chapter_is_printed_by_itself_and_all_are_joined_in_their_order(
    site, chromium, tmp_path, monkeypatch, capsys
):
    chromium(COPY)
    run(monkeypatch, site, tmp_path / "build" / "book.pdf")
    assert (tmp_path / "asked").read_text().split() == ["start.html#paper-1", "end.html#paper-3"]
    assert [file.name for file in (tmp_path / "build").iterdir()] == ["book.pdf"]
    book = pypdf.PdfReader(tmp_path / "build" / "book.pdf")
    assert len(book.pages) == 3
    assert (book.metadata.title, book.metadata.subject) == ("GAN Notes", "A book & a program")
    said = capsys.readouterr()
    assert said.out.splitlines()[:2] == ["start: 2 pages", "end: 1 pages"]
    assert "book.pdf: 0.0 MB" in said.out
    assert "noise" not in said.out + said.err


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("exit 3", "Chromium left with status 3"),
        ("true", "Chromium left without a whole PDF"),
        ('head -c 300 "$page.pdf" > "$to"', "Chromium left without a whole PDF"),
        ("sleep 60", "Chromium was not done after 5 s"),
        ('cp "$page-unready.pdf" "$to"', "its script paper.js did not make it ready for paper"),
    ],
)
def test_a_chapter_that_fails_is_named_with_the_reason_and_the_old_book_stays(
    site, chromium, tmp_path, monkeypatch, lines, why
):
    chromium(f"case $page in */end) {lines};; *) {COPY};; esac")
    printed(site / "end-unready.pdf", ["End"], title="The end - GAN Notes")
    monkeypatch.setattr(press, "PATIENCE", 5 if "sleep" in lines else 60)
    (tmp_path / "book.pdf").write_text("the old one")
    with pytest.raises(SystemExit) as leaving:
        run(monkeypatch, site, tmp_path / "book.pdf")
    assert f"end.html could not be printed: {why}; what the browser said is in" in str(leaving.value)
    assert "noise" not in str(leaving.value)
    assert (tmp_path / "book.log").read_text() == "noise\n"
    assert (tmp_path / "book.pdf").read_text() == "the old one"


def test_a_page_without_a_title_says_nothing_of_itself(tmp_path):
    (tmp_path / "page.html").write_text("<head></head>")
    assert pdf.about(tmp_path / "page.html") == {}


def test_it_says_what_is_missing(site, tmp_path, monkeypatch):
    with pytest.raises(FileNotFoundError, match="make book"):
        list(pdf.pdf(tmp_path, tmp_path / "book.pdf"))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileNotFoundError, match="apt-get install chromium"):
        list(pdf.pdf(site, tmp_path / "book.pdf"))
    monkeypatch.setattr("sys.argv", ["pdf"])
    with pytest.raises(SystemExit, match="each chapter's page"):
        pdf.main()
