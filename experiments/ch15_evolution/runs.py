"""Plays E-GAN and its controls, five seeds each, and writes what came out.

    python -m experiments.ch15_evolution.runs ring grid gamma parents digits

writes <name>.json for each name given, and for the digits a sheet of samples beside it (.npz).

A control is the same setting without evolution: one generator, one loss, and three rounds for each of E-GAN's. That is
as many steps of the generator; D gets three times as many. "Luck" is E-GAN with a fitness that rolls dice. On the ring
and the grid a mode is covered if it gets a twentieth of its fair share, and a sample is good within three standard
deviations of a mode.
"""

import argparse
import json
import platform
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch

from gannotes import games, metrics
from gannotes.data import images, toy
from gannotes.metrics.report import Evaluator
from gannotes.recipes import Recipe, Task, contest, evolution

RESULTS = Path(__file__).resolve().parent
SEEDS = range(5)
CONTROL = 3  # rounds for each of E-GAN's


def luck(D: torch.nn.Module, real: torch.Tensor, fake: torch.Tensor) -> float:
    """A fitness that knows nothing."""
    return torch.rand(()).item()


def scored(law: toy.Mixture, run: evolution.Evolution) -> dict[str, float]:
    x = run.samples(2500)
    truth = law.sample(1000, torch.Generator().manual_seed(0))
    return {
        "modes": metrics.modes_covered(x, law.means, law.std),
        "good": round(metrics.high_quality_share(x, law.means, law.std), 3),
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
        run = deque(evolution.run(recipe, task, seed, **how), maxlen=1).pop()
        seconds = round(time.process_time() - start, 1)
        found.append({**score(run), "seconds": seconds})
        if "fitness" in how:
            found[-1]["won"] = tenths(run.winners())
        print(task.rounds, how.get("parents", 1), found[-1], flush=True)
    return found


def against_controls(law: toy.Mixture, rounds: int) -> dict:
    """E-GAN, E-GAN by luck, and each loss alone, for as many rounds and for three times as many."""
    what = (partial(scored, law), SEEDS, evolution.PLANE)
    short, long = (evolution.plane_task(law, n) for n in (rounds, CONTROL * rounds))
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


def ring() -> dict:
    return against_controls(contest.RING, 1000)


def grid() -> dict:
    return against_controls(contest.GRID, 800)


def gamma() -> dict:
    """The ring again: how much diversity weighs, down to the wrong sign."""
    what = (partial(scored, contest.RING), SEEDS[:3], evolution.PLANE, evolution.plane_task(contest.RING, 600))
    values = [-1.0, 0.0, 0.01, 0.1, 1.0, 10.0]
    return {
        "rounds": 600,
        "gamma": {str(value): seeds_of(*what, fitness=games.fitness(value)) for value in values},
    }


def parents() -> dict:
    """The ring again, with one, two and four survivors in each round."""
    what = (partial(scored, contest.RING), SEEDS[:3], evolution.PLANE, evolution.plane_task(contest.RING, 300))
    return {
        "rounds": 300,
        "gamma": 0.01,
        "parents": {str(n): seeds_of(*what, fitness=games.fitness(0.01), parents=n) for n in (1, 2, 4)},
    }


def digits() -> dict:
    """A small DCGAN on the shipped digits: Frechet distance on the features of the book's classifier."""
    x, _ = images.digits()
    judge, sheets = Evaluator(x[:2000]), {}

    def score(name: str, run: evolution.Evolution) -> dict[str, float]:
        made = run.samples(1000)
        sheets.setdefault(name, ((made[:20, 0] + 1) * 127.5).round().byte().numpy())
        report = judge.report(made)
        return {key: round(getattr(report, key), 3) for key in ("frechet", "precision", "recall")}

    rounds, heuristic = 300, {"heuristic": games.MUTATIONS["heuristic"]}
    short, long = (evolution.digits_task(n) for n in (rounds, CONTROL * rounds))
    entrants = {
        "E-GAN": seeds_of(partial(score, "E-GAN"), SEEDS, evolution.DIGITS, short, fitness=games.fitness(0.01)),
        "heuristic alone": seeds_of(
            partial(score, "heuristic alone"), SEEDS, evolution.DIGITS, long, mutations=heuristic
        ),
        "heuristic, as many rounds": seeds_of(
            partial(score, "as many"), SEEDS, evolution.DIGITS, short, mutations=heuristic
        ),
    }
    np.savez_compressed(RESULTS / "digits.npz", **sheets)
    return {"rounds": rounds, "gamma": 0.01, "control": CONTROL, "entrants": entrants}


PARTS = {part.__name__: part for part in (ring, grid, gamma, parents, digits)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="+", choices=list(PARTS))
    torch.set_num_threads(1)
    for part in parser.parse_args().parts:
        record = {
            "command": f"python -m experiments.ch15_evolution.runs {part}",
            "torch": torch.__version__.partition("+")[0],
            "hardware": f"one thread of {platform.machine()}",
            **PARTS[part](),
        }
        file = RESULTS / f"{part}.json"
        file.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
