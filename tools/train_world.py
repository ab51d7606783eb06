"""Trains the painters of chapter 16, three DCGANs on summer days of the little world, each from its own seed.

    python tools/train_world.py            seeds 0, 1 and 2
    python tools/train_world.py 1          this one; the others' files stay

writes gannotes/data/painter_<seed>.safetensors, the averaged weights in half precision, and
results/16_dissection_painters.json. One thread, about five minutes of it for each seed.
"""

import argparse
import json
import platform
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.optim import Adam
from torch.optim.lr_scheduler import LambdaLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, update_bn
from tqdm import tqdm

from gannotes import batches, games, latents, losses, recipes, train, world
from gannotes.models import dcgan
from gannotes.models.painter import LATENT, SUMMER_DAY, WIDTH, file_of, painter

RESULTS = Path(__file__).resolve().parent.parent / "results"
SCENES, ROUNDS, SIZE = 4000, 4800, 32
RATE_OF_D, RATE_OF_G, BETAS, AVERAGE = 1e-3, 2e-3, (0.0, 0.99), 0.99


def painting(seed: int, rounds: int = ROUNDS, **fixed: int) -> Iterator[AveragedModel]:
    """The game of one seed, on scenes of which some factors are fixed; after each round, the averaged generator."""
    torch.manual_seed(seed)
    dice = torch.Generator().manual_seed(seed)
    G = dcgan.Generator(LATENT, channels=3, size=32, width=WIDTH)
    D = dcgan.Discriminator(channels=3, size=32, width=WIDTH)
    z, loss = latents.normal(LATENT, dice), losses.non_saturating()
    adam = partial(Adam, betas=BETAS, fused=True)
    for_D, for_G = adam(D.parameters(), RATE_OF_D), adam(G.parameters(), RATE_OF_G)
    players = [games.discriminator(G, D, loss, z, for_D), games.generator(G, D, loss, z, for_G)]
    average = AveragedModel(G, multi_avg_fn=get_ema_multi_avg_fn(AVERAGE))
    slower = [LambdaLR(each, lambda turn: recipes.fading(turn / rounds)) for each in (for_D, for_G)]
    land = world.pixels(world.scenes(SCENES, dice, **fixed))
    for _ in train.play(players, batches.shuffled(land, size=SIZE, generator=dice), rounds):
        average.update_parameters(G)
        for rate in slower:
            rate.step()
        yield average


def at_rest(average: AveragedModel) -> nn.Module:
    """The averaged generator, batch norm's statistics taken anew for the averaged weights."""
    z = latents.normal(LATENT, torch.Generator().manual_seed(99))
    update_bn([z(500) for _ in range(4)], average)
    return average.module.eval().requires_grad_(False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="*", type=int, default=[0, 1, 2])
    torch.set_num_threads(1)
    file = RESULTS / "16_dissection_painters.json"
    record = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"seconds": {}}
    for seed in parser.parse_args().seeds:
        start = time.process_time()
        for last in tqdm(painting(seed, **SUMMER_DAY), total=ROUNDS, desc=f"seed {seed}", mininterval=10):  # noqa: B007
            pass
        state = at_rest(last).state_dict()
        save_file({name: value.half() for name, value in state.items() if value.is_floating_point()}, file_of(seed))
        record["seconds"][str(seed)] = round(time.process_time() - start)
        x = painter(seed)(latents.normal(LATENT, torch.Generator().manual_seed(seed))(500))
        doubt = world.read(x, **SUMMER_DAY).doubt
        print(f"seed {seed}: {record['seconds'][str(seed)]} s of one core, doubt {doubt.mean():.3f}", flush=True)
    record |= {
        "command": "python tools/train_world.py",
        "torch": torch.__version__.partition("+")[0],
        "hardware": f"one thread of {platform.machine()}",
        "rounds": ROUNDS,
        "scenes": SCENES,
        "fixed": SUMMER_DAY,
        "batch": SIZE,
        "rates of D and G": [RATE_OF_D, RATE_OF_G],
        "betas": BETAS,
        "average": AVERAGE,
    }
    file.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
