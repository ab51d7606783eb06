"""Trains the recipes of gannotes.recipes.digits and judges them: digit_gans.json, samples in digit_gans.npz.

    python -m experiments.ch11_judging_samples.digit_gans                  every recipe, and the floors
    python -m experiments.ch11_judging_samples.digit_gans --only DCGAN     this recipe; the others' results stay

About a minute of one core for each recipe and seed.
"""

import time
from collections import deque
from dataclasses import asdict, replace

from torch import Tensor

from experiments import tasks
from experiments.judging import parzen
from experiments.pictures import as_bytes, k_means
from gannotes.data import images
from gannotes.metrics.report import Evaluator
from gannotes.recipes import digits
from gannotes.recipes import run as play_to_the_end


def judged(judge: Evaluator, samples: Tensor, held_out: Tensor) -> dict[str, float]:
    """The report on these samples, and Parzen on the same: sigma by the first half of the held-out digits."""
    pixels, unseen = ((x.flatten(1) + 1) / 2 for x in (samples, held_out))
    likelihood, _, _ = parzen(pixels, *unseen.chunk(2))
    return {name: round(v, 4) for name, v in asdict(judge.report(samples)).items()} | {"parzen": round(likelihood, 1)}


def floors(judge: Evaluator, real: Tensor, held_out: Tensor, n: int) -> dict[str, list[dict]]:
    """What no GAN made."""
    return {
        "other real digits": [judged(judge, real[start : start + n], held_out) for start in (2000, 3000)],
        "copies of real digits": [judged(judge, real[:n], held_out)],
        "k-means centres": [judged(judge, k_means(real, n), held_out)],
    }


def digit_gans(run: tasks.Run) -> dict[str, object]:
    x, _ = images.digits()
    real, held_out = x[:4000], x[4000:]
    judge, n, seeds, entrants = Evaluator(real[:2000]), run.samples(1000), run.seeds(range(3)), {}
    for name, (recipe, task) in run.chosen(digits.RECIPES).items():
        task = replace(task, rounds=run.rounds(task.rounds))
        entrants[name] = {"rounds": task.rounds, "seeds": []}
        for seed in seeds:
            start = time.process_time()
            last = deque(play_to_the_end(recipe, task, seed), maxlen=1).pop()
            seconds = round(time.process_time() - start, 1)
            samples = last.samples(n)
            entrants[name]["seeds"].append({**judged(judge, samples, held_out), "seconds": seconds})
            run.arrays.setdefault(name, as_bytes(samples[:40, 0]))  # the first seed's
            print(name, seed, entrants[name]["seeds"][-1], flush=True)
    return {"seeds": seeds, "entrants": entrants, "not made by a GAN": floors(judge, real, held_out, n)}


TASKS = {"digit_gans": digit_gans}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
