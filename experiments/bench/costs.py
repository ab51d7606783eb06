"""What each recipe of `gannotes train` costs: seconds of one core for 1,000 rounds.

    python -m experiments.bench.costs

32 pixels, batches of 64, the usual width, on pixel faces. Eight rounds of each are timed, in which a penalty that is
charged every fourth turn is due twice; recipes take turns. `gannotes recipes` lists what is found, rounded to two
digits. Writes costs.json.
"""

import itertools
import time
from collections.abc import Iterator

import torch
from torch.nn.functional import interpolate

from experiments import tasks
from gannotes.data import faces
from gannotes.recipes.commands.collection import Data
from gannotes.recipes.commands.train import USUAL, match_of
from gannotes.recipes.named import NAMED

CHOSEN = {**USUAL, "size": 32, "batch": 64, "rounds": 1000}
FOUR, TURNS = 4, 2  # rounds at once: a lazy penalty is due in one of them


def begun(recipe: str, pictures: torch.Tensor, batch: int) -> Iterator[object]:
    """The run of the command line, ready to be played."""
    chosen = {**CHOSEN, "recipe": recipe, "batch": batch}
    return match_of(Data(pictures, (), []), chosen, {}, torch.device("cpu")).turns(0)


def compared(run: tasks.Run) -> dict[str, object]:
    small = faces.pixel_faces().pictures[:512].float()
    pictures = interpolate(small, (CHOSEN["size"], CHOSEN["size"])).byte()
    batch = run.samples(CHOSEN["batch"], trial=2)
    under_way = {name: begun(name, pictures, batch) for name in run.chosen(NAMED)}
    n, taken = run.rounds(FOUR), dict.fromkeys(under_way, 0.0)
    for turns in under_way.values():
        next(turns)  # the first round makes Adam's memory
    seeds = run.seeds(range(TURNS))
    for _ in seeds:
        for name, turns in under_way.items():
            start = time.process_time()
            for _ in itertools.islice(turns, n):
                pass
            taken[name] += time.process_time() - start
    of = {name: round(1000 * spent / (n * len(seeds)), 1) for name, spent in taken.items()}
    print(of, flush=True)
    return {"size": CHOSEN["size"], "batch": batch, "width": CHOSEN["width"], "seconds for 1,000 rounds": of}


TASKS = {"costs": compared}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
