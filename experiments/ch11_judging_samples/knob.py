"""The truncation knob: precision against recall as a trained generator's noise is shrunk.

    python -m experiments.ch11_judging_samples.knob        a minute of one core

takes the generators of pixel faces that experiments.faces.runs has kept, multiplies z by a factor, as `gannotes sample
--truncation` does, and measures 1,792 samples against as many training faces on the learned eye's features.

writes knob.json, and knob.npz with the same 12 z of the first seed at each factor.
"""

from functools import partial
from pathlib import Path

import torch

from experiments import record, tasks
from experiments.faces.game import LATENT
from experiments.faces.judged import distances, rebuilt
from experiments.pictures import as_bytes
from gannotes.data import faces, latents
from gannotes.models.classifier import in_batches
from gannotes.models.eyes import pixel_face_eye

KEPT = Path(__file__).resolve().parent.parent / "faces" / "pixel.json"
FACTORS = (0.25, 0.5, 0.7, 0.85, 1.0, 1.2)


@torch.no_grad()
def knob(run: tasks.Run) -> dict[str, object]:
    _, arrays = record.read(KEPT)
    n = run.samples(1792, trial=300)
    look = partial(in_batches, pixel_face_eye().features)
    known = faces.pixel_faces().scaled()[:n]
    real = look(known)
    found: dict[str, dict[str, dict[str, float]]] = {}
    for seed in run.seeds(range(3)):
        G = rebuilt(known, arrays, str(seed))
        z = latents.normal(LATENT, torch.Generator().manual_seed(seed))(n)
        found[str(seed)] = {}
        for factor in FACTORS:
            x = torch.cat([G(part) for part in (factor * z).split(256)])
            found[str(seed)][str(factor)] = {name: round(v, 4) for name, v in distances(real, look(x)).items()}
            run.arrays.setdefault(str(factor), as_bytes(x[:12]))  # the first seed's
        print(seed, found[str(seed)], flush=True)
    return {"seeds": found}


TASKS = {"knob": knob}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
