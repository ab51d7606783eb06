"""Replays a chapter with seeds on which nothing was tuned, and counts the claims that fail.

    python -m experiments.ten_seeds 04_divergence_and_the_optimum --shifts 1000 1005

runs the chapter's cells from top to bottom, once for each shift, with every seed that they set for torch moved by it:
what the page does with seeds 0 to 4 is done with 1000 to 1004, then with 1005 to 1009. A claim that fails is noted, and
the page goes on. Widgets are left out, and cells that read such a record. The counts go to ten_seeds.json in the
chapter's folder of experiments.
"""

import argparse
import io
import os
import time
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stdout
from pathlib import Path
from unittest.mock import patch

os.environ["TQDM_DISABLE"] = "1"  # before anything imports tqdm

import jupytext
import matplotlib
import torch

from experiments import code, record
from experiments.code import ROOT
from gannotes import begin as begin  # here, so that its annotations name torch's own generators
from gannotes import claims


@contextmanager
def seeds_moved(shift: int) -> Iterator[None]:
    """Inside, whoever seeds torch or one of its generators gets that seed plus the shift."""
    seed_all, plain = torch.manual_seed, torch.Generator

    class Moved(plain):  # type: ignore[misc, valid-type]
        def manual_seed(self, seed: int) -> "Moved":
            super().manual_seed(seed + shift)
            return self

    with (
        torch.random.fork_rng(),
        patch.object(torch, "manual_seed", lambda seed: seed_all(seed + shift)),
        patch.object(torch, "Generator", Moved),
    ):
        yield


class Notebook:
    """A claim that notes what fails, in the place of one that stops the page."""

    def __init__(self):
        self.made, self.failed, self.judge = 0, [], claims.claim

    def claim(self, statement: str, measured: object, **bound: object) -> None:
        self.made += 1
        try:
            self.judge(statement, measured, **bound)  # type: ignore[arg-type]
        except claims.ClaimFailed as failure:
            self.failed.append(str(failure).split(" ", 1)[1])


def cells(chapter: str) -> list[str]:
    """The code of the chapter, but for its widgets and for what shows an earlier replay."""
    notebook = jupytext.read(ROOT / "notebooks" / f"{chapter}.md", fmt="md:myst")
    code_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    played = [cell.source for cell in code_cells if "widget" not in cell.metadata.get("tags", [])]
    return [source for source in played if "ten_seeds.json" not in source]


def replayed(sources: list[str], shift: int) -> dict[str, object]:
    """How many claims were made with the seeds moved so far, and which failed."""
    noted, names = Notebook(), {"__name__": "__main__"}
    with (
        seeds_moved(shift),
        patch.object(claims, "claim", noted.claim),
        chdir(ROOT / "notebooks"),
        redirect_stdout(io.StringIO()),
    ):
        for source in sources:
            exec(compile(source, "a cell of the chapter", "exec"), names)
    return {"claims": noted.made, "failed": noted.failed}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapter")
    parser.add_argument("--shifts", type=int, nargs="+", default=list(range(1000, 1010)))
    parser.add_argument("--out", type=Path, help="another folder for what is written")
    parser.add_argument("--remake", action="store_true", help="in place of a record that other code made")
    chosen = parser.parse_args(arguments)
    matplotlib.use("Agg")
    sources = cells(chosen.chapter)
    made_by = code.digest("experiments.ten_seeds", also="\n".join(sources))
    file = (chosen.out or ROOT / "experiments" / f"ch{chosen.chapter}") / "ten_seeds.json"
    command = ["python", "-m", "experiments.ten_seeds", chosen.chapter, "--shifts", *map(str, chosen.shifts)]
    try:
        if not chosen.remake:
            record.refuse_other_code(file, made_by)
        start, top = time.process_time(), record.head(" ".join(command), made_by, torch.device("cpu"))
        replays = {str(shift): replayed(sources, shift) for shift in chosen.shifts}
        seconds = round(time.process_time() - start, 1)
        record.write(file, record.joined({**top, "seconds": seconds}, {"replays": replays}), {})
    except ValueError as problem:
        raise SystemExit(str(problem)) from problem


if __name__ == "__main__":
    main()
