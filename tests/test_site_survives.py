"""What an author wrote comes back from the text, cell by cell, or is refused."""

from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from gannotes.site.formats import from_text, to_text
from gannotes.site.survives import is_empty, losses

PIECES = st.sampled_from(
    ["```", "~~~", "+++", "---", "{code-cell}", ":tags: [a]", "\n", "\r", "\u2028", "\x0c", " ", "x"]
)
SOURCES = st.one_of(st.text(), st.lists(PIECES).map("".join))
CELLS = st.builds(
    lambda new, source: new(source), st.sampled_from([new_code_cell, new_markdown_cell, new_raw_cell]), SOURCES
)


def said(cells):
    return [(cell.cell_type, cell.source.strip()) for cell in cells if cell.source.strip(" \t\n")]


@settings(deadline=None, max_examples=200)
@given(st.lists(CELLS, max_size=4))
def test_cells_of_any_text_come_back_or_are_refused(cells):
    notebook = new_notebook(cells=[cell for cell in cells if not is_empty(cell)])
    if not list(losses(notebook)):
        assert said(from_text(to_text(notebook)).cells) == said(cells)


@given(st.lists(st.text("abc =()\n", min_size=1), max_size=4))
@settings(deadline=None, max_examples=50)
def test_harmless_cells_are_never_refused(sources):
    assert not list(losses(new_notebook(cells=[new_code_cell(source) for source in sources])))


def test_a_notebook_as_a_whole_may_hold_what_is_lost():
    (loss,) = losses(new_notebook(metadata={"authors": ["A"], "toc": {}}))
    assert loss[0] is None
    assert "authors" in loss[1]


def test_only_blanks_make_a_cell_empty():
    assert all(is_empty(new_markdown_cell(blank)) for blank in ("", " \t\n"))
    assert not any(is_empty(new_code_cell(source)) for source in ("\x0c", "\u2028", "\xa0", "x"))
    assert not is_empty(new_markdown_cell("", attachments={"a.png": {"image/png": ""}}))
