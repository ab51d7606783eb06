"""The page of notation: each name in its column of code exists, and each first place is one."""

import ast
import pkgutil
import re
from pathlib import Path

import pytest

from gannotes.site import chapter as site

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
PAGE = (NOTEBOOKS / "A_notation.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line[1:-1].split("|")] for line in PAGE.splitlines() if line.startswith("| $")]
IN_CODE = sorted({name for row in ROWS for name in re.findall(r"`([^`(]+)`", row[1])})


def names_of(chapter):
    """Each name that a chapter's cells use."""
    for cell in site.read(chapter).cells:
        if cell.cell_type == "code" and not cell.source.startswith("%"):
            yield from (node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name))
            yield from (
                node.arg for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.keyword | ast.arg)
            )


@pytest.fixture(scope="module")
def used():
    return {name for chapter in sorted(NOTEBOOKS.glob("[0-9]*.md")) for name in names_of(chapter)}


@pytest.mark.parametrize("name", [name for name in IN_CODE if "." in name])
def test_a_name_with_a_dot_is_in_the_package(name):
    assert pkgutil.resolve_name(f"gannotes.{name}")


@pytest.mark.parametrize("name", [name for name in IN_CODE if "." not in name])
def test_a_name_without_is_a_variable_of_a_chapter(name, used):
    assert name in used


def test_each_row_says_what_it_means_and_where_it_is_first_used():
    assert len(ROWS) > 50
    for row in ROWS:
        assert len(row) == 2, row
        assert re.search(r"\w.*\. First: \[.+\]\(\d\d_\w+\.ipynb#.+\)$", row[1]), row


def test_each_link_names_an_equation_or_a_heading_that_is_there():
    for file, fragment in re.findall(r"\]\((\w+\.ipynb)#([^)]+)\)", PAGE):
        text = (NOTEBOOKS / file).with_suffix(".md").read_text(encoding="utf-8")
        headings = {heading.strip().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
        assert f'id="{fragment}"' in text or fragment in headings, f"{file}#{fragment}"


def test_equations_are_linked_by_their_own_numbers():
    for shown, chapter, number in re.findall(r"\[\(([\d.]+)\)\]\(\w+\.ipynb#eq-(\d+)-(\d+)\)", PAGE):
        assert shown == f"{chapter}.{number}"
