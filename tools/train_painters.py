"""Trains the painters of chapter 16, three DCGANs on summer days of the little world, each from its own seed.

    python tools/train_painters.py            seeds 0, 1 and 2
    python tools/train_painters.py 1          this one; the others' files stay

writes gannotes/data/files/painter_<seed>.safetensors, the averaged weights in half precision, and
experiments/ch16_dissection/painters.json. One thread, about five minutes of it for each seed.
"""

import argparse
import json
import platform
import time
from pathlib import Path

import torch
from safetensors.torch import save_file
from tqdm import tqdm

from gannotes.data import latents, world
from gannotes.models.painter import LATENT, SUMMER_DAY, file_of, painter
from gannotes.recipes.scenes import BATCH_SIZE, RECIPE, ROUNDS, SCENES, at_rest, painting

RESULTS = Path(__file__).resolve().parent.parent / "experiments" / "ch16_dissection"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="*", type=int, default=[0, 1, 2])
    torch.set_num_threads(1)
    file = RESULTS / "painters.json"
    record = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"seconds": {}}
    for seed in parser.parse_args().seeds:
        start = time.process_time()
        for last in tqdm(painting(seed, **SUMMER_DAY), total=ROUNDS, desc=f"seed {seed}", mininterval=10):  # noqa: B007
            pass
        state = at_rest(last).state_dict()
        save_file({name: value.half() for name, value in state.items() if value.is_floating_point()}, file_of(seed))
        record["seconds"][str(seed)] = round(time.process_time() - start)
        x = painter(seed)(latents.normal(LATENT, torch.Generator().manual_seed(seed))(500))
        doubt = world.read(x, **SUMMER_DAY).palette_distance
        print(f"seed {seed}: {record['seconds'][str(seed)]} s of one core, doubt {doubt.mean():.3f}", flush=True)
    record |= {
        "command": "python tools/train_painters.py",
        "torch": torch.__version__.partition("+")[0],
        "hardware": f"one thread of {platform.machine()}",
        "rounds": ROUNDS,
        "scenes": SCENES,
        "fixed": SUMMER_DAY,
        "batch": BATCH_SIZE,
        "rates of D and G": RECIPE.lr,
        "betas": RECIPE.betas,
        "average": RECIPE.ema_decay,
    }
    file.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
