"""Plays every recipe of gannotes.recipes.contest on the ring and on the grid, five seeds each: recipes.json.

    python -m experiments.d_comparison.recipes [TITLE ...]

takes about a quarter of an hour of one core; with titles it plays those alone and leaves the record's other rows as
they are. Rounds are chosen so that each recipe takes about the same time.
"""

import json
import platform
import sys
import time
from dataclasses import asdict
from pathlib import Path

import torch

from gannotes import recipes
from gannotes.data import toy
from gannotes.recipes import contest

RESULTS = Path(__file__).resolve().parent / "recipes.json"
SEEDS = range(5)
LAWS = {"ring": (contest.RING, 3000), "grid": (contest.GRID, 10_000)}
FEWER = {"Wasserstein, clipped": 1 / 2, "Wasserstein, gradient penalty": 1 / 2}  # of D's turns they have more
PLAIN = next(iter(contest.RECIPES))
TWENTY = "the first recipe on the ring, twenty seeds"
SEARCH = "the search for R3GAN's weight on the ring, five other seeds"
WEIGHTS, OTHER_SEEDS = (0.01, 0.05, 0.25), range(5, 10)


def played(recipe: recipes.Recipe, law: toy.Mixture, seeds: range, rounds: int) -> dict[str, object]:
    """What a recipe scores, or why it stopped; and what that took."""
    start = time.process_time()
    try:
        found = asdict(contest.evaluate(recipe, law, seeds, rounds))
    except FloatingPointError as trouble:
        found = {"stopped": str(trouble).partition(";")[0]}
    return {"rounds": rounds, "seconds": round(time.process_time() - start, 1), **found}


def started() -> dict[str, object]:
    """The head of the record, and what the laws themselves score."""
    return {
        "command": "python -m experiments.d_comparison.recipes",
        "torch": torch.__version__.partition("+")[0],
        "hardware": f"one thread of {platform.machine()}",
        "seeds": list(SEEDS),
        "laws": {
            name: {"floor": asdict(contest.reference_score(law)), "recipes": {}} for name, (law, _) in LAWS.items()
        },
    }


def main(titles: list[str]) -> None:
    torch.set_num_threads(1)
    if unknown := set(titles) - set(contest.RECIPES):
        raise SystemExit(f"no recipe is called {sorted(unknown)}: choose from {list(contest.RECIPES)}")
    record = json.loads(RESULTS.read_text(encoding="utf-8")) if titles else started()
    for name, (law, rounds) in LAWS.items():
        rows = record["laws"][name]["recipes"]
        for title in titles or contest.RECIPES:
            rows[title] = played(contest.RECIPES[title], law, SEEDS, round(rounds * FEWER.get(title, 1)))
            print(name, title, rows[title], flush=True)
        record["laws"][name]["recipes"] = {title: rows[title] for title in contest.RECIPES if title in rows}
    if not titles or PLAIN in titles:
        record[TWENTY] = asdict(contest.evaluate(contest.RECIPES[PLAIN], contest.RING, range(20), 3000))
    if not titles or "R3GAN" in titles:
        record[SEARCH] = {w: played(contest.r3gan(w), contest.RING, OTHER_SEEDS, 3000) for w in WEIGHTS}
        print(SEARCH, record[SEARCH], flush=True)
    RESULTS.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
