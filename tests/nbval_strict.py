"""nbval, made strict and readable. conftest.py loads this where pytest runs with --nbval.

nbval runs each code cell and compares its outputs with the committed ones. On top of that, here:
- a notebook that was not run from top to bottom fails, rather than pass for want of outputs to compare;
- figures are compared by their pixels, and so are an interactive figure's frames, one by one, with their words: a cell
  that plain nbval can't compare for its widget alone is compared here (of one that is a log, too, the controls);
- a failure names the notebook, the cell and its heading, and shows the committed output beside the new one;
- once a cell has raised, the cells below it are skipped: one fault, one failure;
- with --cheap only the cells above a notebook's first that trains are run, and the summary says which.
"""

import base64
import difflib
import json
import os
import subprocess
from pathlib import Path

import nbformat
import pytest
from cheap_cells import number_of_cheap
from nbformat.v4 import new_output
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, RunningKernel, start_new_kernel
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError
from pixels import difference

from gannotes.frames import FRAMES
from gannotes.site.chapter import WIDGET, is_progress_bar, where
from gannotes.site.kernel import QUIET, kernel_environment, without_colours

NO_FRAME = {"text": "", "webp": ""}
PATIENCE = 600  # seconds for a kernel to start: a hundred times what an idle machine needs

# The longest first, as measured: two workers then end at about the same time. The others follow as they stand.
LONGEST = (
    "D_comparison",
    "10_images",
    "16_dissection",
    "08_least_squares",
    "07_f_gan",
    "13_paired_translation",
    "06_when_it_fails",
    "14_cyclegan",
    "02_the_game",
    "09_wasserstein",
)


class StrictKernel(RunningKernel):
    """A kernel that sees what `gannotes.site.execute` lets it see."""

    def __init__(self, folder: Path):
        self.km, self.kc = start_new_kernel(
            startup_timeout=PATIENCE,
            kernel_name=CURRENT_ENV_KERNEL_NAME,
            cwd=str(folder),
            env=kernel_environment(),
            extra_arguments=[*QUIET, "--HistoryManager.hist_file=:memory:"],
            stderr=subprocess.DEVNULL,
        )
        self._ensure_iopub_up()

    def execute_cell_input(self, source: str, allow_stdin: bool | None = None) -> str:
        """nbval keeps no history, and there IPython 9 looks for the semicolon that hides a result (nbval #194)."""
        return self.kc.execute(source, store_history=True, allow_stdin=allow_stdin, stop_on_error=False)


class StrictNotebook(IPyNbFile):
    """A notebook, as pytest collects it: one test for each code cell."""

    stopped = ""  # why the remaining cells can't be judged

    def collect(self):
        items = list(super().collect())
        if self.config.getoption("cheap", default=False):
            items = items[: number_of_cheap([item.cell.source for item in items])]
        for item in items:
            name = where(self.nb, item.cell).replace("::", "..")  # pytest's own separator
            yield StrictCell.from_parent(self, name=name, cell_num=item.cell_num, cell=item.cell, options=item.options)

    def setup(self) -> None:
        self.kernel = StrictKernel(self.path.parent)
        self.setup_sanitize_files()

    def teardown(self) -> None:
        if self.kernel is not None and self.kernel.is_alive():
            self.kernel.stop()

    def was_run_in_order(self) -> bool:
        counts = [cell.execution_count for cell in self.nb.cells if cell.cell_type == "code"]
        return counts == list(range(1, len(counts) + 1))


class StrictCell(IPyNbCell):
    """A code cell as a test."""

    comparison_traceback = ()  # nbval's name for what differs

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        if "widget" in tags(self.cell):
            self.options["check"] = True

    def runtest(self) -> None:
        notebook = self.parent
        if notebook.stopped:
            pytest.skip(notebook.stopped)
        if self.cell_num == 0 and not notebook.was_run_in_order():
            notebook.stopped = "the notebook was not run from top to bottom"
            self.raise_cell_error(f"the committed notebook was not run from top to bottom: {self.remedy}")
        try:
            super().runtest()
        except Exception:
            if not self.comparison_traceback:
                notebook.stopped = f"{self.name.split()[0]} raised an error"
            raise

    def compare_outputs(self, test, ref, skip_compare=None) -> bool:
        """nbval's hook: `test` are the new outputs, `ref` the committed ones."""
        if "widget" in tags(self.cell) and "log" in tags(self.cell):  # no two machines agree
            ref, test = controls(ref), controls(test)
        committed, new = self.sanitize(as_text(ref)), self.sanitize(as_text(test))
        lines = difflib.unified_diff(committed.split("\n"), new.split("\n"), "committed", "new", lineterm="", n=2)
        self.comparison_traceback = list(lines)
        before, after = pictures(ref), pictures(test)
        for name in [name for name in before if name in after]:
            if message := difference(before[name], after[name]):
                folder = self.keep_pictures(name, committed=before[name], new=after[name])
                self.comparison_traceback.append(f"{name}: {message}\n  see both in {folder}")
        return not self.comparison_traceback

    def keep_pictures(self, name: str, **both: str) -> str:
        """Both pictures as files, for whoever wants to see what changed."""
        folder = self.config.rootpath / "build" / "figures_that_differ"
        folder.mkdir(parents=True, exist_ok=True)
        for which, data in both.items():
            cell = f"{self.path.parent.name}-{self.path.stem}-In{self.cell_num + 1}"
            ending = "webp" if "frame" in name else "png"
            (folder / f"{cell}-{name.replace(' ', '-')}-{which}.{ending}").write_bytes(base64.b64decode(data))
        return os.path.relpath(folder)

    def repr_failure(self, excinfo) -> str:
        problem = excinfo.value
        parts = [f"{self.path.name}: {self.name}", str(problem)]
        if isinstance(problem, NbCellError):
            source = "\n".join(f"    {line}" for line in problem.source.splitlines())
            parts += [source, without_colours(problem.inner_traceback or "")]
        if self.comparison_traceback:
            parts.append(f"If the new output is right: {self.remedy}")
        return "\n\n".join(part.strip("\n") for part in parts if part)

    @property
    def remedy(self) -> str:
        return f"python -m gannotes.site.execute {os.path.relpath(self.path)}"

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"{self.path.name}: {self.name}"


def tags(cell: nbformat.NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def controls(outputs: list) -> list:
    """Interactive figures without what they show: their controls, their moves, and how many frames they have."""
    frames = [output.data[FRAMES] for output in displayed(outputs) if FRAMES in output.data]
    return [new_output("display_data", {FRAMES: {**of, "frames": [NO_FRAME] * len(of["frames"])}}) for of in frames]


def as_text(outputs: list) -> str:
    """Outputs as one text for comparing; a stream is one block, since the order of two streams is not fixed."""
    blocks = [(output.name, output.text) for output in outputs if output.output_type == "stream"]
    blocks.sort()
    for output in displayed(outputs):
        for kind, content in sorted(output.data.items()):
            blocks.append((kind, as_lines(kind, content)))
    blocks += [(error.ename, error.evalue) for error in outputs if error.output_type == "error"]
    return "\n".join(f"[{kind}]\n{content}" for kind, content in blocks if kind != WIDGET)


def as_lines(kind: str, content: object) -> str:
    """What there is to read: of a picture nothing, of frames their controls and their words."""
    if kind == "image/png":
        return ""
    if kind == FRAMES:
        content = {**content, "frames": [frame["text"] for frame in content["frames"]]}
    return content if isinstance(content, str) else json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)


def displayed(outputs: list) -> list:
    return [output for output in outputs if "data" in output and not is_progress_bar(output)]


def pictures(outputs: list) -> dict[str, str]:
    """What there is to see, by name: figures, and the frames of those that are interactive."""
    found = {}
    for number, output in enumerate((output for output in displayed(outputs) if "image/png" in output.data), start=1):
        found[f"figure {number}"] = output.data["image/png"]
        frames = output.data.get(FRAMES, {}).get("frames", [])
        found |= {f"figure {number}, frame {at}": frame["webp"] for at, frame in enumerate(frames, start=1)}
    return found


def pytest_collection_modifyitems(items):
    places = {name: place for place, name in enumerate(LONGEST)}
    solutions = {item: "solutions" in item.path.parts for item in items}
    items.sort(key=lambda item: len(LONGEST) if solutions[item] else places.get(item.path.stem, len(LONGEST)))


def pytest_terminal_summary(terminalreporter, config):
    """With --cheap: which cells were run, and under which switches of the processor."""
    if not config.getoption("cheap", default=False):
        return
    ran = {}
    for report in [report for word in ("passed", "failed") for report in terminalreporter.stats.get(word, [])]:
        ran.setdefault(report.nodeid.split("::")[0], []).append(report)
    terminalreporter.section("cheap cells")
    for name, reports in sorted(ran.items()):
        cells = [cell for cell in nbformat.read(config.rootpath / name, as_version=4).cells if cell.cell_type == "code"]
        rest = "" if len(reports) == len(cells) else f", not In[{len(reports) + 1}] to In[{len(cells)}]"
        terminalreporter.write_line(f"{name}: In[1] to In[{len(reports)}]{rest}")


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Where nbval would collect a notebook, a strict one is collected instead."""
    found = yield
    strict = [StrictNotebook.from_parent(parent, path=file_path) for node in found if isinstance(node, IPyNbFile)]
    return strict + [node for node in found if not isinstance(node, IPyNbFile)]
