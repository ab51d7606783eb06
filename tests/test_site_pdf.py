"""How the book is printed. (What is on the paper, a browser shows: browser/test_print.py.)"""

import pytest

from gannotes.site import pdf


@pytest.fixture
def page(tmp_path):
    file = tmp_path / "print.html"
    file.write_text("<h1>Book</h1>")
    return file


@pytest.fixture
def chromium(tmp_path, monkeypatch):
    """Puts a stand-in for the browser on the PATH: a shell script of these lines."""

    def put(lines):
        script = tmp_path / "chromium"
        script.write_text(f"#!/bin/sh\n{lines}\n")
        script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return put


def prints(content):
    """A browser that makes a file of this content."""
    to = '"${word#--print-to-pdf=}"'
    return f"for word; do case $word in --print-to-pdf=*) printf '{content}' > {to};; esac; done"


WHOLE = "%%PDF-1.4 /Title (BookBook) %%%%EOF"


def test_a_page_is_printed_and_its_outline_mended(page, chromium, tmp_path, monkeypatch, capsys):
    chromium("echo noise >&2; " + prints(WHOLE))
    monkeypatch.setattr("sys.argv", ["pdf", str(page), str(tmp_path / "build" / "book.pdf")])
    pdf.main()
    assert (tmp_path / "build" / "book.pdf").read_bytes() == b"%PDF-1.4 /Title (Book)     %%EOF"
    assert [file.name for file in (tmp_path / "build").iterdir()] == ["book.pdf"]
    assert "book.pdf: 0.0 MB" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("echo no screen >&2; exit 3", "Chromium left with status 3"),
        ("echo no screen >&2", "Chromium left without a whole PDF"),
        ("echo no screen >&2; " + prints("%%PDF-1.4 cut"), "Chromium left without a whole PDF"),
        ("echo no screen >&2; sleep 60", "Chromium was not done after 0.5 s"),
    ],
)
def test_a_browser_that_fails_leaves_a_sentence_its_log_and_the_old_file(
    page, chromium, tmp_path, monkeypatch, lines, why
):
    chromium(lines)
    monkeypatch.setattr(pdf, "PATIENCE", 0.5 if "sleep" in lines else 60)
    (tmp_path / "book.pdf").write_text("the old one")
    monkeypatch.setattr("sys.argv", ["pdf", str(page), str(tmp_path / "book.pdf")])
    with pytest.raises(SystemExit) as leaving:
        pdf.main()
    assert f"print.html could not be printed: {why}; what it said is in" in str(leaving.value)
    assert "no screen" not in str(leaving.value)
    assert "no screen" in (tmp_path / "book.log").read_text()
    assert (tmp_path / "book.pdf").read_text() == "the old one"


def test_it_says_what_is_missing(page, tmp_path, monkeypatch):
    with pytest.raises(FileNotFoundError, match="make book"):
        pdf.pdf(tmp_path / "none.html", tmp_path / "book.pdf")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileNotFoundError, match="apt-get install chromium"):
        pdf.pdf(page, tmp_path / "book.pdf")
    monkeypatch.setattr("sys.argv", ["pdf"])
    with pytest.raises(SystemExit, match="print page"):
        pdf.main()


@pytest.mark.parametrize(
    ("title", "mended"),
    [
        (b"/Title (ClaimsClaims)", b"/Title (Claims)      "),
        (b"/Title (\xfe\xff\x00a\x00b\x00a\x00b)", b"/Title (\xfe\xff\x00a\x00b)    "),
        (rb"/Title (log\(D\)log\(D\))", rb"/Title (log\(D\))        "),
        (b"/Title (Figures)", b"/Title (Figures)"),
        (b"/Title (ABAB)", b"/Title (ABAB)"),
    ],
)
def test_a_title_that_stands_twice_stands_once_and_no_byte_moves(title, mended):
    assert pdf.mended(title) == mended
    assert len(title) == len(mended)
