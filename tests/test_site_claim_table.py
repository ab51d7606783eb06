"""The page of claims says what the chapters' cells printed."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from gannotes.claims import claim
from gannotes.site import claim_table
from gannotes.site.chapter import read, save, tidy
from gannotes.site.claim_table import Claim, claims


def cell(*printed):
    return new_code_cell("claim()", outputs=[new_output("stream", name="stdout", text=text) for text in printed])


def test_the_page_is_current():
    there = (claim_table.NOTEBOOKS / "B_claims.md").read_text(encoding="utf-8")
    assert there == claim_table.page(claim_table.book()), "run python -m gannotes.site.claim_table"


def test_what_claim_prints_is_read_back(capsys):
    claim("left", 0.125, at_most=0.5)
    claim("right [of it]", [1.0, 2.0, 3.0], within=(0, 4))
    claim("8 of 8", 8, equal_to=8)
    claim("near", 1.02, equal_to=1, tolerance=0.05)
    claim("bare [brackets]", True)
    cells = [
        new_markdown_cell("# T"),
        new_markdown_cell("## Here\n\n```\n# no heading\n```"),
        cell(capsys.readouterr().out),
    ]
    assert claims("02_x.ipynb", new_notebook(cells=cells)) == [
        Claim("02_x.ipynb", "Here", *rest)
        for rest in (
            ("left", "0.125", "at most 0.5"),
            ("right [of it]", "1 to 3 (3 values)", "within 0 to 4"),
            ("8 of 8", "8", "equal to 8"),
            ("near", "1.02", "equal to 1 ± 0.05"),
            ("bare [brackets]", "", ""),
        )
    ]


def test_lines_without_a_tick_are_no_claims():
    assert claims("02_x.ipynb", new_notebook(cells=[cell("JS 0.3\n", "  ✓ later\n✗ never\n")])) == []


@pytest.fixture
def book(tmp_path, monkeypatch):
    monkeypatch.setattr(claim_table, "NOTEBOOKS", tmp_path)
    lines = "✓ a|b *is* $x$ [measured 0.1, at most 0.2]\n✓ exact\n"
    notebook = new_notebook(cells=[new_markdown_cell("# 2. A game\n\n## What it is"), cell(lines)])
    path = tmp_path / "02_game.ipynb"
    tidy(notebook, path)
    save(notebook, path)
    return path


def test_the_page_has_a_row_for_each_number_and_a_line_for_each_other_claim(book):
    made = claim_table.page([book])
    assert "\n## 2. A game\n\nFrom [the chapter](02_game.ipynb).\n" in made
    assert r"| [a\|b \*is\* \$x\$](02_game.ipynb#What-it-is) | 0.1 | at most 0.2 |" in made
    assert "<summary>1 that hold without a number</summary>" in made
    assert "\n*What it is*\n\n- exact\n" in made


def test_a_section_that_no_link_can_name_is_left_unlinked():
    assert claim_table.row(Claim("02_x.ipynb", "The $p$ of it", "so", "1", "at most 2")) == "| so | 1 | at most 2 |"


def test_a_chapter_without_claims_is_left_out(tmp_path):
    notebook, path = new_notebook(cells=[new_markdown_cell("# 3. Nothing")]), tmp_path / "03_nothing.ipynb"
    tidy(notebook, path)
    save(notebook, path)
    assert claim_table.page([path]) == claim_table.HEAD + "\n"


def test_the_command_writes_the_page(book, monkeypatch):
    monkeypatch.setattr(claim_table, "book", lambda: [book])
    claim_table.write()
    assert (book.parent / "B_claims.md").read_text(encoding="utf-8") == claim_table.page([book])


def test_the_book_claims_a_lot():
    """So that an output's other form would not empty the page unseen."""
    found = [claim for path in claim_table.book() for claim in claims(path.name, read(path))]
    assert len(found) > 1000
    assert all(re.match(r"\d\d_|[A-Z]_", claim.chapter) for claim in found)
