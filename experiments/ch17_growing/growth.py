"""Growing against not growing, on pixel faces: the same game, the same seconds, three seeds each.

    python -m experiments.ch17_growing.growth

    grown    300 rounds at 8 pixels, then 400 at 16, of which the first half fades the new level in
    whole    550 rounds at 16 pixels

Writes growth.json, with the Frechet distance on the pixel eye's features, 1,500 samples against as many training faces,
after each of `rounds`, and the CPU seconds until then; and growth.npz with 24 samples of each run ("<way> <seed>
sheet") and the averaged generators' weights in half precision ("<way> <seed> G <layer>").
"""

import copy
import time

from torch import nn

from experiments import tasks
from experiments.ch17_growing.game import Phase, Settings, playing, samples
from experiments.ch17_growing.runs import shortened
from experiments.pictures import as_bytes
from gannotes import metrics
from gannotes.data import faces
from gannotes.data.pyramid import halved
from gannotes.models.classifier import in_batches
from gannotes.models.eyes import pixel_face_eye

WAYS = {
    "grown": Settings((Phase(8, 300, fade=False), Phase(16, 400)), image_size=16),
    "whole": Settings((Phase(16, 550, fade=False),), image_size=16),
}
EVERY = 100


class Distance:
    """How far a generator's faces of 16 pixels are from the training faces."""

    def __init__(self, run: tasks.Run):
        self.eye, self.n = pixel_face_eye(), run.samples(1500)
        self.train = faces.pixel_faces().scaled()
        self.real = in_batches(self.eye.features, self.train[: self.n])

    def of(self, G: nn.Module, settings: Settings) -> float:
        x = samples(copy.deepcopy(G).eval(), settings, self.n, seed=1)
        return round(metrics.frechet_distance(self.real, in_batches(self.eye.features, x)), 3)

    def floor(self) -> float:
        """That of as many other training faces."""
        others = in_batches(self.eye.features, self.train[-self.n :])
        return round(metrics.frechet_distance(self.real, others), 3)


def played(settings: Settings, distance: Distance, seed: int, run: tasks.Run, name: str) -> dict[str, list]:
    settings = shortened(settings, run)
    real = {16: distance.train, 8: halved(distance.train)}
    found: dict[str, list] = {"rounds": [], "frechet": [], "seconds": []}
    spent, mark = 0.0, time.process_time()
    for turn in playing(settings, real, seed):
        if turn.side == 16 and (turn.done % EVERY == 0 or turn.done == settings.rounds):
            spent += time.process_time() - mark
            found["rounds"].append(turn.done)
            found["frechet"].append(distance.of(turn.G, settings))
            found["seconds"].append(round(spent, 1))
            print(name, {key: values[-1] for key, values in found.items()}, flush=True)
            mark = time.process_time()
    run.arrays[f"{name} sheet"] = as_bytes(samples(copy.deepcopy(turn.G).eval(), settings, 24, seed=1))
    run.arrays |= {f"{name} G {key}": value.half().numpy() for key, value in turn.G.state_dict().items()}
    return found


def growth(run: tasks.Run) -> dict[str, object]:
    distance = Distance(run)
    found: dict[str, dict] = {way: {} for way in WAYS}
    for seed in run.seeds(range(3)):
        for way, settings in WAYS.items():
            found[way][str(seed)] = played(settings, distance, seed, run, f"{way} {seed}")
    return {"floor": distance.floor(), "ways": found}


TASKS = {"growth": growth}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
