"""Whatever a notebook holds: its two files say what its author wrote, or it is refused and not one byte changes."""

import json
import os

import pytest

from gannotes.site import execute
from gannotes.site.formats import read
from gannotes.site.survives import is_empty, losses, written

PIECES = [
    *(
        "a",
        "x = 1",
        "# T",
        " ",
        "  ",
        "\t",
        "\n",
        "\n\n",
        "```",
        "~~~",
        "````",
        "{code-cell}",
        "{raw-cell}",
        "---",
        "+++",
    ),
    *("%", "!", "$$", "'''", ":tags: [x]", "<!-- -->", ">", "(a)=", "\\", "\xa0", "\ufeff", "é", "\U0001f600"),
    *("\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1e", "\x85", "\u2028", "\u2029", "\x00", "\ud800", "+++ {}", "\n---\n"),
]
METADATA = [{}, {}, {}, {"tags": ["log"]}, {"slideshow": {"slide_type": "slide"}}, {"scrolled": True}, {"grade": 1}]
OUTPUT = {
    "output_type": "display_data",
    "metadata": {},
    "data": {"application/x-none": {"a": [1]}, "text/plain": "\x0c"},
}


def a_cell(rng):
    common = rng.random() < 0.7  # most cells are of the harmless pieces, or none would come through
    source = "".join(rng.choices(PIECES[:8] if common else PIECES, k=rng.randrange(6)))
    cell = {"cell_type": rng.choice(["markdown", "code", "raw"]), "source": source, "metadata": rng.choice(METADATA)}
    if cell["cell_type"] == "code":
        cell |= {"outputs": [OUTPUT] * rng.randrange(2), "execution_count": None}
    elif rng.random() < 0.1:
        cell["attachments"] = {"a.png": {"image/png": "eA=="}}
    return cell


def a_file(rng):
    cells = [a_cell(rng) for _ in range(rng.randrange(6))]
    made = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()
    if rng.random() < 0.1:
        at = rng.randrange(len(made))
        made = rng.choice([made[:at], made[:at] + b"\xe9" + made[at:], made[at:], b"\xef\xbb\xbf" + made])
    return made


@pytest.fixture
def without_kernel(monkeypatch):
    monkeypatch.setattr(execute, "run", lambda notebook, path: None)


@pytest.mark.filterwarnings("ignore::nbformat.warnings.MissingIDFieldWarning")  # some files that it makes lack ids
def test_a_notebook_is_kept_whole_or_refused_whole(fuzz, without_kernel, tmp_path, capsys):
    path = tmp_path / "02_any.ipynb"
    ends = []

    def check(rng):
        for file in tmp_path.iterdir():
            file.unlink()
        path.write_bytes(before := a_file(rng))
        status = execute.main([str(path)])
        ends.append(status)
        said = capsys.readouterr().err
        if status:
            assert "02_any" in said
            assert path.read_bytes() == before
            assert list(tmp_path.iterdir()) == [path]
        else:
            wrote = json.loads(before)["cells"]
            full = [cell for cell in wrote if cell["source"].strip(" \t\n")]
            for file in (path, path.with_suffix(".md")):
                there = [(cell.cell_type, cell.source.strip()) for cell in read(file).cells]
                assert there == [(cell["cell_type"], cell["source"].strip()) for cell in full]
            assert not any(cell.get("attachments") for cell in wrote)

    fuzz(check)
    assert len(ends) < 20 or set(ends) == {0, 1}, "the pieces are too harmless, or too wild"


def test_a_text_that_is_taken_loses_no_line(fuzz, without_kernel, tmp_path, capsys):
    path = tmp_path / "02_any.ipynb"
    header = "---\njupytext:\n  text_representation:\n    format_name: myst\n---\n\n"

    def check(rng):
        for file in tmp_path.iterdir():
            file.unlink()
        lines = rng.choices([*PIECES, "```{code-cell}", "one", "two", "```{raw-cell}"], k=rng.randrange(12))
        path.with_suffix(".md").write_bytes(before := (header + "\n".join(lines)).encode("utf-8", "replace"))
        if execute.main([str(path)]):
            assert "02_any" in capsys.readouterr().err
            assert path.with_suffix(".md").read_bytes() == before
            assert not path.exists()
        else:
            notebook = read(path)
            assert not list(losses(notebook))
            assert [written(cell) for cell in read(path.with_suffix(".md")).cells] == [
                written(cell) for cell in notebook.cells if not is_empty(cell)
            ]
            after = path.with_suffix(".md").read_text()
            assert all(after.count(word) >= lines.count(word) for word in ("one", "two", "x = 1"))

    fuzz(check)
    assert os.listdir(tmp_path)
