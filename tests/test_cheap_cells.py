"""The cheap cells of a notebook are those above its first that trains."""

import nbformat
import pytest
from cheap_cells import number_of_cheap, trains

from gannotes.site.chapter import NOTEBOOKS


@pytest.mark.parametrize(
    "source",
    [
        "for paid in train.play(players, stream, 100):\n    pass",
        "def one():\n    return list(play([D, G], stream, 3))",
        "for seed in tqdm(range(8)):\n    history(seed)",
        "table = recipes.measured(recipe)",
    ],
)
def test_a_cell_that_plays_shows_a_bar_or_asks_a_recipe_trains(source):
    assert trains(source)


@pytest.mark.parametrize("source", ["show(train.play)", "# tqdm(range(8))", "'play(it)'", "widgets.play_by_hand(draw)"])
def test_a_cell_that_only_names_it_does_not(source):
    assert not trains(source)


def test_what_stands_below_the_first_that_trains_is_left_out():
    assert number_of_cheap(["x = 1", "play(a, b, 1)", "x"]) == 1
    assert number_of_cheap(["x = 1", "x"]) == 2
    assert number_of_cheap(["play(a, b, 1)"]) == 0


def test_each_chapter_has_a_cheap_cell_and_most_leave_some_out():
    books = [nbformat.read(path, as_version=4) for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
    sources = [[cell.source for cell in book.cells if cell.cell_type == "code"] for book in books]
    cheap = [number_of_cheap(cells) for cells in sources]
    assert min(cheap) >= 1
    assert sum(number < len(cells) for number, cells in zip(cheap, sources, strict=True)) > len(sources) / 2
