"""Repeats a chapter's own cells with other seeds and keeps what they measure.

    python -m experiments.over_seeds 02_the_game digits --seeds 0 1 2 3 4

runs, for each seed, the cells tagged "digits" from top to bottom, with their line `seed = ...` set to it, and
writes the dictionary `measured` that they leave behind to experiments/ch02_the_game/digits.json.
"""

import argparse
import os
import re
import time
from pathlib import Path

os.environ["TQDM_DISABLE"] = "1"  # before anything imports tqdm

import jupytext
import matplotlib

from experiments import code, record
from experiments.code import ROOT
from gannotes.models.device import best_device

SEED = re.compile(r"^seed = \d+$", re.MULTILINE)


def tagged_cells(chapter: str, tag: str) -> str:
    """The source of the chapter's cells with this tag, as one text."""
    notebook = jupytext.read(ROOT / "notebooks" / f"{chapter}.md", fmt="md:myst")
    return "\n".join(c.source for c in notebook.cells if tag in c.metadata.get("tags", []))


def measure(source: str, seed: int) -> dict[str, float]:
    """What the cells measure with this seed, and the seconds of processor time that they took."""
    names: dict[str, object] = {"__name__": "__main__"}
    start = time.process_time()
    exec(compile(SEED.sub(f"seed = {seed}", source), "the chapter's cells", "exec"), names)
    return {**names["measured"], "seconds": round(time.process_time() - start, 1)}


def repeated(source: str, chapter: str, tag: str, seeds: list[int]) -> dict[str, object]:
    """The record of these cells with these seeds."""
    command = ["python", "-m", "experiments.over_seeds", chapter, tag, "--seeds", *map(str, seeds)]
    device, found = best_device(), {}
    top = record.head(" ".join(command), code.digest("experiments.over_seeds", also=source), device)
    for seed in seeds:
        found[str(seed)] = measure(source, seed)
        print(seed, found[str(seed)], flush=True)
    return record.joined({**top, "seconds": round(sum(run["seconds"] for run in found.values()), 1)}, {"seeds": found})


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapter")
    parser.add_argument("tag")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    parser.add_argument("--out", type=Path, help="another folder for what is written")
    parser.add_argument("--remake", action="store_true", help="in place of a record that other code made")
    chosen = parser.parse_args(arguments)
    matplotlib.use("Agg")
    source = tagged_cells(chosen.chapter, chosen.tag)
    if len(SEED.findall(source)) != 1:
        raise SystemExit(f"the cells of {chosen.chapter} tagged {chosen.tag} must hold one line such as `seed = 2`")
    file = (chosen.out or ROOT / "experiments" / f"ch{chosen.chapter}") / f"{chosen.tag}.json"
    try:
        if not chosen.remake:
            record.refuse_other_code(file, code.digest("experiments.over_seeds", also=source))
        record.write(file, repeated(source, chosen.chapter, chosen.tag, chosen.seeds), {})
    except ValueError as problem:
        raise SystemExit(str(problem)) from problem


if __name__ == "__main__":
    main()
