"""nbval notices whatever no longer agrees with a committed notebook, and says where."""

import base64
import copy
import functools
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
from nbval_strict import as_text, controls, pictures
from pixels import difference

from gannotes.frames import FRAMES
from gannotes.site.chapter import WIDGET, tidy
from gannotes.site.kernel import run

TESTS = Path(__file__).parent
SLIDER = """# a slider
from gannotes import widgets


def draw(k):
    figure, axes = plt.subplots(figsize=(4, 2))
    axes.plot([0, 1, k])
    return figure


widgets.explore(draw, lambda k: f'up to {k}', k=[1, 2])"""
CELLS = [
    new_markdown_cell("# Sums"),
    new_code_cell("import matplotlib.pyplot as plt\n\nprint('the sum is', 3 + 4)"),
    new_markdown_cell("## A curve"),
    new_code_cell("# G's slope\nplt.figure(figsize=(4, 2))\nplt.plot([0, 1, 0]);"),
    new_code_cell("plt.figure(figsize=(4, 2))\nplt.title('after 300 steps');"),
    new_code_cell("{'mode': 8, 'steps': 300}"),
    new_code_cell("from tqdm.auto import tqdm\n\nfor _ in tqdm(range(3)):\n    pass"),
    new_code_cell(SLIDER, metadata={"tags": ["nbval-ignore-output", "widget"]}),
    new_code_cell(SLIDER, metadata={"tags": ["nbval-ignore-output", "widget"]}),
    new_code_cell(SLIDER, metadata={"tags": ["nbval-ignore-output", "widget", "log"]}),
    new_markdown_cell("## The end"),
    new_code_cell("ratio = 1 / 2"),
    new_code_cell("ratio"),
]


def code(notebook, number):
    """The cell In[number]."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"][number - 1]


def mutate(notebook):
    """One fault in nearly each cell: a digit, curve, title, cell, a slider's words and frame changed, and an error."""
    code(notebook, 1).outputs[0].text = "the sum is 8\n"
    code(notebook, 2).source = code(notebook, 2).source.replace("[0, 1, 0]", "[0, 1, 0.05]")
    code(notebook, 3).source = code(notebook, 3).source.replace("300", "800")
    code(notebook, 4).source = "{'mode': 8, 'steps': 400}"
    code(notebook, 6).outputs[0].data[FRAMES]["frames"][1]["text"] = "up to 3"
    code(notebook, 7).source = SLIDER.replace("axes.plot([0, 1, k])", "axes.plot([0, k == 1, k])")
    code(notebook, 8).source = code(notebook, 7).source
    code(notebook, 9).source = "ratio = 1 / 0"


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
        env={**os.environ, "PYTHONPATH": f"{TESTS}{os.pathsep}{TESTS.parent}"},
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
    assert summary(report, "PASSED", "good") == [*range(1, 11)]


def test_each_fault_fails_its_own_cell(report):
    assert summary(report, "FAILED", "faulty") == [1, 2, 3, 4, 6, 7, 9]
    assert summary(report, "PASSED", "faulty") == [5, 8]


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


def test_a_frame_with_other_words_is_shown_before_and_after(report):
    assert '-  "up to 3"\n+  "up to 2"\n' in section(report, 6)


def test_a_frame_that_looks_otherwise_is_named_and_the_others_are_not(report):
    assert re.findall(r"(figure \d.*): the figures differ visibly in", section(report, 7)) == ["figure 1, frame 2"]


def test_an_error_is_shown_once_and_the_cells_below_are_skipped(report):
    assert "ZeroDivisionError: division by zero" in section(report, 9)
    assert re.search(r"SKIPPED \[1\] .*In\[9\] raised an error", report)


def test_a_notebook_without_outputs_fails(report):
    assert summary(report, "FAILED", "stripped") == [1]
    assert "was not run from top to bottom: python -m gannotes.site.execute stripped.ipynb" in report
    assert re.search(r"SKIPPED \[9\] .*not run from top to bottom", report)


# --- outputs as text ---


def slider(*words, shown="k = 1", model=1, width=480):
    """An interactive figure: a frame of its own size for each of the words."""
    frames = [{"webp": drawn(title=word, dpi=50), "text": word} for word in words]
    data = {"text/plain": shown, "image/png": drawn(), WIDGET: {"model_id": model}}
    return [new_output("display_data", data | {FRAMES: {"width": width, "frames": frames}})]


def test_widgets_are_not_compared_but_the_words_of_a_slider_are_and_of_each_of_its_frames():
    one = as_text(slider("a", "b"))
    assert one == as_text(slider("a", "b", model=2))
    for other in (slider("a", "b", shown="k = 2"), slider("a", "c"), slider("a"), slider("a", "b", width=481)):
        assert one != as_text(other)


def test_the_pictures_of_a_slider_are_its_first_and_each_frame_by_name():
    seen = pictures([*slider("a", "b"), *slider("c")])
    assert list(seen) == ["figure 1", "figure 1, frame 1", "figure 1, frame 2", "figure 2", "figure 2, frame 1"]
    assert seen["figure 1, frame 2"] == drawn(title="b", dpi=50)


def test_of_a_slider_that_is_a_log_too_the_controls_remain():
    log = controls([*slider("a", "b"), new_output("stream", text="3 s")])
    assert as_text(log) == as_text(controls(slider("c", "d", shown="k = 2")))
    assert not pictures(log)
    for other in (slider("a"), slider("a", "b", width=481)):
        assert as_text(log) != as_text(controls(other))


def test_the_order_of_two_streams_does_not_matter_and_that_of_two_displays_does():
    out, err = (new_output("stream", name=name, text=name) for name in ("stdout", "stderr"))
    one, two = (new_output("display_data", {"text/plain": text}) for text in ("one", "two"))
    assert as_text([out, err]) == as_text([err, out])
    assert as_text([one, two]) != as_text([two, one])


# --- figures ---


@functools.cache
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
