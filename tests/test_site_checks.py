"""Each rule finds the fault that it is for, says where it is, and leaves a sound chapter alone."""

from functools import partial

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from gannotes.frames import FRAMES
from gannotes.site.mdbook import faults

TITLE = new_markdown_cell("# The game\n\n## Two coins")
EQUATION = '<a id="eq-2-1"></a>\n\n$$\nV \\tag{2.1}\n$$'
PNG = {"image/png": "", "text/plain": "Two bars."}


def code(*outputs, count=1, tags=()):
    return new_code_cell("run()", outputs=list(outputs), execution_count=count, metadata={"tags": list(tags)})


def error():
    return new_output("error", ename="ValueError", evalue="", traceback=[])


def figure(**words):
    return new_output("display_data", PNG, metadata={"image/png": words})


@pytest.fixture
def faults_of(tmp_path):
    return partial(faults_in, tmp_path)


def faults_in(folder, *cells, **others):
    book = {"02_the_game.ipynb": new_notebook(cells=[TITLE, *cells])}
    book |= {
        f"{name}.md": new_notebook(cells=[new_markdown_cell(f"# Other\n\n{text}")]) for name, text in others.items()
    }
    for name, notebook in book.items():
        (folder / name).write_text(nbformat.writes(notebook) if name.endswith(".ipynb") else notebook.cells[0].source)
    return list(faults(book, folder))


def shown(*kinds, **words):
    return new_output("display_data", {**dict.fromkeys(kinds, ""), "text/plain": "x"}, metadata={kinds[0]: words})


SOUND = {
    "a figure with its words and caption": [code(figure(alt="Bars.")), new_markdown_cell("**Figure 2.1.** Bars.")],
    "an equation and references to it": [
        new_markdown_cell(EQUATION),
        new_markdown_cell("By [(2.1)](#eq-2-1), [(2.1)](02_the_game.ipynb#eq-2-1) and [there](#Two-coins)."),
    ],
    "a reference to a figure": [
        code(figure(alt="Bars.")),
        new_markdown_cell("**Figure 2.1.** Bars, see [Figure 2.1](#fig-2-1)."),
    ],
    "the contents": [new_markdown_cell("[contents](SUMMARY.md)")],
    "an address elsewhere": [new_markdown_cell("[paper](https://example.org/x#y)")],
    "money, and TeX in code": [new_markdown_cell(r"\$5, `$x` and `\frac{1}{2}`")],
    "an empty code cell": [new_code_cell("")],
    "a GIF with its words": [code(shown("image/gif", alt="A ball."))],
    "a table, and what a page can't show of it": [code(shown("text/html", "application/json"))],
    "words that name an attachment": [new_markdown_cell("A picture's address was `attachment:a.png`.")],
    "a raw cell that is taken out": [new_raw_cell("notes", metadata={"tags": ["remove-cell"]}), new_raw_cell(" ")],
}
FAULTY = {
    "was not executed": [code(count=None)],
    "raised ValueError": [code(error())],
    "without alt text: end the cell": [code(figure()), new_markdown_cell("**Figure 2.1.** Bars.")],
    "without alt text: write": [new_markdown_cell("![](a.png)")],
    "would stand still": [code(figure(alt="Bars."), tags=["widget"]), new_markdown_cell("**Figure 2.1.** Bars.")],
    "application/vnd.plotly.v1+json, of which a page": [code(shown("application/vnd.plotly.v1+json"))],
    "application/json, of which a page": [code(shown("application/json"))],
    "video/mp4, of which a page": [code(shown("video/mp4"))],
    "is a raw cell": [new_raw_cell("notes")],
    "pasted picture, attachment:a.png": [new_markdown_cell("![a](attachment:a.png)")],
    "pasted picture, attachment:b.png": [new_markdown_cell('<p><img src="attachment:b.png" alt="b"></p>')],
    "pasted picture, attachment:c.png": [new_markdown_cell("none", attachments={"c.png": {"image/png": ""}})],
    "a picture without alt text": [code(shown("image/gif")), new_markdown_cell("**Figure 2.1.** Bars.")],
    "one title": [new_markdown_cell("# A second title")],
    'put a line <a id="eq-2-2">': [new_markdown_cell(EQUATION.replace("{2.1}", "{2.2}"))],
    "has no number": [new_markdown_cell(EQUATION.replace(r"\tag{2.1}", ""))],
    "MyST markup": [new_markdown_cell("See {eq}`2.1`.")],
    "TeX outside": [new_markdown_cell("It is $ x $ here.")],
    "in small letters": [new_markdown_cell('<a id="Eq-A"></a>')],
    "more than one place": [new_markdown_cell(EQUATION), new_markdown_cell(EQUATION)],
    "(notes.md) leads to a file that does not exist": [new_markdown_cell("[notes](notes.md)")],
    "(03_later.ipynb) leads to a file that does not exist": [new_markdown_cell("[next](03_later.ipynb)")],
    'no heading and no <a id="eq-2-7"></a> is there': [new_markdown_cell("[(2.7)](#eq-2-7)")],
    "should read [(2.1)]": [new_markdown_cell(EQUATION), new_markdown_cell("[(2.2)](#eq-2-1)")],
    "frame without words": [
        code(new_output("display_data", {FRAMES: {"frames": [{"text": " "}]}})),
        new_markdown_cell("**Figure 2.1.** Bars."),
    ],
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_chapter_has_no_fault(name, faults_of, tmp_path):
    (tmp_path / "SUMMARY.md").touch()
    assert faults_of(*SOUND[name]) == []


@pytest.mark.parametrize("todo", FAULTY)
def test_a_fault_is_found_and_said(todo, faults_of):
    found = faults_of(*FAULTY[todo])
    assert any(todo in fault for fault in found)
    assert all(fault.startswith("02_the_game, ") for fault in found)


def test_the_fault_names_its_cell(faults_of):
    (fault,) = faults_of(new_markdown_cell("words"), code(error()))
    assert 'In[1] under "Two coins": `run()`' in fault


def test_links_reach_other_pages_and_files(tmp_path, faults_of):
    (tmp_path / "notes.txt").touch()
    link = new_markdown_cell("[a](C_references.md#goodfellow2014) [b](C_references.md#Other) [c](notes.txt)")
    assert faults_of(link, C_references='<a id="goodfellow2014"></a>') == []
    (fault,) = faults_of(new_markdown_cell("[a](E_symptoms.md#goodfellow2014)"), E_symptoms="")
    assert 'no heading and no <a id="goodfellow2014"></a> is there' in fault
