"""Plays the ring of eight in twelve ways to descend, five seeds each, and counts the modes.

    python -m experiments.ch06_when_it_fails.ring

writes ring.json. The twelve ways are three memories of Adam's, with and without fading rates, with and without R1, and
all else is alike. For each way and seed: how many of eight modes the last generator holds and how many of its 2500
samples are good, once within three standard deviations of a mode (0.06) and once within fifteen (0.3, a fifth of the
way to the next mode).
"""

import itertools

import torch

from experiments import tasks
from gannotes import games, losses, metrics, penalties, recipes
from gannotes.data import toy
from gannotes.recipes import plane

SEEDS, ROUNDS = range(5), 3000
BETA1 = (0.9, 0.5, 0.0)
SCHEDULES = {"constant": recipes.constant, "fading": recipes.linear_decay}
PENALTIES = {"none": games.no_penalty, "R1": penalties.r1(0.1)}
BETA2 = 0.9


def counts(x: torch.Tensor, target: toy.Mixture) -> dict[str, float]:
    """Of one seed's samples."""
    found = {}
    for within in (3, 15):
        found[f"modes within {within}"] = metrics.modes_covered(x, target.means, target.std, within)
        found[f"good within {within}"] = round(metrics.high_quality_share(x, target.means, target.std, within), 3)
    return found


def ring(run: tasks.Run) -> dict[str, object]:
    target = toy.ring(8, radius=2.0, std=0.02)
    rounds, seeds, ways = run.rounds(ROUNDS), run.seeds(SEEDS), []
    for beta1, rates, penalty in itertools.product(BETA1, SCHEDULES, PENALTIES):
        recipe = recipes.Recipe(
            losses.non_saturating(),
            PENALTIES[penalty],
            betas=(beta1, BETA2),
            schedule=SCHEDULES[rates],
            ema_decay=0.0,
        )
        *_, (G, _, _) = plane.play_together(recipe, target, seeds, rounds)
        x = plane.samples(G, len(seeds), 2500, torch.Generator().manual_seed(0))
        counted = [counts(each, target) for each in x]
        ways.append({"beta1": beta1, "rates": rates, "penalty": penalty, "seeds": counted})
        print(beta1, rates, penalty, *([seed[key] for seed in counted] for key in counted[0]))
    return {"rounds": rounds, "ways": ways}


TASKS = {"ring": ring}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
