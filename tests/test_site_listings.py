"""What a chapter lists is the source as it stands; bringing it up to date changes that, and nothing else."""

import copy

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from gannotes import losses, train
from gannotes.site import listings
from gannotes.site.chapter import NOTEBOOKS, chapters, read, to_json
from gannotes.source import source


def stale(text="# gannotes/losses.py:1\ndef old(): ..."):
    return new_output("display_data", {"text/plain": text})


def printed(text="0.5\n"):
    return new_output("stream", name="stdout", text=text)


@pytest.fixture
def notebook():
    imports = new_code_cell("%matplotlib inline\nfrom gannotes import losses, train\nimport not_installed")
    return new_notebook(
        cells=[
            imports,
            new_code_cell("show(losses.minimax, train.play)", outputs=[stale(), stale()]),
            new_code_cell("show(losses.hinge)\nprint(0.5)", outputs=[stale(), printed()]),
        ]
    )


def test_a_listing_is_replaced_by_the_source_as_it_stands(notebook):
    assert listings.refreshed(notebook) == 3
    first, second = notebook.cells[1].outputs
    assert first.data["text/plain"] == source(losses.minimax).rstrip()
    assert second.data["text/plain"] == source(train.play).rstrip()
    assert set(first.data) == {"text/plain", "text/html", "text/latex"}


def test_what_else_a_cell_put_out_stays(notebook):
    before = copy.deepcopy(notebook)
    listings.refreshed(notebook)
    assert notebook.cells[2].outputs[1] == printed()
    assert [cell.source for cell in notebook.cells] == [cell.source for cell in before.cells]


def test_a_second_time_nothing_is_new(notebook):
    listings.refreshed(notebook)
    assert listings.refreshed(notebook) == 0


def test_a_cell_that_shows_more_than_stands_below_it_must_be_run(notebook):
    notebook.cells[1].outputs.pop()
    with pytest.raises(ValueError, match=r"shows 2 things, but 1 listings .* run the chapter\n    show\(losses"):
        listings.refreshed(notebook)


@pytest.mark.parametrize("path", chapters(), ids=lambda path: path.relative_to(NOTEBOOKS).with_suffix("").as_posix())
def test_each_chapter_lists_the_source_as_it_stands(path):
    changed = listings.refreshed(read(path))
    assert changed == 0, f"the package has moved on: python -m gannotes.site.listings {path.relative_to(NOTEBOOKS)}"


def test_an_unknown_chapter_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        listings.main(["99"])
    assert ended.value.code == 2
    assert "there is no chapter 99" in capsys.readouterr().err


def test_files_change_only_where_a_listing_does(tmp_path, notebook, capsys):
    fresh, odd, old = copy.deepcopy(notebook), copy.deepcopy(notebook), notebook
    listings.refreshed(fresh)
    odd.cells[1].outputs.pop()
    paths = {name: tmp_path / f"{name}.ipynb" for name in ("fresh", "odd", "old")}
    for name, content in {"fresh": fresh, "odd": odd, "old": old}.items():
        paths[name].write_text(to_json(content), encoding="utf-8")
    before = {name: path.read_bytes() for name, path in paths.items()}
    assert listings.main([str(path) for path in paths.values()]) == 1
    said = capsys.readouterr()
    assert said.out == "old: 3 listings are new\n"
    assert said.err.startswith("odd.ipynb: a cell shows 2 things")
    assert {name for name, path in paths.items() if path.read_bytes() != before[name]} == {"old"}
    assert listings.refreshed(read(paths["old"])) == 0
