"""A fresh kernel that sees on each machine what it sees on another, and runs a notebook from top to bottom."""

import os
import re
from pathlib import Path

import matplotlib
import matplotlib.font_manager  # builds its cache of fonts now, and says so here rather than in a cell's output
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from gannotes.site.chapter import where

LONGEST_CELL = 900
QUIET = ["--IPKernelApp.log_level=ERROR"]  # a kernel on this machine talks over TCP without encryption; that is known


class CellFailed(ValueError):
    """Says which cell of which chapter failed, and how."""


def kernel_environment() -> dict[str, str]:
    """What a kernel must see to compute on each machine what it computes on another; threads may be overruled."""
    return {
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "OMP_WAIT_POLICY": "PASSIVE",
        **os.environ,
        "CUDA_VISIBLE_DEVICES": "",
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MATPLOTLIBRC": matplotlib.get_data_path(),  # matplotlib's own style, not that of whoever runs this
        "TQDM_DISABLE": "1",
        "GANNOTES_PROGRESS": "off",  # the exercises that a run solves are not the reader's
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def run(notebook: NotebookNode, path: Path) -> None:
    """Executes the cells from top to bottom in a fresh kernel, in the chapter's folder."""
    started = []
    client = NotebookClient(
        notebook,
        timeout=LONGEST_CELL,
        startup_timeout=LONGEST_CELL,
        kernel_name="python3",
        extra_arguments=[*QUIET],
        record_timing=False,
        coalesce_streams=True,
        on_cell_start=lambda cell, cell_index: started.append(cell),
    )
    try:
        client.execute(env=kernel_environment(), cwd=str(path.parent))
    except (CellExecutionError, RuntimeError, TimeoutError) as problem:  # an error, a dead kernel, an endless cell
        place = where(notebook, started[-1]) if started else "starting the kernel"
        why = without_colours(getattr(problem, "traceback", str(problem)))
        raise CellFailed(f"{path.name}: {place} failed:\n{why}") from None


def without_colours(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
