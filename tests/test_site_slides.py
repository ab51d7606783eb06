"""A deck follows its author's slide tags. (That no slide overflows, a browser checks: browser/test_slides.py.)"""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from gannotes.site import chapter, slides
from gannotes.site.markdown import Page
from gannotes.site.page import CellRenderer
from gannotes.site.pictures import inline

SCRIBE = CellRenderer(inline, Page(lambda tex, display: f"[{tex}]"), folding=False)


def cell(text, kind=None):
    return new_markdown_cell(text, metadata={"slideshow": {"slide_type": kind}} if kind else {})


def columns(*cells):
    return slides.columns(new_notebook(cells=list(cells)), SCRIBE)


def test_cells_go_where_their_tags_say():
    made = columns(
        cell("one", "slide"),
        cell("more"),
        cell("then", "fragment"),
        cell("below", "subslide"),
        cell("say this", "notes"),
        cell("never", "skip"),
        cell("two", "slide"),
    )
    assert [len(column) for column in made] == [2, 1]
    first, below = made[0]
    assert first == '<p>one</p>\n<p>more</p>\n<div class="fragment"><p>then</p>\n</div>'
    assert below == '<p>below</p>\n<aside class="notes"><p>say this</p>\n</aside>'
    assert "never" not in str(made)


@pytest.mark.parametrize("kind", [None, "subslide", "fragment", "notes", "-"])
def test_a_deck_may_begin_with_any_cell(kind):
    assert len(columns(cell("first", kind))) == 1


def test_an_unknown_tag_is_refused_with_its_cell():
    with pytest.raises(ValueError, match=r"the text: `one`.*'slid' is no slide type"):
        columns(cell("one", "slid"))


def test_code_is_shown_without_a_fold_and_hidden_code_not_at_all():
    code = new_code_cell("run()", execution_count=1)
    assert "<details" not in columns(code)[0][0]
    code.outputs = [new_output("stream", name="stdout", text="ran")]
    code.metadata.tags = ["hide-input"]
    assert "run()" not in columns(code)[0][0]
    assert "ran" in columns(code)[0][0]
    code.metadata.tags = ["hide-output"]
    assert "ran" not in columns(code)[0][0]


def test_a_figure_stands_without_the_code_that_drew_it():
    bars = new_output("display_data", {"image/png": "", "text/plain": ""}, metadata={"image/png": {"alt": "Bars."}})
    (slide,) = columns(new_code_cell("draw()", execution_count=1, outputs=[bars]))[0]
    assert "draw" not in slide
    assert 'alt="Bars."' in slide


def test_a_deck_is_whole_and_leads_nowhere_but_to_the_web():
    text = "# The *game*\n\n[a](03_x.ipynb) [b](https://example.org) [c](#eq-2-1)"
    made = slides.deck(new_notebook(cells=[cell(text, "slide")]), SCRIBE)
    assert "<title>The *game*</title>" in made
    assert '<a>a</a> <a href="https://example.org">b</a> <a href="#eq-2-1">c</a>' in made
    assert "</script>" not in made.partition("<script>")[2].removesuffix("</script></body></html>")


def test_decks_are_written_for_the_chapters_that_are_named(tmp_path, monkeypatch, capsys):
    for name in ("02_the_game", "03_later"):
        nbformat.write(new_notebook(cells=[cell(f"# {name}\n\n$x$", "slide")]), tmp_path / f"{name}.ipynb")
    monkeypatch.setattr(chapter, "NOTEBOOKS", tmp_path)
    slides.main([str(tmp_path / "build"), "02"])
    assert [file.name for file in (tmp_path / "build").iterdir()] == ["02_the_game.html"]
    assert "02_the_game.html: 0." in capsys.readouterr().out
    slides.main([str(tmp_path / "build")])
    slides.main([str(tmp_path / "by path"), str(tmp_path / "03_later.ipynb")])
    assert len(list((tmp_path / "build").iterdir())) == 2
    assert [file.name for file in (tmp_path / "by path").iterdir()] == ["03_later.html"]


@pytest.mark.parametrize("wrong", ["99", "02_the_game.pdf", "0"])
def test_a_chapter_that_is_none_is_answered_with_those_there_are(tmp_path, monkeypatch, capsys, wrong):
    nbformat.write(new_notebook(cells=[cell("# A", "slide")]), tmp_path / "02_the_game.ipynb")
    monkeypatch.setattr(chapter, "NOTEBOOKS", tmp_path)
    with pytest.raises(SystemExit) as leaving:
        slides.main([str(tmp_path / "build"), wrong])
    assert leaving.value.code == 2
    assert f"there is no chapter {wrong}; there are: 02_the_game" in capsys.readouterr().err
    assert not (tmp_path / "build").exists()


def test_solutions_have_decks_of_their_own_name(tmp_path):
    (tmp_path / "solutions").mkdir()
    nbformat.write(new_notebook(cells=[cell("# A", "slide")]), tmp_path / "solutions" / "02_a.ipynb")
    slides.write(tmp_path, [tmp_path / "solutions" / "02_a.ipynb"])
    assert (tmp_path / "solutions-02_a.html").exists()


def test_one_chapter_that_can_not_be_shown_stops_no_other(tmp_path):
    (tmp_path / "02_a.ipynb").write_text("{")
    nbformat.write(new_notebook(cells=[cell("# B", "slid")]), tmp_path / "03_b.ipynb")
    nbformat.write(new_notebook(cells=[cell("# D", "slide")]), tmp_path / "05_d.ipynb")
    with pytest.raises(SystemExit) as leaving:
        slides.write(tmp_path / "build", [tmp_path / f"{name}.ipynb" for name in ("02_a", "03_b", "04_c", "05_d")])
    for said in ("02_a.ipynb is no notebook", "03_b.ipynb: the text", "04_c.ipynb was never run"):
        assert said in str(leaving.value)
    assert [file.name for file in (tmp_path / "build").iterdir()] == ["05_d.html"]


def test_no_deck_is_made_of_a_chapter_that_failed(tmp_path):
    error = new_output("error", ename="ValueError", evalue="", traceback=[])
    failed = new_notebook(cells=[cell("# A"), new_code_cell("run()", execution_count=1, outputs=[error])])
    nbformat.write(failed, tmp_path / "02_a.ipynb")
    with pytest.raises(SystemExit, match="raised ValueError"):
        slides.write(tmp_path, [tmp_path / "02_a.ipynb"])
