"""nbval notices whatever no longer agrees with a committed notebook, and says where."""

import base64
import copy
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbval_strict import as_text
from pixels import difference

from gannotes.frames import FRAMES
from gannotes.site.chapter import WIDGET, tidy
from gannotes.site.execute import run

TESTS = Path(__file__).parent
CELLS = [
    new_markdown_cell("# Sums"),
    new_code_cell("import matplotlib.pyplot as plt\n\nprint('the sum is', 3 + 4)"),
    new_markdown_cell("## A curve"),
    new_code_cell("# G's slope\nplt.figure(figsize=(4, 2))\nplt.plot([0, 1, 0]);"),
    new_code_cell("plt.figure(figsize=(4, 2))\nplt.title('after 300 steps');"),
    new_code_cell("{'mode': 8, 'steps': 300}"),
    new_code_cell("from tqdm.auto import tqdm\n\nfor _ in tqdm(range(3)):\n    pass"),
    new_markdown_cell("## The end"),
    new_code_cell("ratio = 1 / 2"),
    new_code_cell("ratio"),
]


def code(notebook, number):
    """The cell In[number]."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"][number - 1]


def mutate(notebook):
    """One fault in nearly each cell: a changed digit, curve, title and cell, and an error."""
    code(notebook, 1).outputs[0].text = "the sum is 8\n"
    code(notebook, 2).source = code(notebook, 2).source.replace("[0, 1, 0]", "[0, 1, 0.05]")
    code(notebook, 3).source = code(notebook, 3).source.replace("300", "800")
    code(notebook, 4).source = "{'mode': 8, 'steps': 400}"
    code(notebook, 6).source = "ratio = 1 / 0"


def strip(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """What pytest says of a good notebook, one with faults, and one without outputs."""
    folder = tmp_path_factory.mktemp("notebooks")
    good = new_notebook(cells=copy.deepcopy(CELLS))
    run(good, folder / "good.ipynb")
    tidy(good, folder / "good.ipynb")
    for name, change in {"good": lambda notebook: None, "faulty": mutate, "stripped": strip}.items():
        changed = copy.deepcopy(good)
        change(changed)
        nbformat.write(changed, folder / f"{name}.ipynb")
    command = (
        f"-m pytest -p nbval_strict --nbval --nbval-sanitize-with {TESTS / 'nbval.cfg'} -rA --color=no --rootdir=."
    )
    run_ = subprocess.run(
        [sys.executable, *command.split(), "-c", os.devnull, "."],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        capture_output=True,
        text=True,
        timeout=1200,
    )
    return run_.stdout + run_.stderr


def summary(report, word, notebook):
    """The cells of a notebook that passed or failed, by number."""
    return [int(n) for n in re.findall(rf"^{word} {notebook}.ipynb::In\[(\d+)\]", report, re.MULTILINE)]


def section(report, cell):
    """What the report says of one failing cell of the faulty notebook."""
    return re.search(rf"\nfaulty\.ipynb: In\[{cell}\].*?(?=\n_____|\n=====)", report, re.DOTALL)[0]


def test_an_untouched_notebook_passes(report):
    assert summary(report, "PASSED", "good") == [1, 2, 3, 4, 5, 6, 7]


def test_each_fault_fails_its_own_cell(report):
    assert summary(report, "FAILED", "faulty") == [1, 2, 3, 4, 6]
    assert summary(report, "PASSED", "faulty") == [5]


def test_a_failure_names_the_cell_by_its_heading_and_first_line(report):
    assert 'faulty.ipynb: In[1] under "Sums": `import matplotlib.pyplot as plt`' in section(report, 1)
    assert 'faulty.ipynb: In[2] under "A curve": `plt.figure(figsize=(4, 2))`' in section(report, 2)


def test_a_changed_digit_is_shown_before_and_after(report):
    assert "-the sum is 8\n+the sum is 7\n" in section(report, 1)
    assert "If the new output is right: python -m gannotes.site.execute faulty.ipynb" in section(report, 1)


def test_a_changed_curve_is_seen_and_kept_for_comparing(report):
    assert re.search(r"figure 1: the figures differ visibly in \d+ pixels", section(report, 2))
    assert "see both in build/figures_that_differ" in section(report, 2)


def test_a_changed_digit_in_a_figure_is_seen(report):
    assert re.search(r"figure 1: the figures differ visibly in \d+ pixels", section(report, 3))


def test_an_edited_cell_with_its_old_output_fails(report):
    assert "-{'mode': 8, 'steps': 300}\n+{'mode': 8, 'steps': 400}" in section(report, 4)


def test_an_error_is_shown_once_and_the_cells_below_are_skipped(report):
    assert "ZeroDivisionError: division by zero" in section(report, 6)
    assert re.search(r"SKIPPED \[1\] .*In\[6\] raised an error", report)


def test_a_notebook_without_outputs_fails(report):
    assert summary(report, "FAILED", "stripped") == [1]
    assert "was not run from top to bottom: python -m gannotes.site.execute stripped.ipynb" in report
    assert re.search(r"SKIPPED \[6\] .*not run from top to bottom", report)


# --- outputs as text ---


def test_frames_and_widgets_are_not_compared_but_their_words_are():
    def slider(words, number):
        data = {"text/plain": words, "image/png": str(number), FRAMES: {"frames": number}, WIDGET: {"model_id": number}}
        return [new_output("display_data", data)]

    assert as_text(slider("k = 1", 1)) == as_text(slider("k = 1", 2))
    assert as_text(slider("k = 1", 1)) != as_text(slider("k = 2", 1))


def test_the_order_of_two_streams_does_not_matter_and_that_of_two_displays_does():
    out, err = (new_output("stream", name=name, text=name) for name in ("stdout", "stderr"))
    one, two = (new_output("display_data", {"text/plain": text}) for text in ("one", "two"))
    assert as_text([out, err]) == as_text([err, out])
    assert as_text([one, two]) != as_text([two, one])


# --- figures ---


def drawn(height=1.0, title="300", dpi=100):
    """A figure as a notebook holds it."""
    figure = Figure(figsize=(7, 3.6), dpi=dpi)
    axes = figure.subplots()
    axes.plot([0, height, 0.5, 0])
    axes.set_ylim(0, 2)
    axes.set_title(title, fontsize=12)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return base64.b64encode(buffer.getvalue()).decode()


def test_equal_figures_and_those_a_rounding_apart_are_the_same():
    assert difference(drawn(), drawn()) is None
    assert difference(drawn(), drawn(height=1 + 1e-9)) is None


@pytest.mark.parametrize("change", [{"height": 1.01}, {"title": "800"}, {"title": "301"}, {"title": "3O0"}])
def test_a_change_of_one_percent_or_one_digit_is_a_difference(change):
    assert "pixels" in difference(drawn(), drawn(**change))


def test_figures_of_other_sizes_differ():
    assert "700 x 360 pixels, the new one 1050 x 540" in difference(drawn(), drawn(dpi=150))
