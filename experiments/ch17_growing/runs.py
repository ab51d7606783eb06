"""Plays the growing game on drawn heads, and keeps what G drew on the way and its weights; `judged` measures these.

    python -m experiments.ch17_growing.runs

drawn heads of 32 x 32, 400 rounds at 16 pixels and then 1,150 at 32, about four minutes of one core. Writes
drawn.json, and drawn.npz with the same 64 samples after each of `rounds` ("sheets") and the averaged generator's
weights in half precision ("G <layer>").
"""

import copy
import time
from dataclasses import replace

import numpy as np
from torch.nn.functional import interpolate

from experiments import tasks
from experiments.ch17_growing.game import Phase, Settings, playing, samples
from experiments.pictures import as_bytes
from gannotes.data import faces

DRAWN = Settings((Phase(16, 400, fade=False), Phase(32, 1150)))
LOOKS = (100, 200, 400, 600, 800, 1050, 1300, 1550)


def shortened(settings: Settings, run: tasks.Run) -> Settings:
    """In a trial each phase has few rounds."""
    phases = tuple(replace(phase, rounds=run.rounds(phase.rounds)) for phase in settings.phases)
    return replace(settings, phases=phases)


def drawn(run: tasks.Run) -> dict[str, object]:
    settings = shortened(DRAWN, run)
    (seed,) = run.seeds([0])
    real = {phase.side: faces.drawn_faces(phase.side).scaled() for phase in settings.phases}
    found: dict[str, list] = {"rounds": [], "sides": [], "seconds": []}
    sheets, spent, mark = [], 0.0, time.process_time()
    for turn in playing(settings, real, seed):
        if turn.done in (*LOOKS, settings.rounds):
            spent += time.process_time() - mark
            x = samples(copy.deepcopy(turn.G).eval(), settings, 64, seed=1)
            sheets.append(as_bytes(interpolate(x, settings.image_size)))
            for name, value in zip(found, (turn.done, turn.side, round(spent, 1)), strict=True):
                found[name].append(value)
            print(turn.done, turn.side, found["seconds"][-1], flush=True)
            mark = time.process_time()
    run.arrays["sheets"] = np.stack(sheets)
    run.arrays |= {f"G {name}": value.half().numpy() for name, value in turn.G.state_dict().items()}
    return {"seed": seed, "looks": found}


TASKS = {"drawn": drawn}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
