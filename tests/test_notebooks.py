"""The book keeps its own rules. (That its outputs are right, nbval checks: see nbval_strict.py.)"""

from functools import cache

import pytest

from gannotes.site.chapter import NOTEBOOKS, chapters
from gannotes.site.rules import RULES, Chapter, ids_are_unique, names_are_unique, summary_lists_the_chapters

PATHS = {path.relative_to(NOTEBOOKS).with_suffix("").as_posix(): path for path in chapters()}
EXECUTED = [name for name, path in PATHS.items() if path.exists()]


@cache
def read(name):
    return Chapter.read(PATHS[name])


def fail_with(complaints):
    if complaints := list(complaints):
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("name", EXECUTED)
def test_a_chapter(name, rule):
    fail_with(rule(read(name)))


def test_each_text_was_executed():
    missing = [name for name in PATHS if name not in EXECUTED]
    fail_with(f"{name} has no notebook yet: run python -m gannotes.site.execute {name}" for name in missing)


def test_cell_ids_are_unique_in_the_book():
    fail_with(ids_are_unique([read(name) for name in EXECUTED]))


def test_names_are_unique_in_the_book():
    fail_with(names_are_unique([read(name) for name in EXECUTED]))


def test_the_summary_lists_the_chapters_in_order():
    fail_with(summary_lists_the_chapters(NOTEBOOKS))
