"""How fast the small convolutional GAN of chapter 10 learns on one core, against the settings in common use.

    make bench        or    python -m experiments.ch10_images.bench --seconds 60 --repeats 3

First, rounds a second: the usual settings (64 maps, batches of 64, Adam as it comes, two passes of D), then one
change after the other, all in turns so that a busy machine troubles each alike. Then quality: the Frechet distance
after so many seconds of one core, usual and ours in turns, a seed for each repeat. Ratios are taken within a turn.
Writes bench.json. bf16 is tried on top of ours: whether it helps hangs on the processor.
"""

import argparse
import itertools
import json
import platform
import statistics
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import torch

from experiments.ch10_images.runs import BOOK, PAPER, Judge, Settings, playing
from gannotes.data import images

RESULTS = Path(__file__).resolve().parent / "bench.json"

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


def speeds(real: torch.Tensor, turns: int) -> dict:
    """Rounds a second of each rung, and how many times as many as the first in the same turn has."""
    taken: dict[str, list[float]] = {name: [] for name in LADDER}
    for _ in range(turns):
        for name, settings in LADDER.items():
            taken[name].append(seconds_a_round(settings, real, 5 if settings.width > 16 else 30))
    first = next(iter(taken.values()))
    return {
        name: {
            "rounds a second": round(1 / statistics.median(seconds), 1),
            "ratios": sorted(round(slow / fast, 2) for slow, fast in zip(first, seconds, strict=True)),
        }
        for name, seconds in taken.items()
    }


def after(settings: Settings, judge: Judge, real: torch.Tensor, seed: int, seconds: float) -> dict:
    """The game until so many CPU seconds are spent, and the distance then."""
    start = time.process_time()

    def spent(turn: int) -> float:
        return min(1.0, (time.process_time() - start) / seconds)

    for rounds, (_, average) in enumerate(playing(settings, real, seed, 10**9, spent), start=1):
        if time.process_time() - start > seconds:
            return {"rounds": rounds, "frechet": judge.distance(judge.samples(average, seed))}


def quality(real: torch.Tensor, seconds: float, repeats: int) -> dict:
    judge = Judge(real)
    found: dict[str, list[dict]] = {"usual settings": [], "ours": []}
    for seed, (name, settings) in itertools.product(range(repeats), zip(found, (COMMON, BOOK), strict=True)):
        found[name].append(after(settings, judge, real, seed, seconds))
        print(name, found[name][-1], flush=True)
    pairs = zip(*found.values(), strict=True)
    return {**found, "ratios of distances": sorted(round(a["frechet"] / b["frechet"], 2) for a, b in pairs)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--repeats", type=int, default=3)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    real = images.digits()[0][:4000]
    record = {
        "command": f"python -m experiments.ch10_images.bench --seconds {chosen.seconds:g} --repeats {chosen.repeats}",
        "torch": torch.__version__.partition("+")[0],
        "hardware": f"one thread of {platform.machine()}",
        "speed": speeds(real, turns=5),
    }
    print(json.dumps(record["speed"], indent=1), flush=True)
    record["quality"] = quality(real, chosen.seconds, chosen.repeats)
    RESULTS.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
