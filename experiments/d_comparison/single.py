"""One change at a time: what each part of the recipe that holds is worth, added alone and taken away alone.

    python -m experiments.d_comparison.single        about four minutes of one core

Five seeds of each row play as in `recipes`. "added" rows are the first recipe of gannotes.recipes.contest and one
change; "taken away" rows are the recipe "and R1" less one part; the last row is "hinge, spectral norm" with chapter 9's
scale of 1 in place of 3. What was tuned in them is a rate of 0.003, R1's weight of 0.05 and spectral norm's scale.

writes single.json. Rounds are those of `recipes`; R1 alone plays on the grid too.
"""

from dataclasses import replace
from functools import partial

from experiments import tasks
from experiments.d_comparison.recipes import LAWS, PLAIN, SEEDS, played
from gannotes import losses, recipes
from gannotes.models import spectral
from gannotes.penalties import r1
from gannotes.recipes.contest import RECIPES

FIRST, WHOLE, FAST = RECIPES[PLAIN], RECIPES["and R1"], RECIPES["and three times the rate"]
NORMED, SCALED = spectral.spectral_normalized, partial(spectral.spectral_normalized, scale=3.0)
ADDED = {
    "a rate that fades": replace(FIRST, schedule=recipes.linear_decay),
    "G averaged": replace(FIRST, ema_decay=0.99),
    "three times the rate": replace(FIRST, lr=(3e-3, 3e-3)),
    "spectral norm": replace(FIRST, parametrize=SCALED),
    "R1": replace(FIRST, penalty=r1(0.05)),
}
TAKEN = {
    "without beta1 = 0": replace(WHOLE, betas=(0.5, 0.9)),
    "without a rate that fades": replace(WHOLE, schedule=recipes.constant),
    "without the average": replace(WHOLE, ema_decay=0.0),
    "without the higher rate": replace(WHOLE, lr=(1e-3, 1e-3)),
}
SCALE = {
    "hinge, spectral norm of scale 1": replace(FAST, loss=losses.hinge(), parametrize=NORMED),
}
ROWS = {**ADDED, **TAKEN, **SCALE}


def single(run: tasks.Run) -> dict[str, object]:
    chosen, seeds = run.chosen(ROWS), run.seeds(SEEDS)
    found: dict[str, dict] = {}
    for law, (target, rounds) in LAWS.items():
        found[law] = {}
        for name, recipe in chosen.items():
            if law == "ring" or name == "R1":
                found[law][name] = played(recipe, target, seeds, run.rounds(rounds))
                print(law, name, found[law][name], flush=True)
    return {"laws": found}


TASKS = {"single": single}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
