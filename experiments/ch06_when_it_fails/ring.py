"""Plays the ring of eight with three losses and five ways to descend, five seeds each, and counts the modes.

    python -m experiments.ch06_when_it_fails.ring

writes ring.json: for each loss and way, for each seed, how many of eight modes the last
generator holds and how many of its 2500 samples are good, once within three standard deviations of a mode (0.06) and
once within fifteen (0.3, a fifth of the way to the next mode).
"""

import time

import torch

from experiments import tasks
from gannotes import games, losses, metrics, penalties, recipes
from gannotes.data import toy
from gannotes.recipes import plane

SEEDS, ROUNDS = range(5), 3000
LOSSES = {
    "minimax": losses.minimax(),
    "non-saturating": losses.non_saturating(),
    "least squares": losses.least_squares(),
}
WAYS = {
    "0.9": {"betas": (0.9, 0.999), "schedule": recipes.constant},
    "0.5": {"betas": (0.5, 0.9), "schedule": recipes.constant},
    "0": {"betas": (0.0, 0.9), "schedule": recipes.constant},
    "0, fading": {"betas": (0.0, 0.9), "schedule": recipes.linear_decay},
    "0, fading, R1": {"betas": (0.0, 0.9), "schedule": recipes.linear_decay, "penalty": penalties.r1(0.1)},
}


def counts(x: torch.Tensor, target: toy.Mixture) -> dict[str, float]:
    """Of one seed's samples."""
    found = {}
    for within in (3, 15):
        found[f"modes within {within}"] = metrics.modes_covered(x, target.means, target.std, within)
        found[f"good within {within}"] = round(metrics.high_quality_share(x, target.means, target.std, within), 3)
    return found


def ring(run: tasks.Run) -> dict[str, object]:
    target = toy.ring(8, radius=2.0, std=0.02)
    rounds, seeds, cells = run.rounds(ROUNDS), run.seeds(SEEDS), []
    for way, settings in WAYS.items():
        for name, loss in LOSSES.items():
            start = time.process_time()
            recipe = recipes.Recipe(loss, **{"penalty": games.no_penalty, **settings}, ema_decay=0.0)
            *_, (G, _, _) = plane.play_together(recipe, target, seeds, rounds)
            x = plane.samples(G, len(seeds), 2500, torch.Generator().manual_seed(0))
            seconds = round(time.process_time() - start, 1)
            cells.append({"way": way, "loss": name, "seconds": seconds, "seeds": [counts(each, target) for each in x]})
            print(way, name, seconds, *([seed[key] for seed in cells[-1]["seeds"]] for key in cells[-1]["seeds"][0]))
    return {"rounds": rounds, "cells": cells}


TASKS = {"ring": ring}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
