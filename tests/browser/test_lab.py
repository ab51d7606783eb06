"""A chapter in JupyterLab, as a reader uses it: it runs, its figures answer to the keyboard, an exercise is judged.

It is the cheapest one. Its copy here has one more cell, with buttons such as those of chapter 2.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from desk import PATIENCE, ROOT, outside
from nbformat.v4 import new_code_cell

CHAPTER = "00_start_here"
BUTTONS = """turns = []
widgets.play_by_hand(lambda: draw(len(turns), 1.0), lambda: describe(len(turns), 1.0),
    move=lambda: turns.append(1), start_again=turns.clear)"""
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},  # every cell is there, also those not on the screen
}
CELLS = "[...jupyterapp.shell.widgets('main')].find((tab) => tab.sessionContext).content.widgets"
READY = "[...jupyterapp.shell.widgets('main')].some((tab) => tab.sessionContext?.session?.kernel?.status === 'idle')"
WAITING = f"{CELLS}.filter((cell) => cell.model.type === 'code' && !cell.model.executionCount).length"
ERRORS = f"""{CELLS}.filter((cell) => cell.model.type === 'code').flatMap((cell) => cell.model.outputs.toJSON())
    .filter((output) => output.output_type === 'error').map((output) => `${{output.ename}}: ${{output.evalue}}`)"""
ANSWER = f"""([name, source]) => {{
    const cell = {CELLS}.find((cell) => cell.model.sharedModel.getSource().includes(`check("${{name}}"`));
    cell.model.sharedModel.setSource(source);
    const notebook = cell.parent;
    notebook.activeCellIndex = notebook.widgets.indexOf(cell);
    notebook.mode = "command";
    notebook.node.focus();
}}"""
SAID = f"""(name) => {CELLS}.find((cell) => cell.model.sharedModel.getSource().includes(`check("${{name}}"`))
    .model.outputs.toJSON().map((output) => [output.text].flat().join("")).join("")"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab of its own: it sees a copy of the notebooks, and none of this machine's settings."""
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", home / "notebooks", ignore=shutil.ignore_patterns("_figures", ".ipynb_*"))
    if (ROOT / "experiments").exists():
        shutil.copytree(ROOT / "experiments", home / "experiments")
    with_buttons(home / "notebooks" / f"{CHAPTER}.ipynb")
    for name, values in SETTINGS.items():
        file = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
        "GANNOTES_PROGRESS": "progress.json",
    }
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0", "--expose-app-in-browser"]
    options += ["--IdentityProvider.token=reader", f"--ServerApp.root_dir={home}"]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [Path(sys.executable).parent / "jupyter", "lab", *options],
            env={**os.environ, **{name: str(home / place) for name, place in places.items()}},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield address_of(server, home), home
    finally:
        server.terminate()
        server.wait(PATIENCE)


def with_buttons(path):
    """One cell more at the end. JupyterLab would take the cells from the paired text, so that goes."""
    path.with_suffix(".md").unlink()
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(new_code_cell(BUTTONS))
    nbformat.write(notebook, path)


def address_of(server, home):
    start = time.monotonic()
    while time.monotonic() - start < PATIENCE:
        for file in (home / "runtime").glob("jpserver-*.json"):
            if text := file.read_text():
                return json.loads(text)["url"]
        assert server.poll() is None, (home / "log").read_text()
        time.sleep(0.2)
    raise TimeoutError(f"JupyterLab did not start:\n{(home / 'log').read_text()}")


@pytest.fixture(scope="module")
def page(lab, chromium):
    """The chapter, open, with every cell run."""
    asked = []
    context = chromium.new_context(viewport={"width": 1300, "height": 1200})
    tab = context.new_page()
    tab.set_default_timeout(PATIENCE * 1000)
    tab.on("request", lambda sent: asked.append(sent.url) if outside(sent.url) else None)
    tab.goto(f"{lab[0]}lab/tree/notebooks/{CHAPTER}.ipynb?token=reader&reset")
    tab.wait_for_selector(".jp-Notebook .jp-Cell")
    tab.wait_for_function(f"window.jupyterapp && {READY}")
    tab.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
    tab.wait_for_function(f"({WAITING} === 0 && {READY}) || {ERRORS}.length")  # counted when it starts, not at its end
    yield tab
    context.close()
    assert not asked, f"JupyterLab asked for {asked}"


def solution(name):
    """The cell of the solutions that answers an exercise, with all that it needs."""
    cells = nbformat.read(ROOT / "notebooks" / "solutions" / f"{CHAPTER}.ipynb", as_version=4).cells
    first, *rest = [cell.source for cell in cells if cell.cell_type == "code"]
    asked = f'check("{name}"'
    return first + "\n" + next(source for source in rest if asked in source)


def test_the_chapter_runs_from_top_to_bottom(page):
    assert page.evaluate(ERRORS) == []


CHANGED = """([stage, before, said]) => stage.querySelector('img').src !== before
    && stage.querySelector('[role="status"]').textContent !== said"""  # they arrive one after the other


@pytest.mark.parametrize(("control", "key"), [('[role="slider"]', "ArrowRight"), ("button", "Enter")])
def test_a_figure_follows_the_keyboard(page, control, key):
    stage = page.locator(f".widget-vbox:has({control}):has(img)").first
    picture, words = stage.locator("img"), stage.locator('[role="status"]')
    before, said = picture.get_attribute("src"), words.text_content()
    stage.locator(control).first.focus()
    page.keyboard.press(key)
    page.wait_for_function(CHANGED, arg=[stage.element_handle(), before, said])
    assert picture.get_attribute("alt") == words.text_content()


def test_an_exercise_gives_its_verdict(page):
    for source, verdict in (('check("0.1", 1000.0)', "Hint 1 of"), (solution("0.1"), "Exercise 0.1: right.")):
        page.evaluate(ANSWER, ["0.1", source])
        page.keyboard.press("Control+Enter")
        page.wait_for_function(f"(verdict) => ({SAID})('0.1').includes(verdict)", arg=verdict)
