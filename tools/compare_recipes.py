"""Plays every recipe of gannotes.contest on the ring and on the grid, five seeds each: results/recipes.json.

    python tools/compare_recipes.py

takes about a quarter of an hour of one core. Rounds are chosen so that each recipe takes about the same time.
"""

import json
import platform
import time
from dataclasses import asdict
from pathlib import Path

import torch

from gannotes import contest

RESULTS = Path(__file__).resolve().parent.parent / "results" / "recipes.json"
SEEDS = range(5)
LAWS = {"ring": (contest.RING, 3000), "grid": (contest.GRID, 10_000)}
FEWER = {"Wasserstein, clipped": 1 / 2, "Wasserstein, gradient penalty": 1 / 2}  # of D's turns they have more


def main() -> None:
    torch.set_num_threads(1)
    record = {
        "command": "python tools/compare_recipes.py",
        "torch": torch.__version__.partition("+")[0],
        "hardware": f"one thread of {platform.machine()}",
        "seeds": list(SEEDS),
        "laws": {},
    }
    for name, (law, rounds) in LAWS.items():
        entries = record["laws"][name] = {"floor": asdict(contest.floor(law)), "recipes": {}}
        for title, recipe in contest.ENTRANTS.items():
            start = time.process_time()
            played = round(rounds * FEWER.get(title, 1))
            try:
                found = asdict(contest.contend(recipe, law, SEEDS, played))
            except FloatingPointError as trouble:
                found = {"stopped": str(trouble).partition(";")[0]}
            seconds = round(time.process_time() - start, 1)
            entries["recipes"][title] = {"rounds": played, "seconds": seconds, **found}
            print(name, title, entries["recipes"][title], flush=True)
    plain = next(iter(contest.ENTRANTS.values()))
    record["the first recipe on the ring, twenty seeds"] = asdict(contest.contend(plain, contest.RING, range(20), 3000))
    RESULTS.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
