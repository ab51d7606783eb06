"""A run of a chapter leaves both its files as any other run would, or as they were."""

import base64
import json
import os
import re

import pytest
from nbformat.v4 import new_output

from experiments.faces.sheets import SHEETS
from gannotes.site import chapter as pair
from gannotes.site import execute, kernel
from gannotes.site.chapter import chapters, read
from gannotes.site.formats import NOTEBOOKS

TEXT = """---
jupytext:
  text_representation:
    format_name: myst
---

# Sums

```{code-cell}
:tags: [log]

import os

print(repr(os.environ["CUDA_VISIBLE_DEVICES"]), os.environ["GANNOTES_PROGRESS"])
```

## More

```{code-cell}
3 + 4
```
"""


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """A chapter that was written as a text and run once."""
    path = tmp_path_factory.mktemp("notebooks") / "02_sums.ipynb"
    path.with_suffix(".md").write_text(TEXT)
    assert execute.main([str(path.with_suffix(".md"))]) == 0
    return path


@pytest.fixture
def chapter(executed, tmp_path):
    """A copy of it to change."""
    path = tmp_path / executed.name
    for file in (path, path.with_suffix(".md")):
        file.write_bytes(executed.with_suffix(file.suffix).read_bytes())
    same_time(path)
    return path


def same_time(path):
    for file in (path, path.with_suffix(".md")):
        os.utime(file, (1e9, 1e9))


def saved_later(file, old, new):
    file.write_text(file.read_text().replace(old, new))
    os.utime(file, (1e9 + 60, 1e9 + 60))


def bytes_of(path):
    return path.read_bytes(), path.with_suffix(".md").read_bytes()


def test_a_text_becomes_a_notebook_with_outputs(executed):
    notebook = read(executed)
    assert [cell.cell_type for cell in notebook.cells] == ["markdown", "code", "markdown", "code"]
    assert notebook.cells[1].outputs[0].text == "'' off\n"
    assert notebook.cells[3].outputs[0]["data"] == {"text/plain": "7"}
    assert notebook.cells[1].metadata == {"tags": ["log"]}
    assert notebook.metadata.kernelspec.display_name == "Python 3 (ipykernel)"


def test_a_second_run_changes_not_one_byte(executed):
    before = bytes_of(executed)
    assert execute.main([str(executed)]) == 0
    assert bytes_of(executed) == before
    assert sorted(file.name for file in executed.parent.iterdir()) == ["02_sums.ipynb", "02_sums.md"]


def test_a_failing_cell_is_named_and_the_files_stay(chapter, capsys):
    saved_later(chapter.with_suffix(".md"), "3 + 4", "x = 3\nx.four")
    before = bytes_of(chapter)
    assert execute.main([str(chapter)]) == 1
    assert bytes_of(chapter) == before
    said = capsys.readouterr().err
    assert '02_sums.ipynb: In[2] under "More": `x = 3` failed:' in said
    assert "AttributeError: 'int' object has no attribute 'four'" in said
    assert "\x1b[" not in said


@pytest.fixture
def without_kernel(monkeypatch):
    """Runs nothing: for what happens before and after a run."""
    monkeypatch.setattr(execute, "run", lambda notebook, path: None)


@pytest.mark.parametrize(("edited", "left"), [(".md", ".ipynb"), (".ipynb", ".md")])
def test_the_file_that_was_saved_last_gives_the_cells_and_the_other_is_kept(
    chapter, capsys, without_kernel, edited, left
):
    saved_later(chapter.with_suffix(edited), "3 + 4", "3 + 5")
    assert execute.main([str(chapter)]) == 0
    assert f"taking the cells of 02_sums{edited}, which was saved last" in capsys.readouterr().out
    assert [read(chapter.with_suffix(suffix)).cells[3].source for suffix in (".md", ".ipynb")] == ["3 + 5"] * 2
    (kept,) = (chapter.parent / ".ipynb_checkpoints").iterdir()
    assert kept.name == f"02_sums-replaced{left}"
    assert "3 + 4" in kept.read_text()


def test_the_text_wins_where_both_were_saved_at_the_same_time(chapter, without_kernel):
    saved_later(chapter.with_suffix(".md"), "3 + 4", "3 + 5")
    same_time(chapter)
    assert execute.main([str(chapter)]) == 0
    assert read(chapter).cells[3].source == "3 + 5"


def test_an_edit_during_the_run_is_not_lost(chapter, monkeypatch, capsys):
    monkeypatch.setattr(execute, "run", lambda notebook, path: saved_later(path.with_suffix(".md"), "More", "Less"))
    assert execute.main([str(chapter)]) == 1
    assert "edited while it ran: run it again" in capsys.readouterr().err
    assert "## Less" in chapter.with_suffix(".md").read_text()


def test_an_empty_cell_is_dropped_and_a_cell_that_no_text_can_hold_is_refused(chapter, without_kernel, capsys):
    saved_later(chapter, '"3 + 4"', '""')
    assert execute.main([str(chapter)]) == 0
    assert len(read(chapter).cells) == 3
    saved_later(chapter, '"## More"', '"## More\\n",\n    "+++\\n",\n    "one"')
    os.utime(chapter.with_suffix(".md"), (1e9, 1e9))
    assert execute.main([str(chapter)]) == 1
    assert "a line that starts with +++ begins a new cell" in capsys.readouterr().err


def test_each_cell_has_an_id_of_its_own_that_its_neighbours_do_not_change(chapter, without_kernel):
    ids = [cell.id for cell in read(chapter).cells]
    saved_later(chapter.with_suffix(".md"), "## More", "## More\n\n```{code-cell}\n3 + 4\n```\n\nAgain")
    execute.main([str(chapter)])
    new = [cell.id for cell in read(chapter).cells]
    assert len(set(new)) == len(new) == 6
    assert set(ids) <= set(new)
    assert all(name.startswith("02_sums-") for name in new)


def test_chapters_are_found_by_number_name_and_path(tmp_path, monkeypatch, capsys):
    (tmp_path / "solutions").mkdir()
    for name in ("02_the_game.md", "solutions/02_the_game.md", "03_proofs.md"):
        (tmp_path / name).write_text(TEXT)
    (tmp_path / "SUMMARY.md").write_text("---\ntitle: A page of its own\n---\n\njupytext: no")
    monkeypatch.setattr(pair, "NOTEBOOKS", tmp_path)
    game = tmp_path / "02_the_game.ipynb"
    assert [path.name for path in chapters(tmp_path)] == ["02_the_game.ipynb", "03_proofs.ipynb", "02_the_game.ipynb"]
    assert execute.find("02") == execute.find("02_the_game") == execute.find(str(game)) == game
    assert execute.find("solutions/02") == tmp_path / "solutions" / "02_the_game.ipynb"
    for unknown in ("4", "0", str(tmp_path / "SUMMARY.md")):
        with pytest.raises(SystemExit) as leaving:
            execute.main([unknown])
        assert leaving.value.code == 2
        assert "there are: 02_the_game, 03_proofs, solutions/02_the_game" in capsys.readouterr().err


def test_words_alone_are_carried_over_without_a_run(chapter, monkeypatch):
    monkeypatch.setattr(execute, "run", lambda notebook, path: pytest.fail("it ran"))
    before = [cell.get("outputs") for cell in read(chapter).cells]
    saved_later(chapter.with_suffix(".md"), "## More", "## Still more")
    assert execute.main(["--words", str(chapter)]) == 0
    notebook = read(chapter)
    assert notebook.cells[2].source == "## Still more"
    assert [cell.get("outputs") for cell in notebook.cells] == before
    assert [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"] == [1, 2]


def test_a_tagged_cell_leaves_its_figure_in_a_file_beside_the_chapter(chapter, monkeypatch, capsys):
    def figure(*contents):
        def run(notebook, path):
            code = [cell for cell in notebook.cells if cell.cell_type == "code"]
            code[0].outputs = [
                new_output("display_data", {"image/png": base64.b64encode(content).decode()}) for content in contents
            ]

        return run

    saved_later(chapter.with_suffix(".md"), "[log]", "[log, sums.png]")
    before = bytes_of(chapter)
    for contents in ((), (b"one", b"two")):
        monkeypatch.setattr(execute, "run", figure(*contents))
        assert execute.main([str(chapter)]) == 1
        assert f"tagged sums.png and draws {len(contents)} figures, not one" in capsys.readouterr().err
        assert bytes_of(chapter) == before
        assert not chapter.with_name("sums.png").exists()
    monkeypatch.setattr(execute, "run", figure(b"a figure"))
    assert execute.main([str(chapter)]) == 0
    assert chapter.with_name("sums.png").read_bytes() == b"a figure"
    chapter.with_name("sums.png").unlink()
    assert execute.main(["--words", str(chapter)]) == 0
    assert chapter.with_name("sums.png").read_bytes() == b"a figure"


def test_each_picture_of_the_readme_is_the_figure_of_a_chapter_or_a_sheet_of_the_faces():
    """Drawn by a tagged cell: the committed output, to the byte. test_faces_page holds a sheet to its record."""
    drawn = {}
    for path in chapters():
        drawn |= {f"{NOTEBOOKS.name}/{name}": content for name, content in execute.pictures(read(path)).items()}
    shown = re.findall(r"!\[[^]]*\]\(([^)]+)\)", (NOTEBOOKS.parent / "README.md").read_text(encoding="utf-8"))
    sheets = {f"{NOTEBOOKS.name}/{name}.png" for name in SHEETS}
    assert drawn.keys() <= set(shown) <= drawn.keys() | sheets
    assert drawn
    for name, content in drawn.items():
        assert (NOTEBOOKS.parent / name).read_bytes() == content


def test_edited_code_has_no_outputs_to_keep(chapter, capsys):
    saved_later(chapter.with_suffix(".md"), "3 + 4", "3 + 5")
    before = bytes_of(chapter)
    assert execute.main(["--words", str(chapter)]) == 1
    assert "its code was edited, not its words alone" in capsys.readouterr().err
    assert bytes_of(chapter) == before
    chapter.unlink()
    assert execute.main(["--words", str(chapter)]) == 1
    assert "was never run" in capsys.readouterr().err


def test_a_slow_chapter_is_said_to_be_slow(chapter, monkeypatch, without_kernel, capsys):
    monkeypatch.setattr(execute, "READERS_PATIENCE", -1)
    assert execute.main([str(chapter)]) == 0
    assert "s  WARNING: a chapter may take" in capsys.readouterr().out


def test_a_kernel_has_one_thread_unless_more_are_asked_for_and_no_device(monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert kernel.kernel_environment()["OMP_NUM_THREADS"] == "1"
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    seen = kernel.kernel_environment()
    assert (seen["OMP_NUM_THREADS"], seen["CUDA_VISIBLE_DEVICES"]) == ("2", "")


def test_help_says_how_to_name_a_chapter(capsys):
    with pytest.raises(SystemExit):
        execute.main(["-h"])
    assert "python -m gannotes.site.execute 02 solutions/02" in capsys.readouterr().out


def a_cell_with(**changes):
    """The chapter's JSON, its third cell changed."""

    def change(path):
        notebook = json.loads(path.read_text())
        notebook["cells"][2] |= changes
        path.write_text(json.dumps(notebook))

    return change


def bytes_instead(suffix, content):
    return lambda path: path.with_suffix(suffix).write_bytes(content)


def in_the_text(old, new):
    def change(path):
        text = path.with_suffix(".md")
        text.write_bytes(text.read_bytes().replace(old.encode(), new.encode()))

    return change


PICTURE = {"a.png": {"image/png": "iVBORw0KGgo="}}
REFUSED = {
    "a pasted picture (a.png) has no place in the text": a_cell_with(
        source="![a](attachment:a.png)", attachments=PICTURE
    ),
    "a pasted picture (a.png) has": a_cell_with(source="", attachments=PICTURE),
    "the character U+2028, which breaks": a_cell_with(source="one\u2028two"),
    "the character U+000C, which breaks": a_cell_with(source="one\n\x0c\ntwo"),
    "the character U+000D, which breaks": a_cell_with(source="one\rtwo"),
    "the character U+D800, which breaks": a_cell_with(source="one\ud800two"),
    "its metadata hold grade, and the text only": a_cell_with(metadata={"grade": 1}),
    "a line that starts with +++": a_cell_with(source="one\n+++\ntwo"),
    "a fence (```) that is never closed": a_cell_with(source="```python\nx = 1"),
    "or that names a cell": a_cell_with(source="```{code-cell}\nx = 1\n```"),
    "is no notebook that JupyterLab would open": a_cell_with(cell_type="sum"),
    "02_sums.ipynb is empty": bytes_instead(".ipynb", b""),
    "02_sums.ipynb is no notebook (Notebook does not appear to be JSON": bytes_instead(".ipynb", b"{"),
    "02_sums.ipynb is no notebook (": bytes_instead(".ipynb", b"[]"),
    "02_sums.ipynb is not in UTF-8 (byte 0xe9 in line 2)": bytes_instead(".ipynb", b"{\n\xe9}"),
    "02_sums.ipynb begins with a byte order mark": bytes_instead(".ipynb", b"\xef\xbb\xbf{}"),
    "02_sums.md is empty": bytes_instead(".md", b""),
    "02_sums.md is not in UTF-8 (byte 0xe9 in line 1)": bytes_instead(".md", b"\xe9"),
    "02_sums.md has a merge conflict in line 14": in_the_text(
        "# Sums", "# Sums\n<<<<<<< HEAD\nmine\n=======\nyours\n>>>>>>> them"
    ),
    "02_sums.md has the character U+2029 in line 13": in_the_text("# Sums", "# Sums \u2029 and more"),
    "02_sums.md has the character U+000D in line 13": in_the_text("# Sums", "# Sums \r and more"),
    "02_sums.md, In[1]": in_the_text(":tags: [log]", ":tags: [log]\n:name: here"),
    "02_sums.md is no notebook's text (": in_the_text(":tags: [log]", ":tags: [log"),
}


@pytest.mark.parametrize("said", REFUSED)
@pytest.mark.parametrize("options", [[], ["--words"]], ids=["run", "words"])
def test_what_would_be_lost_is_refused_by_name_and_no_byte_changes(chapter, without_kernel, capsys, said, options):
    REFUSED[said](chapter)
    for file in (chapter, chapter.with_suffix(".md")):
        os.utime(file, (1e9 + 60 * (file == chapter), 1e9 + 60 * (file == chapter)))
    before = bytes_of(chapter)
    assert execute.main([*options, str(chapter)]) == 1
    assert said in (err := capsys.readouterr().err)
    assert "02_sums" in err
    assert bytes_of(chapter) == before
    assert sorted(file.name for file in chapter.parent.iterdir()) == ["02_sums.ipynb", "02_sums.md"]


def test_one_bad_chapter_stops_no_other(chapter, without_kernel, capsys, monkeypatch):
    (chapter.parent / "01_bad.ipynb").write_text("{")
    (chapter.parent / "03_odd.md").write_text(TEXT)
    real = execute.agreed
    monkeypatch.setattr(execute, "agreed", lambda path: real(path) if "odd" not in path.name else {}["a key"])
    assert execute.main([str(chapter.with_name(name)) for name in ("01_bad.ipynb", "03_odd.md", chapter.name)]) == 1
    heard = capsys.readouterr()
    assert "01_bad.ipynb is no notebook" in heard.err
    assert "03_odd.ipynb: KeyError: 'a key'" in heard.err
    assert "02_sums: " in heard.out


def test_a_disk_that_fills_between_the_two_files_leaves_both_as_they_were(chapter, without_kernel, monkeypatch):
    saved_later(chapter.with_suffix(".md"), "## More", "## Less")
    before, write = bytes_of(chapter), type(chapter).write_bytes

    def full(file, content):
        if file.name == ".02_sums.ipynb.draft" and b"Less" in content:
            raise OSError(28, "No space left on device")
        return write(file, content)

    monkeypatch.setattr(type(chapter), "write_bytes", full)
    assert execute.main([str(chapter)]) == 1
    assert bytes_of(chapter) == before
    assert not list(chapter.parent.glob(".*"))


def test_what_is_kept_aside_stays_when_more_is(chapter, without_kernel):
    for number, later in enumerate(("3 + 5", "3 + 6")):
        old = ("3 + 4", "3 + 5")[number]
        saved_later(chapter.with_suffix(".md"), old, later)
        assert execute.main([str(chapter)]) == 0
        same_time(chapter)
    attic = chapter.parent / ".ipynb_checkpoints"
    assert sorted(file.name for file in attic.iterdir()) == ["02_sums-replaced-2.ipynb", "02_sums-replaced.ipynb"]
    assert "3 + 4" in (attic / "02_sums-replaced.ipynb").read_text()
    assert "3 + 5" in (attic / "02_sums-replaced-2.ipynb").read_text()
