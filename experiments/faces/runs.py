"""Plays GANs on faces, and keeps what they drew on the way and the generators; `judged` measures these.

    python -m experiments.faces.runs NAME        make pictures plays all of them

    pixel     pixel art of 16 x 16, with R3GAN's loss, for about five minutes of one core: 3 seeds
    usual     the same, with the non-saturating loss in its place: 1 seed
    drawn     drawn heads of 32 x 32, with R3GAN's loss, for about twelve minutes: 1 seed

writes <name>.json, and <name>.npz with the same 64 samples after each of `rounds` ("<seed> sheets"), and the averaged
generator's weights in half precision ("<seed> G <layer>").
"""

import copy
import time
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from torch import Tensor

from experiments import tasks
from experiments.faces.game import NON_SATURATING, RELATIVISTIC, Settings, at_rest, playing, samples
from experiments.pictures import as_bytes
from gannotes.data import faces

PIXEL = Settings(image_size=16, rounds=5000, loss=RELATIVISTIC)
USUAL = replace(PIXEL, loss=NON_SATURATING)
DRAWN = Settings(image_size=32, rounds=2500, loss=RELATIVISTIC)
LOOKS = (0.05, 0.1, 0.2, 0.5, 1.0)  # shares of a run after which its samples are kept: a fifth is about a minute


def played(settings: Settings, real: Tensor, seed: int, run: tasks.Run) -> dict[str, list]:
    """The rounds after which samples were kept, and the CPU seconds until then, without the sampling."""
    settings = replace(settings, rounds=run.rounds(settings.rounds))
    looks = sorted({max(1, round(share * settings.rounds)) for share in LOOKS})
    found: dict[str, list] = {"rounds": looks, "seconds": []}
    sheets, spent, mark = [], 0.0, time.process_time()
    for done, average in playing(settings, real, seed):
        if done in looks:
            spent += time.process_time() - mark
            G = at_rest(copy.deepcopy(average), settings)
            found["seconds"].append(round(spent, 1))
            sheets.append(as_bytes(samples(G, settings, 64, seed=1)))
            print(seed, done, found["seconds"][-1], flush=True)
            mark = time.process_time()
    run.arrays[f"{seed} sheets"] = np.stack(sheets)
    run.arrays |= {f"{seed} G {key}": half(value) for key, value in G.state_dict().items()}
    return found


def half(weights: Tensor) -> np.ndarray:
    return (weights.half() if weights.is_floating_point() else weights).numpy()


def each(settings: Settings, real: Tensor, seeds: Iterable[int], run: tasks.Run) -> dict[str, dict]:
    return {"seeds": {str(seed): played(settings, real, seed, run) for seed in run.seeds(seeds)}}


def pixel(run: tasks.Run) -> dict[str, dict]:
    return each(PIXEL, faces.pixel_faces().scaled(), range(3), run)


def usual(run: tasks.Run) -> dict[str, dict]:
    return each(USUAL, faces.pixel_faces().scaled(), range(1), run)


def drawn(run: tasks.Run) -> dict[str, dict]:
    return each(DRAWN, faces.drawn_faces(32).scaled(), range(1), run)


TASKS = {"pixel": pixel, "usual": usual, "drawn": drawn}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
