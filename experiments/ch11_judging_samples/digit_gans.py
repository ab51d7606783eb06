"""Trains the recipes of gannotes.recipes.digits and judges them: digit_gans.json, samples in digit_gans.npz.

    python -m experiments.ch11_judging_samples.digit_gans               every recipe, and the floors
    python -m experiments.ch11_judging_samples.digit_gans DCGAN         these recipes; the others' results stay

About a minute of one core for each recipe and seed.
"""

import argparse
import json
import platform
import time
from collections import deque
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from scipy.cluster.vq import kmeans2
from torch import Tensor

from gannotes import metrics
from gannotes.data import images
from gannotes.metrics.report import Evaluator
from gannotes.recipes import digits, run

RESULTS = Path(__file__).resolve().parent
SEEDS = range(3)
SIGMAS = torch.logspace(-1, 0, 10).tolist()


def parzen(samples: Tensor, held_out: Tensor) -> float:
    """Nats, pixels in [0, 1]: sigma by the first half of the held-out digits, the mean over the second half."""
    samples, held_out = ((x.flatten(1) + 1) / 2 for x in (samples, held_out))
    valid, test = held_out.chunk(2)
    sigma = max(SIGMAS, key=lambda s: metrics.parzen_log_likelihood(samples, valid, s).mean().item())
    return metrics.parzen_log_likelihood(samples, test, sigma).mean().item()


def judged(judge: Evaluator, samples: Tensor, held_out: Tensor) -> dict[str, float]:
    """The report on 1,000 samples, and Parzen on the same."""
    return {name: round(v, 4) for name, v in asdict(judge.report(samples)).items()} | {
        "parzen": round(parzen(samples, held_out), 1)
    }


def centres(real: Tensor, k: int) -> Tensor:
    """k means of the real digits, from k of them, in ten rounds."""
    found, _ = kmeans2(real.flatten(1).double().numpy(), k, iter=10, minit="points", rng=0)
    return torch.from_numpy(found).to(real).view(-1, 1, 28, 28)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("entrants", nargs="*", default=list(digits.RECIPES))
    chosen = parser.parse_args().entrants
    if unknown := set(chosen) - set(digits.RECIPES):
        raise SystemExit(f"no recipe {sorted(unknown)}: gannotes/recipes/digits.py has {list(digits.RECIPES)}")
    torch.set_num_threads(1)
    x, _ = images.digits()
    real, held_out = x[:4000], x[4000:]
    judge = Evaluator(real[:2000])
    file, sheet_file = RESULTS / "digit_gans.json", RESULTS / "digit_gans.npz"
    record = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"entrants": {}}
    sheets = dict(np.load(sheet_file)) if sheet_file.exists() else {}
    record |= {
        "command": "python -m experiments.ch11_judging_samples.digit_gans",
        "torch": torch.__version__.partition("+")[0],
        "hardware": f"one thread of {platform.machine()}",
        "seeds": list(SEEDS),
        "not made by a GAN": {
            "other real digits": [judged(judge, real[start : start + 1000], held_out) for start in (2000, 3000)],
            "copies of real digits": [judged(judge, real[:1000], held_out)],
            "k-means centres": [judged(judge, centres(real, 1000), held_out)],
        },
    }
    for name in chosen:
        recipe, task = digits.RECIPES[name]
        record["entrants"][name] = {"rounds": task.rounds, "seeds": []}
        for seed in SEEDS:
            start = time.process_time()
            last = deque(run(recipe, task, seed), maxlen=1).pop()
            seconds = round(time.process_time() - start, 1)
            samples = last.samples(1000)
            record["entrants"][name]["seeds"].append({**judged(judge, samples, held_out), "seconds": seconds})
            if seed == 0:
                sheets[name] = ((samples[:40, 0] + 1) * 127.5).round().byte().numpy()
            print(name, seed, record["entrants"][name]["seeds"][-1], flush=True)
    file.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    np.savez_compressed(sheet_file, **sheets)


if __name__ == "__main__":
    main()
