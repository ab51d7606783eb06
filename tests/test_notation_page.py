"""The page of notation: each name is in the package, and each symbol's first place is the one that is linked."""

import importlib
import inspect
import re
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
PAGE = (NOTEBOOKS / "A_notation.md").read_text(encoding="utf-8")
ROWS = [row for row in (line.strip("| \n").split(" | ") for line in PAGE.splitlines()) if len(row) == 4]
SYMBOLS = {row[0].strip("$"): row for row in ROWS if row[0].startswith("$")}


def first_place(symbol):
    """The address of the section in which a symbol first stands in a formula, chapter 0's own table apart."""
    for text in sorted(NOTEBOOKS.glob("[0-9][0-9]_*.md"))[1:]:
        heading = ""
        for line in text.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                heading = line.lstrip("# ").replace(" ", "-")
            if any(symbol in formula for formula in re.findall(r"\$+[^$]+\$+", line)):
                return f"{text.stem}.ipynb#{heading}"
    return None


def named(name):
    """What a dotted name of the page stands for; AttributeError or ImportError if the package has no such thing."""
    room, _, thing = f"gannotes.{name}".rpartition(".")
    return getattr(importlib.import_module(room), thing)


def test_the_tables_are_read():
    assert len(SYMBOLS) >= 24


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_each_name_is_in_the_package(symbol):
    code = SYMBOLS[symbol][2]
    of = re.fullmatch(r"`(\w+)` of `([\w.]+)`", code)
    if of:
        assert of[1] in inspect.signature(named(of[2])).parameters
    else:
        names = re.findall(r"`([\w.]+)`", code)
        assert names
        assert all(callable(named(name)) for name in names)


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_each_symbol_is_linked_to_its_first_place(symbol):
    linked = re.search(r"\]\(([^)]+)\)", SYMBOLS[symbol][3])[1]
    assert linked == first_place(symbol)


def test_a_name_that_is_gone_and_a_symbol_that_nobody_writes_are_found():
    with pytest.raises((AttributeError, ImportError)):
        named("divergences.jensen")
    assert first_place(r"\mathfrak{Q}") is None
