"""On paper: a small book of two chapters, printed and joined as `make pdf` does it; a chapter printed by a reader."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pypdf
import pytest
from desk import PATIENCE, ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from gannotes.site import pdf

MARGIN = 17 / 25.4 * 72  # points at the left and the right of a page, by paper.css
TERMS = 16  # a line and a third
WIDE = "$$ " + " + ".join(rf"\alpha_{{{i}}} \beta_{{{i}}}" for i in range(TERMS)) + r" = 1 \tag{2.1} $$"
START = "# 0. Start\n\nSee [(2.1)](02_game.ipynb#eq-2-1), [the game](02_game.ipynb) and [arXiv](https://arxiv.org).\n\n"
GAME = '# 2. The game\n\nReading 5 min, running 1 s.\n\n## Exercises\n\n<a id="eq-2-1"></a>\n\n'


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A site of two chapters. The first has two sheets, a section named as one in the other, and a folded cell."""
    place = tmp_path_factory.mktemp("book")
    shutil.copy(ROOT / "book.toml", place)
    (place / "gannotes").symlink_to(ROOT / "gannotes")
    notebooks = place / "notebooks"
    (notebooks / "solutions").mkdir(parents=True)
    folded = new_code_cell("folded_away = 1", execution_count=1, metadata={"tags": ["hide-input"]})
    start = new_markdown_cell(START + "A line.\n\n" * 60 + "## Exercises\n\nSee [below](#Exercises).")
    nbformat.write(new_notebook(cells=[start, folded]), notebooks / "00_start.ipynb")
    nbformat.write(new_notebook(cells=[new_markdown_cell(GAME + WIDE)]), notebooks / "02_game.ipynb")
    (notebooks / "SUMMARY.md").write_text("[Start](00_start.ipynb)\n\n- [The game](02_game.ipynb)\n")
    scripts = Path(sys.executable).parent
    path = f"{scripts}{os.pathsep}{os.environ['PATH']}"
    command = [scripts / "mdbook", "build", place]
    done = subprocess.run(command, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return place / "site"


@pytest.fixture(scope="module")
def paper(small, tmp_path_factory):
    file = tmp_path_factory.mktemp("pdf") / "book.pdf"
    assert dict(pdf.pdf(small, file)) == {"00_start": 4, "02_game": 1}, "the book's cover is the first page"
    return pypdf.PdfReader(file)


def test_the_outline_leads_to_the_pages_that_carry_its_titles(paper):
    def read(entries):
        return [read(e) if isinstance(e, list) else (e.title, paper.get_destination_page_number(e)) for e in entries]

    found = read(paper.outline)
    assert found == [("GAN Notes", 0), ("0. Start", 1), [("Exercises", 3)], ("2. The game", 4), [("Exercises", 4)]]
    assert paper.metadata.title == "GAN Notes"
    for number, title in enumerate(["GAN Notes", "0. Start", "A line.", "Exercises", "2. The game"]):
        lines = paper.pages[number].extract_text().split("\n")
        assert title in lines
        assert str(number + 1) in (lines[0], lines[-1]), "page numbers go on from chapter to chapter"


def test_links_lead_into_the_other_chapter_or_to_the_web(paper):
    numbers = {page.indirect_reference.idnum: at for at, page in enumerate(paper.pages)}
    ways = []
    for page in paper.pages:
        for note in page.get("/Annots", []):
            link = note.get_object()
            ways.append(numbers[link["/Dest"][0].indirect_reference.idnum] if "/Dest" in link else link["/A"]["/URI"])
    assert sorted(way for way in ways if isinstance(way, str)) == ["https://arxiv.org/"]
    assert ways.count(4) == 4, "(2.1) and the game from the first chapter, and two headings, which link to themselves"


def test_the_paper_has_what_was_folded_and_nothing_that_only_a_screen_can_do(paper):
    text = "\n".join(page.extract_text() for page in paper.pages)
    assert "folded_away = 1" in text
    assert not re.search(r"make lab|Print this chapter|I have read|^code$", text, re.M)
    assert text.count("The game") == 1, "no table of contents at the side"


def test_a_wide_formula_is_set_as_large_as_the_column_allows(paper):
    column, rights = float(paper.pages[4].mediabox.width) - 2 * MARGIN, []

    def seen(text, matrix, place, font, size):
        if "\u03b2" in text:
            rights.append((matrix[0] * place[4] + matrix[4] - MARGIN) / column)

    paper.pages[4].extract_text(visitor_text=seen)
    assert len(rights) == TERMS, "what is outside of the column would be cut off"
    assert 0.9 < max(rights) < 0.98, "fitted to the screen's column it would end at 0.89"


def test_a_reader_prints_a_chapter_with_its_folds_open_and_finds_them_as_they_were(window, small, tmp_path):
    page = window()
    page.goto(f"{small.as_uri()}/00_start.html")
    page.pdf(path=tmp_path / "chapter.pdf", prefer_css_page_size=True)
    text = "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "chapter.pdf").pages)
    assert "folded_away = 1" in text
    assert "GAN Notes" not in text, "a handout needs no cover"
    assert page.locator("details.input:not([open])").count() == 1
    assert page.locator("html.paper").count() == 0


def test_a_chapter_offers_to_print_it(window, small):
    page = window()
    page.goto(f"{small.as_uri()}/02_game.html")
    page.evaluate("() => { window.print = () => { window.asked = true } }")
    page.get_by_role("button", name="Print this chapter").click()
    assert page.evaluate("window.asked")
