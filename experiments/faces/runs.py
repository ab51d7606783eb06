"""Plays GANs on faces, and keeps what they drew on the way and the generators; `judged` measures these.

    python -m experiments.faces.runs NAME        make pictures plays all of them

    pixel     pixel art of 16 x 16, with R3GAN's loss, for about five minutes of one core: 3 seeds
    usual     the same, with the non-saturating loss in its place: 3 seeds
    drawn     drawn heads of 32 x 32, with R3GAN's loss, for about twelve minutes: 1 seed

writes <name>.json, and <name>.npz with the same 64 samples after each of `rounds` ("<seed> sheets"), and the averaged
generator's weights in half precision ("<seed> G <layer>").
"""

import copy
import time
from collections.abc import Iterable

import numpy as np
from torch import Tensor

from experiments import tasks
from experiments.faces.game import NON_SATURATING, RELATIVISTIC, at_rest, playing, recipe, samples, task
from experiments.pictures import as_bytes
from gannotes.data import faces
from gannotes.losses import Loss

LOOKS = (0.05, 0.1, 0.2, 0.5, 1.0)  # shares of a run after which its samples are kept: a fifth is about a minute


def played(loss: Loss, real: Tensor, rounds: int, seed: int, run: tasks.Run) -> dict[str, list]:
    """The rounds after which samples were kept, and the CPU seconds until then, without the sampling."""
    rounds = run.rounds(rounds)
    looks = sorted({max(1, round(share * rounds)) for share in LOOKS})
    found: dict[str, list] = {"rounds": looks, "seconds": []}
    sheets, spent, mark = [], 0.0, time.process_time()
    for done, average in playing(recipe(loss), task(real, rounds), seed):
        if done in looks:
            spent += time.process_time() - mark
            G = at_rest(copy.deepcopy(average))
            found["seconds"].append(round(spent, 1))
            sheets.append(as_bytes(samples(G, 64, seed=1)))
            print(seed, done, found["seconds"][-1], flush=True)
            mark = time.process_time()
    run.arrays[f"{seed} sheets"] = np.stack(sheets)
    run.arrays |= {f"{seed} G {key}": half(value) for key, value in G.state_dict().items()}
    return found


def half(weights: Tensor) -> np.ndarray:
    return (weights.half() if weights.is_floating_point() else weights).numpy()


def each(loss: Loss, real: Tensor, rounds: int, seeds: Iterable[int], run: tasks.Run) -> dict[str, dict]:
    return {"seeds": {str(seed): played(loss, real, rounds, seed, run) for seed in run.seeds(seeds)}}


def pixel(run: tasks.Run) -> dict[str, dict]:
    return each(RELATIVISTIC, faces.pixel_faces().scaled(), 5000, range(3), run)


def usual(run: tasks.Run) -> dict[str, dict]:
    return each(NON_SATURATING, faces.pixel_faces().scaled(), 5000, range(3), run)


def drawn(run: tasks.Run) -> dict[str, dict]:
    return each(RELATIVISTIC, faces.drawn_faces(32).scaled(), 2500, range(1), run)


TASKS = {"pixel": pixel, "usual": usual, "drawn": drawn}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
