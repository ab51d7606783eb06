"""Repeats a chapter's own cells with other seeds and keeps what they measure.

    python -m experiments.over_seeds 02_the_game digits --seeds 0 1 2 3 4

runs, for each seed, the cells tagged "digits" from top to bottom, with their line `seed = ...` set to it, and
writes the dictionary `measured` that they leave behind to experiments/ch02_the_game/digits.json.
"""

import argparse
import json
import os
import platform
import re
import time
from pathlib import Path

os.environ["TQDM_DISABLE"] = "1"  # before anything imports tqdm

import jupytext
import matplotlib
import torch

ROOT = Path(__file__).resolve().parent.parent
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapter")
    parser.add_argument("tag")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    chosen = parser.parse_args()
    matplotlib.use("Agg")
    source = tagged_cells(chosen.chapter, chosen.tag)
    if len(SEED.findall(source)) != 1:
        raise SystemExit(f"the cells of {chosen.chapter} tagged {chosen.tag} must hold one line such as `seed = 2`")
    seeds = [str(seed) for seed in chosen.seeds]
    record = {
        "command": " ".join(["python", "-m", "experiments.over_seeds", chosen.chapter, chosen.tag, "--seeds", *seeds]),
        "torch": torch.__version__.partition("+")[0],
        "hardware": "cuda" if torch.cuda.is_available() else f"one thread of {platform.machine()}",
        "seeds": {},
    }
    for seed in chosen.seeds:
        record["seeds"][str(seed)] = measure(source, seed)
        print(seed, record["seeds"][str(seed)], flush=True)
    file = ROOT / "experiments" / f"ch{chosen.chapter}" / f"{chosen.tag}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
