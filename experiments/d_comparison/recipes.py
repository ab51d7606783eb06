"""Plays every recipe of gannotes.recipes.contest on the ring and on the grid, five seeds each: recipes.json.

    python -m experiments.d_comparison.recipes [--only TITLE ...]

takes about a quarter of an hour of one core; with titles it plays those alone and leaves the record's other rows as
they are. Rounds are chosen so that each recipe takes about the same time.
"""

import time
from collections.abc import Sequence
from dataclasses import asdict

from experiments import tasks
from gannotes import recipes
from gannotes.data import toy
from gannotes.recipes import contest

SEEDS = range(5)
LAWS = {"ring": (contest.RING, 3000), "grid": (contest.GRID, 10_000)}
FEWER = {"Wasserstein, clipped": 1 / 2, "Wasserstein, gradient penalty": 1 / 2}  # of D's turns they have more
PLAIN = next(iter(contest.RECIPES))
TWENTY = "the first recipe on the ring, twenty seeds"
SEARCH = "the search for R3GAN's weight on the ring, five other seeds"
WEIGHTS, OTHER_SEEDS = (0.01, 0.05, 0.25), range(5, 10)


def played(recipe: recipes.Recipe, law: toy.Mixture, seeds: Sequence[int], rounds: int) -> dict[str, object]:
    """What a recipe scores, or why it stopped; and what that took."""
    start = time.process_time()
    try:
        found = asdict(contest.evaluate(recipe, law, seeds, rounds))
    except FloatingPointError as trouble:
        found = {"stopped": str(trouble).partition(";")[0]}
    return {"rounds": rounds, "seconds": round(time.process_time() - start, 1), **found}


def compared(run: tasks.Run) -> dict[str, object]:
    """Each recipe on both laws, beside what the law itself scores; then two questions that the page asks."""
    chosen, seeds = run.chosen(contest.RECIPES), run.seeds(SEEDS)
    found: dict[str, object] = {"seeds": seeds, "laws": {}}
    for name, (law, usual) in LAWS.items():
        rows = {}
        for title, recipe in chosen.items():
            rows[title] = played(recipe, law, seeds, run.rounds(round(usual * FEWER.get(title, 1))))
            print(name, title, rows[title], flush=True)
        found["laws"][name] = {"floor": asdict(contest.reference_score(law)), "recipes": rows}
    if PLAIN in chosen:
        found[TWENTY] = asdict(
            contest.evaluate(contest.RECIPES[PLAIN], contest.RING, run.seeds(range(20)), run.rounds(3000))
        )
    if "R3GAN" in chosen:
        others, rounds = run.seeds(OTHER_SEEDS), run.rounds(3000)
        found[SEARCH] = {str(w): played(contest.r3gan(w), contest.RING, others, rounds) for w in WEIGHTS}
        print(SEARCH, found[SEARCH], flush=True)
    return found


TASKS = {"recipes": compared}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
