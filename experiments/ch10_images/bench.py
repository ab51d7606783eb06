"""How fast the small convolutional GAN of chapter 10 learns on one core, against the settings in common use.

    make bench        or    python -m experiments.ch10_images.bench

First, rounds a second: the usual settings (64 maps, batches of 64, Adam as it comes, two passes of D), then one
change after the other, all in turns so that a busy machine troubles each alike. Then quality: the Frechet distance
after so many seconds of one core, usual and ours in turns, a seed for each repeat. Ratios are taken within a turn.
Writes bench.json. bf16 is tried on top of ours: whether it helps hangs on the processor.
"""

import itertools
import json
import statistics
import time
from dataclasses import replace
from functools import partial

import torch

from experiments import tasks
from experiments.ch10_images.game import BOOK, PAPER, Settings, playing, samples
from experiments.judging import Judge
from gannotes.data import images

SECONDS, REPEATS, TURNS = 60, 3, 5
COMMON = replace(PAPER, width=64, size=64, fused=False, rates=(2e-4, 2e-4))
LADDER = {
    "usual settings": COMMON,
    "16 maps instead of 64": replace(COMMON, width=16),
    "and batches of 32": replace(COMMON, width=16, size=32),
    "and a fused optimiser, our rates: ours": BOOK,
    "and bf16": replace(BOOK, precision=partial(torch.autocast, "cpu", torch.bfloat16)),
}


def seconds_a_round(settings: Settings, real: torch.Tensor, rounds: int) -> float:
    """CPU seconds, after two rounds that don't count."""
    game = playing(settings, real, 0, rounds + 2)
    next(game), next(game)
    start = time.process_time()
    for _ in game:
        pass
    return (time.process_time() - start) / rounds


def speeds(real: torch.Tensor, run: tasks.Run) -> dict:
    """Rounds a second of each rung, and how many times as many as the first in the same turn has."""
    taken: dict[str, list[float]] = {name: [] for name in LADDER}
    for _ in run.seeds(range(TURNS)):
        for name, settings in LADDER.items():
            taken[name].append(seconds_a_round(settings, real, run.rounds(5 if settings.width > 16 else 30)))
    first = next(iter(taken.values()))
    return {
        name: {
            "rounds a second": round(1 / statistics.median(seconds), 1),
            "ratios": sorted(round(slow / fast, 2) for slow, fast in zip(first, seconds, strict=True)),
        }
        for name, seconds in taken.items()
    }


def after(settings: Settings, judge: Judge, real: torch.Tensor, seed: int, run: tasks.Run) -> dict:
    """The game until so many CPU seconds are spent, which its schedule goes by, and the distance then."""
    start = time.process_time()

    def spent() -> float:
        return min(1.0, (time.process_time() - start) / SECONDS)

    by_the_clock = replace(settings, schedule=lambda done: settings.schedule(spent()))
    for rounds, (_, average) in enumerate(playing(by_the_clock, real, seed, run.rounds(10**9)), start=1):  # noqa: B007
        if spent() == 1.0:
            break
    return {"rounds": rounds, "frechet": judge.distance(samples(average, seed), places=1)}


def quality(real: torch.Tensor, run: tasks.Run) -> dict:
    judge = Judge(real)
    found: dict[str, list[dict]] = {"usual settings": [], "ours": []}
    seeds = run.seeds(range(REPEATS))
    for seed, (name, settings) in itertools.product(seeds, zip(found, (COMMON, BOOK), strict=True)):
        found[name].append(after(settings, judge, real, seed, run))
        print(name, found[name][-1], flush=True)
    pairs = zip(*found.values(), strict=True)
    return {**found, "ratios of distances": sorted(round(a["frechet"] / b["frechet"], 2) for a, b in pairs)}


def bench(run: tasks.Run) -> dict[str, dict]:
    real = images.digits()[0][:4000]
    speed = speeds(real, run)
    print(json.dumps(speed, indent=1), flush=True)
    return {"speed": speed, "quality": quality(real, run)}


TASKS = {"bench": bench}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
