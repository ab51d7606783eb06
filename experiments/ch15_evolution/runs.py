"""Plays E-GAN and its controls, five seeds each, and writes what came out.

    python -m experiments.ch15_evolution.runs ring grid gamma parents digits

writes <name>.json for each name given, and for the digits a sheet of samples beside it (.npz).

A control is the same setting without evolution: one generator, one loss, and three rounds for each of E-GAN's. That is
as many steps of the generator; D gets three times as many. "Luck" is E-GAN with a fitness that rolls dice. On the ring
and the grid a mode is covered if it gets a twentieth of its fair share, and a sample is good within three standard
deviations of a mode.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import torch

from experiments import tasks
from experiments.pictures import as_bytes
from gannotes import games, metrics
from gannotes.data import images, toy
from gannotes.metrics.report import Evaluator
from gannotes.recipes import Recipe, Task, contest, evolution

SEEDS = range(5)
CONTROL = 3  # rounds for each of E-GAN's


def luck(D: torch.nn.Module, real: torch.Tensor, fake: torch.Tensor) -> float:
    """A fitness that knows nothing."""
    return torch.rand(()).item()


def scored(target: toy.Mixture, game: evolution.Evolution) -> dict[str, float]:
    x = game.samples(2500)
    truth = target.sample(1000, torch.Generator().manual_seed(0))
    return {
        "modes": metrics.modes_covered(x, target.means, target.std),
        "good": round(metrics.high_quality_share(x, target.means, target.std), 3),
        "w1": round(metrics.wasserstein_1(x[:1000], truth), 3),
    }


def tenths(won: Sequence[str]) -> dict[str, list[int]]:
    """How often each mutation won, in each tenth of the rounds."""
    parts = np.array_split(np.array(won), 10)
    return {name: [int((part == name).sum()) for part in parts] for name in games.MUTATIONS}


def seeds_of(score: Callable, seeds: Sequence[int], recipe: Recipe, task: Task, **how: object) -> list[dict]:
    """One game for each seed, scored and timed."""
    found = []
    for seed in seeds:
        start = time.process_time()
        game = deque(evolution.run(recipe, task, seed, **how), maxlen=1).pop()
        seconds = round(time.process_time() - start, 1)
        found.append({**score(game), "seconds": seconds})
        if "fitness" in how:
            found[-1]["won"] = tenths(game.winners())
        print(task.rounds, how.get("parents", 1), found[-1], flush=True)
    return found


def against_controls(target: toy.Mixture, usual: int, run: tasks.Run) -> dict:
    """E-GAN, E-GAN by luck, and each loss alone, for as many rounds and for three times as many."""
    rounds = run.rounds(usual)
    what = (partial(scored, target), run.seeds(SEEDS), evolution.PLANE)
    short, long = (evolution.plane_task(target, n) for n in (rounds, run.rounds(CONTROL * usual)))
    entrants = {
        "E-GAN": seeds_of(*what, short, fitness=games.fitness(0.01)),
        "E-GAN by luck": seeds_of(*what, short, fitness=luck),
    }
    for name, loss in games.MUTATIONS.items():
        entrants[f"{name} alone"] = seeds_of(*what, long, mutations={name: loss})
    entrants["heuristic, as many rounds"] = seeds_of(
        *what, short, mutations={"heuristic": games.MUTATIONS["heuristic"]}
    )
    return {"rounds": rounds, "gamma": 0.01, "control": CONTROL, "entrants": entrants}


def ring(run: tasks.Run) -> dict:
    return against_controls(contest.RING, 1000, run)


def grid(run: tasks.Run) -> dict:
    return against_controls(contest.GRID, 800, run)


def on_the_ring(run: tasks.Run, rounds: int) -> tuple:
    """What the runs share that go over one setting of E-GAN."""
    return (
        partial(scored, contest.RING),
        run.seeds(SEEDS[:3]),
        evolution.PLANE,
        evolution.plane_task(contest.RING, rounds),
    )


def gamma(run: tasks.Run) -> dict:
    """The ring again: how much diversity weighs, down to the wrong sign."""
    rounds, values = run.rounds(600), [-1.0, 0.0, 0.01, 0.1, 1.0, 10.0]
    what = on_the_ring(run, rounds)
    return {
        "rounds": rounds,
        "gamma": {str(value): seeds_of(*what, fitness=games.fitness(value)) for value in values},
    }


def parents(run: tasks.Run) -> dict:
    """The ring again, with one, two and four survivors in each round."""
    rounds = run.rounds(300)
    what = on_the_ring(run, rounds)
    return {
        "rounds": rounds,
        "gamma": 0.01,
        "parents": {str(n): seeds_of(*what, fitness=games.fitness(0.01), parents=n) for n in (1, 2, 4)},
    }


def digits(run: tasks.Run) -> dict:
    """A small DCGAN on the shipped digits: Frechet distance on the features of the book's classifier."""
    x, _ = images.digits()
    judge, seeds, n = Evaluator(x[:2000]), run.seeds(SEEDS), run.samples(1000)

    def score(name: str, game: evolution.Evolution) -> dict[str, float]:
        made = game.samples(n)
        run.arrays.setdefault(name, as_bytes(made[:20, 0]))  # the first seed's
        report = judge.report(made)
        return {key: round(getattr(report, key), 3) for key in ("frechet", "precision", "recall")}

    def played(name: str, task: Task, **how: object) -> list[dict]:
        return seeds_of(partial(score, name), seeds, evolution.DIGITS, task, **how)

    rounds, heuristic = run.rounds(300), {"heuristic": games.MUTATIONS["heuristic"]}
    short, long = (evolution.digits_task(n) for n in (rounds, run.rounds(CONTROL * 300)))
    entrants = {
        "E-GAN": played("E-GAN", short, fitness=games.fitness(0.01)),
        "heuristic alone": played("heuristic alone", long, mutations=heuristic),
        "heuristic, as many rounds": played("as many", short, mutations=heuristic),
    }
    return {"rounds": rounds, "gamma": 0.01, "control": CONTROL, "entrants": entrants}


TASKS = {task.__name__: task for task in (ring, grid, gamma, parents, digits)}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
