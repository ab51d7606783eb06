"""Each rule for notebooks can be broken, and then names the chapter and the cell and says what to do."""

import base64
import copy
import inspect

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from gannotes import train
from gannotes.site.chapter import save, tidy
from gannotes.site.rules import (
    RULES,
    Chapter,
    book,
    cells,
    claims,
    equations,
    figures,
    files,
    links,
    names,
    outputs,
    page,
)

EQUATION = """# The game

<a id="eq-2-1"></a>

$$ V = 1 \\tag{2.1} $$

By [(2.1)](#eq-2-1), as [above](#The-game), and in `[code](nowhere)` and $[x](y)$, see Figure 2.1."""
OPENING = "from gannotes.begin import begin\n\nbegin(seed=2)"
CLAIM = 'claim("(2.1) the value is 1", V == 1)\ndraw()'
CAPTION = "**Figure 2.1.** A line, which rises."


def picture(**metadata):
    return new_output(
        "display_data", {"image/png": base64.b64encode(b"png").decode()}, metadata={"image/png": metadata}
    )


def printed(text):
    return new_output("stream", name="stdout", text=text)


@pytest.fixture
def good(tmp_path):
    """A chapter that keeps all rules."""
    notebook = new_notebook(
        cells=[
            new_markdown_cell(EQUATION),
            new_code_cell(OPENING, execution_count=1),
            new_markdown_cell("## It is 1"),
            new_code_cell(CLAIM, execution_count=2, outputs=[printed("✓"), picture(alt="A line")]),
            new_markdown_cell(CAPTION),
        ]
    )
    path = tmp_path / "02_the_game.ipynb"
    tidy(notebook, path)
    save(notebook, path)
    return Chapter.read(path)


def test_a_good_chapter_keeps_all_rules(good):
    assert [list(rule(good)) for rule in RULES] == [[] for rule in RULES]


def source(text):
    return {"source": text}


def adding(line):
    return source(f"{CLAIM}\n{line}")


def showing(*outputs):
    return {"outputs": list(outputs)}


def said(claim):
    return showing(printed(f"✓ {claim}\n"))


def tags(*tags):
    return {"metadata": {"tags": list(tags)}}


WIDGET = new_output("display_data", {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}})
ERROR = new_output("error", ename="NameError", evalue="x", traceback=[])
TIMED = {"metadata": {"execution": {"iopub.status.busy": "now"}}}
PASTED = inspect.getsource(train.play).replace("def play", "def rolling")

# For each rule: a cell of the good chapter, by its place, a change of it that breaks the rule, what the complaint says.
FAULTS = {
    files.says_what_its_text_says: [
        (3, adding("1"), "02_the_game.md has another cell here: run python -m gannotes.site.execute 02_the_game"),
        (3, tags("log"), "02_the_game.md has another cell here: run"),
    ],
    files.was_run_in_order: [
        (3, {"execution_count": 7}, "was run as In[7]: run python -m gannotes.site.execute 02_the_game"),
        (3, {"execution_count": None}, "was run as In[ ]: run"),
    ],
    files.keeps_no_noise: [
        (3, TIMED, "keeps the times of its last run: run"),
        (3, showing(WIDGET), "names a widget that is gone: run"),
    ],
    cells.opens_like_the_others: [
        (1, source("import torch"), "must import begin from gannotes.begin and call it"),
        (1, source("from gannotes.begin import begin"), "and call it"),
        (1, source("def begin(): ...\nbegin()"), "must import begin"),
    ],
    cells.has_short_cells: [
        (3, adding("1\n" * 14), "has 16 lines, more than the 15 of a slide: split it"),
    ],
    cells.says_why_it_is_not_compared: [
        (3, tags("nbval-ignore-output"), "add a tag that says why it isn't compared: one of ['download', 'log'"),
        (3, tags("nbval-skip", "hide-input"), "add a tag that says why"),
        (3, adding("# NBVAL_SKIP"), "use tags instead"),
    ],
    names.redefines_nothing: [
        (3, adding("def minimax(): return 1"), "gannotes has minimax: import and show it, or choose another name"),
        (3, adding("class Descent: pass"), "gannotes has Descent"),
        (3, adding("slope = lambda D, x: 1"), "gannotes has slope"),
    ],
    names.pastes_nothing: [
        (3, source(PASTED), "rolling is a copy of gannotes' play: import and show that"),
    ],
    names.keeps_its_imports: [
        (3, adding("from gannotes import losses\nlosses = [1]"), "losses was imported from gannotes: choose another"),
        (3, adding("from gannotes.data.toy import f as g\nfor g in (): pass"), "g was imported from gannotes"),
    ],
    outputs.shows_nothing_of_the_machine: [
        (3, showing(printed("see\nin /home/me/x.py")), "a path of one machine, 'in /home/me/x.py': print none"),
        (3, showing(printed(r"C:\Users\me")), "a path of one machine"),
        (3, showing(printed("<D at 0x7f3a91c2e0>")), "where an object lies in memory, 0x7f3a91c2e0: end with"),
    ],
    equations.equations_count_up: [
        (0, source(EQUATION.replace("{2.1}", "{2.2}")), "\\tag{2.2} should be \\tag{2.1}: number them in order"),
        (0, source(EQUATION.replace("{2.1}", "{1}")), "should be \\tag{2.1}"),
    ],
    equations.equations_have_anchors: [
        (0, source(EQUATION.replace("eq-2-1", "eq-2-2")), 'put a line <a id="eq-2-1"></a> and an empty line above'),
        (0, source(EQUATION.replace("\n\n$$", "\n\nso\n\n$$")), "above the $$ of (2.1)"),
    ],
    equations.equations_are_checked: [
        (3, source("# (2.1)\nclaim('it is 1', f(2.1))"), 'nothing checks (2.1): add claim("(2.1) ..."'),
        (3, adding("assert V == 2, '(2.7) too'"), "checks (2.7), but no equation has that number"),
    ],
    figures.figures_have_captions: [
        (4, source("A line."), "begin the next cell with **Figure 2.1.** and a sentence"),
        (4, source("**Figure 2.2.** A line rises."), "begin the next cell with **Figure 2.1.**"),
        (4, source("**Figure 2.1.** Line"), "and a sentence"),
    ],
    claims.holds_no_idle_bound: [
        (3, said("it is small [measured 0.09, at most 0.2]"), "measured 0.09 of at most 0.2 is not half of the way"),
        (3, said("it is low [measured -5 to -4.1 (3 values), at most -2]"), "is not half of the way"),
        (3, said("it is large [measured 2.1 to 9 (3 values), at least 1]"), "is not half of the way"),
        (3, said("it is high [measured -0.4, at least -1]"), "is not half of the way"),
        (3, said("it is 1 [measured 0.98 to 1.01 (5 values), equal to 1 ± 0.05]"), "# slack: ..., for 'it is 1'"),
    ],
    claims.says_what_it_is_held_to: [
        (3, said("JS is below 0.2 [measured 0.3, at least 0.2]"), "is held to the other side: at least 0.2"),
        (3, said("at least 85 in 100 [measured 0.8, at most 0.85]"), "is held to the other side: at most 0.85"),
        (3, said("on five seeds [measured 1 to 2 (4 values), at most 2]"), "names 5 seeds, and has 4 values"),
        (3, said("on each of 5 seeds [measured 1 to 2 (7 values), at most 2]"), "names 5 seeds, and has 7 values"),
    ],
    claims.is_held_from_both_sides: [
        (
            3,
            said("it is about 3 [measured 2.9, at most 4]"),
            "'it is about 3' has two sides, its bound one (at most 4)",
        ),
        (3, said("between -1 and 1 [measured 0.9, at most 1]"), "use within= or equal_to="),
    ],
    figures.figure_references_hold: [
        (2, source("As in Figure 2.3, ..."), "there is no Figure 2.3: correct"),
    ],
    links.links_lead_somewhere: [
        (2, source("[x](#Two-coins)"), '[x](#Two-coins): no heading and no <a id="Two-coins"></a> is there'),
        (2, source("[x](03.ipynb)"), "[x](03.ipynb) leads to a file that does not exist"),
        (2, source("![x](x.png)"), "leads to a file that does not exist"),
        (2, source('<img src="x.png">'), "leads to a file that does not exist"),
        (2, source("[x](02_the_game.md)"), "leads to a text: link to the notebook"),
        (2, source("[x](01_other.ipynb#here)"), 'no heading and no <a id="here"></a> is there'),
    ],
    links.links_to_equations_say_their_numbers: [
        (2, source("[(2.2)](#eq-2-1)"), "[(2.2)](#eq-2-1) should read [(2.1)](#eq-2-1)"),
    ],
}
CASES = [(rule, *fault) for rule, faults in FAULTS.items() for fault in faults]


@pytest.mark.parametrize(("rule", "place", "change", "expected"), CASES, ids=[case[0].__name__ for case in CASES])
def test_a_rule_can_be_broken(good, rule, place, change, expected):
    nbformat.write(new_notebook(), good.path.with_name("01_other.ipynb"))
    notebook = copy.deepcopy(good.notebook)
    notebook.cells[place].update(nbformat.from_dict(change))
    (complaint,) = rule(Chapter(good.path, notebook))
    assert complaint.startswith("02_the_game, ")
    assert expected in complaint


def test_every_rule_is_broken_here():
    broken_below = {
        *page.RULES,
        files.is_as_execute_writes_it,
        files.is_small,
        outputs.has_small_figures,
        cells.has_enough_prose,
        cells.fits_a_talk,
    }
    assert set(RULES) == {*FAULTS, *broken_below, *page.RULES}  # those of a page: test_site_checks.py


def test_a_complaint_names_the_cell(good):
    notebook = copy.deepcopy(good.notebook)
    notebook.cells[3].source += "\n" * 20
    assert 'In[2] under "It is 1": `claim(' in next(cells.has_short_cells(Chapter(good.path, notebook)))


def test_values_may_share_a_name_with_a_function(good):
    notebook = copy.deepcopy(good.notebook)
    notebook.cells[
        3
    ].source = "%matplotlib inline\ngenerator = 1\nG, D, losses = 1, 2, []\nclass My:\n    def move(self): ..."
    assert not any(list(rule(Chapter(good.path, notebook))) for rule in names.RULES)


@pytest.mark.parametrize(
    "claim",
    [
        "it is small [measured 0.1, at most 0.2]",
        "it is large [measured 0.95 to 1.5 (3 values), at least 0.9]",
        "it is 1 [measured 0.97 to 1.01 (5 values), equal to 1 ± 0.05]",
        "exact but for rounding [measured 1, equal to 1 ± 1e-09]",
        "8 of 8 [measured 8, equal to 8]",
        "between 1 and 2 [measured 1.5, within 1 to 2]",
        "below 20% on 5 seeds [measured 0.1 to 0.19 (10 values), at most 0.2]",
        "here and on 5 recorded seeds [measured 1 to 2 (6 values), at most 2]",
        "no number, below 0.3 on five seeds",
        "and none more than 100% [measured 0.999, at most 1]",
    ],
)
def test_a_claim_that_says_what_it_is_held_to_is_left_alone(good, claim):
    notebook = copy.deepcopy(good.notebook)
    notebook.cells[3].outputs = [printed(f"✓ {claim}\n")]
    assert not any(list(rule(Chapter(good.path, notebook))) for rule in claims.RULES)


def test_a_cell_may_say_why_its_bound_is_far(good):
    notebook = copy.deepcopy(good.notebook)
    notebook.cells[3].outputs = [printed("✓ it is small [measured 0.01, at most 0.2]\n")]
    notebook.cells[3].source = f"# slack: four standard errors\n{CLAIM}"
    assert not list(claims.holds_no_idle_bound(Chapter(good.path, notebook)))


def test_solutions_and_appendices_number_their_own(tmp_path):
    assert Chapter(tmp_path / "solutions" / "02_the_game.ipynb", new_notebook()).label == "S2"
    assert Chapter(tmp_path / "00_start_here.ipynb", new_notebook()).label == "0"
    text = '<a id="eq-a-1"></a>\n\n$$ x \\tag{A.1} $$\n\nso [(A.1)](#eq-a-1)'
    appendix = Chapter(tmp_path / "A_notation.ipynb", new_notebook(cells=[new_markdown_cell(text)]))
    for rule in (*equations.FOR_AUTHORS[:1], *equations.FOR_A_PAGE, *links.RULES):
        assert not list(rule(appendix))


# What is not a matter of one cell.


def test_a_missing_text(good):
    good.path.with_suffix(".md").unlink()
    assert "has no text 02_the_game.md beside it: run python -m" in next(files.says_what_its_text_says(good))


def test_a_cell_too_many(good):
    good.notebook.cells.pop()
    assert "has 4 cells, but 02_the_game.md has 5: run python -m" in next(files.says_what_its_text_says(good))


def test_widget_state(good):
    good.notebook.metadata["widgets"] = {}
    assert "keeps the state of its widgets: run python -m" in next(files.keeps_no_noise(good))


def test_what_an_editor_leaves_behind(good):
    text = good.path.read_text(encoding="utf-8").replace('"id": "02_the_game-', '"id": "')
    good.path.write_text(text, encoding="utf-8")
    complaint = next(files.is_as_execute_writes_it(Chapter.read(good.path)))
    assert "02_the_game.ipynb was saved by an editor and not run since: run python -m" in complaint


def test_a_deck_has_at_most_40_slides(good):
    def deck(slides, others):
        kinds = ["slide", "subslide"] * (slides // 2) + ["fragment", "skip", "notes"] * others
        cells_of = [new_markdown_cell("x", metadata={"slideshow": {"slide_type": kind}}) for kind in kinds]
        return Chapter(good.path, new_notebook(cells=[*cells_of, new_markdown_cell("no tag")]))

    assert not list(cells.fits_a_talk(deck(40, others=50)))
    (complaint,) = cells.fits_a_talk(deck(42, others=0))
    assert complaint.startswith("02_the_game makes 42 slides, more than the 40 of a talk")


def test_a_large_notebook_and_a_large_figure(good):
    image = base64.b64encode(b"x" * 3_000_000).decode()
    good.notebook.cells[3].outputs[1]["data"]["image/png"] = image
    save(good.notebook, good.path)
    assert "4.0 MB, more than 3: make its figures smaller" in next(files.is_small(good))
    assert "its figure has 3000 kB, more than 150" in next(outputs.has_small_figures(good))


def test_too_little_prose(good):
    for cell in (4, 2, 0):
        del good.notebook.cells[cell]
    assert "0 prose cells for 2 code cells, fewer than 0.7" in next(cells.has_enough_prose(good))


def test_ids_that_are_not_unique(good):
    twice = list(book.ids_are_unique([good, good]))
    assert len(twice) == 5
    assert "02_the_game has a cell of the same id, 02_the_game-" in twice[0]


@pytest.mark.parametrize(
    ("summary", "complaint"),
    [
        ("[a](00_a.ipynb) [b](02_b.ipynb)", "does not list page.md: add a line"),
        ("[p](page.md) [a](00_a.ipynb) [b](02_b.ipynb) [c](03_c.ipynb)", "lists 03_c.ipynb, which does not exist"),
        ("[b](02_b.ipynb) [a](00_a.ipynb) [p](page.md)", "lists 00_a.ipynb after 02_b.ipynb: put"),
        ("[a](00_a.ipynb) [b](02_b.ipynb) [b](02_b.ipynb) [p](page.md)", "lists 02_b.ipynb after 02_b.ipynb: put"),
        ("[p](page.md) [a](00_a.ipynb) [b](02_b.ipynb) [draft]()", None),
    ],
)
def test_the_summary(tmp_path, summary, complaint):
    for name in ("00_a.ipynb", "00_a.md", "02_b.ipynb", "page.md"):
        (tmp_path / name).touch()
    (tmp_path / "SUMMARY.md").write_text(summary)
    assert [complaint in found for found in book.summary_lists_the_chapters(tmp_path)] == [True] * (
        complaint is not None
    )
