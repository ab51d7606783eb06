"""The recorded runs of chapter 14: CycleGANs and a StarGAN on domains whose true partners are known.

    python -m experiments.ch14_cyclegan.runs NAME

    seasons      summer and winter, 3 seeds, and one that plays on
    weights      the cycle's weight, without an identity term: 0, 1 and 10
    variants     no pool; cross-entropy; the identity term with its domains exchanged
    placeless    inverted digits, by networks that know no places
    digits       inverted; two colours for two others, 3 seeds
    glyphs       letters without serifs and with them
    stars        one StarGAN for four domains, and a CycleGAN from day to night
    blobs        four blobs and the same turned: what breaks the symmetry

writes <name>.json, and for all but the last some pictures beside it, <name>.npz.
Each error is the mean absolute difference of values in [-1, 1], on 200 test pairs that no player has seen; "x to y" and
"y to x" are such errors against the true partner, divided by the error of leaving the picture as it is.
"""

import argparse
import json
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import l1_loss
from torch.optim import Adam
from torch.optim.lr_scheduler import LambdaLR

from gannotes import games, losses, recipes, train
from gannotes.data import domains, glyphs, images, streams, world
from gannotes.losses import AdversarialLoss
from gannotes.models import mlp
from gannotes.models.dcgan import num_parameters
from gannotes.models.translate import DomainDiscriminator, DomainGenerator, PatchDiscriminator, ResnetGenerator
from gannotes.recipes import blobs

RESULTS = Path(__file__).resolve().parent
SHOWN = 8


def flipped(G, F, x: Tensor, y: Tensor) -> Tensor:
    """The identity term with its domains exchanged, a known fault: G is asked to leave alone what it must translate."""
    return 5 * (l1_loss(G(x), x) + l1_loss(F(y), y))


def small_translator(channels: int) -> nn.Module:
    return ResnetGenerator(channels, width=16, blocks=1, halvings=1)


def small_judge(channels: int) -> nn.Module:
    return PatchDiscriminator(channels, width=16, layers=2)


@dataclass(frozen=True)
class Settings:
    """What two runs differ in. The networks are small: 32 pixels, one core, half a minute."""

    rounds: int = 300
    loss: AdversarialLoss = field(default_factory=losses.least_squares)
    cycle: float = 10.0
    identity: float = 0.0
    also: games.ExtraTerm = games.no_term
    pool: int = 50
    size: int = 4  # of a batch
    rate: float = 1e-3
    translator: Callable[[int], nn.Module] = small_translator  # of the number of channels
    judge: Callable[[int], nn.Module] = small_judge


def placeless_translator(channels: int) -> nn.Module:
    """Every pixel is connected with every pixel: nothing stays where it is unless it is learned."""
    shape = (channels, 28, 28)
    return nn.Sequential(nn.Flatten(), mlp.Generator(channels * 784, shape, (256, 256), tanh=True))


def pixelwise_translator(channels: int) -> nn.Module:
    """Each pixel by itself: it can change colours and nothing else."""
    leak = nn.LeakyReLU(0.2)
    return nn.Sequential(
        nn.Conv2d(channels, 32, 1), leak, nn.Conv2d(32, 32, 1), leak, nn.Conv2d(32, channels, 1), nn.Tanh()
    )


def colour_judge(channels: int) -> nn.Module:
    """Patches without a norm, which would take away how much there is of a colour."""
    leak = nn.LeakyReLU(0.2)
    layers = nn.Conv2d(channels, 32, 4, 2, 1), leak, nn.Conv2d(32, 32, 4, 2, 1), leak, nn.Conv2d(32, 1, 3)
    return nn.Sequential(*layers, nn.Flatten(0))


def placeless_judge(channels: int) -> nn.Module:
    return mlp.Discriminator((channels, 28, 28), (256, 128))


@torch.no_grad()
def measured(G: nn.Module, F: nn.Module, data: domains.Domains) -> dict[str, float]:
    x, y = data.test_x, data.test_y
    apart, there, here = l1_loss(x, y), G(x), F(y)
    found = {
        "x to y": l1_loss(there, y) / apart,
        "y to x": l1_loss(here, x) / apart,
        "cycle": (l1_loss(F(there), x) + l1_loss(G(here), y)) / 2,
        "cycle x": l1_loss(F(there), x),
        "spread of G(x)": (there - there.mean(0)).abs().mean() / (y - y.mean(0)).abs().mean(),
    }
    return {name: round(value.item(), 4) for name, value in found.items()}


def play(settings: Settings, data: domains.Domains, seed: int, every: int = 0):
    """One CycleGAN; its translators, and what was measured on the way."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    channels = data.x.shape[1]
    G, F = (settings.translator(channels) for _ in range(2))
    D_X, D_Y = (settings.judge(channels) for _ in range(2))
    players = games.cyclegan(
        G,
        F,
        D_X,
        D_Y,
        settings.loss,
        partial(Adam, lr=settings.rate, betas=(0.5, 0.99), fused=True),
        settings.cycle,
        settings.identity,
        settings.also,
        pool=lambda: games.ImagePool(settings.pool, rng),
    )
    slower = [LambdaLR(p.optimizer, lambda t: recipes.linear_decay(t / settings.rounds)) for p in players]
    history, spent, mark = [], 0.0, time.process_time()
    for turn, _ in enumerate(
        train.play(players, streams.unpaired(data.x, data.y, settings.size, rng), settings.rounds), start=1
    ):
        for rate in slower:
            rate.step()
        if turn == settings.rounds or (every and turn % every == 0):
            spent += time.process_time() - mark
            history.append({"round": turn, "seconds": round(spent, 1), **measured(G, F, data)})
            mark = time.process_time()
    return G, F, {**history[-1], "history": history} if every else history[-1]


@torch.no_grad()
def sheet(G: nn.Module, F: nn.Module, data: domains.Domains) -> np.ndarray:
    """Bytes (rows, SHOWN, h, w, 3): x, G(x), F(G(x)), y, F(y), G(F(y))."""
    x, y = data.test_x[:SHOWN], data.test_y[:SHOWN]
    rows = torch.stack([x, G(x), F(G(x)), y, F(y), G(F(y))])
    return ((rows + 1) * 127.5).round().byte().movedim(2, -1).numpy()


def floors(data: domains.Domains) -> dict[str, float]:
    x, y = data.test_x, data.test_y
    apart = l1_loss(x, y)
    return {
        "identity": round(apart.item(), 4),
        "mean y": round((l1_loss(data.y.mean(0).expand_as(y), y) / apart).item(), 4),
        "mean x": round((l1_loss(data.x.mean(0).expand_as(x), x) / apart).item(), 4),
    }


class Record:
    """Results that are kept as they come."""

    def __init__(self):
        self.runs, self.sheets = {}, {}

    def add(self, name: str, settings: Settings, data: domains.Domains, seed: int = 0, every: int = 0):
        G, F, found = play(settings, data, seed, every)
        self.runs.setdefault(name, {})[str(seed)] = found
        if seed == 0:
            self.sheets[name.replace(" ", "_")] = sheet(G, F, data)
        elif name == "colours":
            self.sheets[f"colours_seed_{seed}"] = sheet(G, F, data)
        print(name, seed, {k: v for k, v in found.items() if k != "history"}, flush=True)
        return G, F


def seasons(record: Record) -> dict:
    data = domains.seasons()
    for seed in range(3):
        record.add("300 rounds", Settings(identity=5.0), data, seed, every=50)
    record.add("600 rounds", Settings(identity=5.0, rounds=600), data, every=100)
    return {"floors": floors(data)}


def cycle_weights(record: Record) -> dict:
    data = domains.seasons()
    for weight in (0, 10, 1):
        record.add(f"weight {weight}", Settings(rounds=400, cycle=weight), data)
    for seed in (1, 2):
        G, F = record.add("weight 10", Settings(rounds=400), data, seed)
        record.sheets[f"weight_10_seed_{seed}"] = sheet(G, F, data)
    return {"floors": floors(data)}


def variants(record: Record) -> dict:
    data = domains.seasons()
    for seed in range(3):
        record.add("no pool", Settings(identity=5.0, pool=0), data, seed)
        record.add("cross-entropy", Settings(identity=5.0, loss=losses.non_saturating()), data, seed)
        record.add("identity exchanged", Settings(also=flipped), data, seed)
    return {"floors": floors(data)}


def placeless(record: Record) -> dict:
    data = domains.inverted(images.digits()[0][:4000])
    for weight in (0, 10):
        flat = Settings(1500, losses.non_saturating(), weight, 0.0, size=32, rate=3e-4)
        flat = replace(flat, translator=placeless_translator, judge=placeless_judge)
        record.add(f"weight {weight}", flat, data, every=300)
    return {"floors": floors(data)}


def digits(record: Record) -> dict:
    pictures = images.digits()[0][:2000]
    swap = domains.colour_swap(pictures)
    each_pixel = Settings(rounds=600, rate=2e-3, translator=pixelwise_translator, judge=colour_judge)
    for seed in range(3):
        record.add("colours", each_pixel, swap, seed)
    record.add("inverted", Settings(rounds=100), domains.inverted(pictures))
    return {"floors": floors(swap)}


def typefaces(record: Record) -> dict:
    data = glyphs.faces()
    for seed in range(3):
        record.add("serifs", Settings(rounds=900), data, seed)
    return {"floors": floors(data), "characters": [len(data.x), len(data.y), len(data.test_x)]}


def four_domains(seed: int) -> tuple[Tensor, Tensor]:
    """Summer and winter, by day and by night; and which is which: 2 * (is it winter) + (is it night)."""
    rng = torch.Generator().manual_seed(seed)
    kinds = [(season, at) for season in (1, 3) for at in (0, 1)]
    sets = [world.pixels(world.scenes(500, rng, season=season, time=at)) for season, at in kinds]
    return torch.cat(sets), torch.arange(4).repeat_interleave(500)


def stars(record: Record) -> dict:
    rounds, x, c = 400, *four_domains(0)
    torch.manual_seed(0)
    rng = torch.Generator().manual_seed(0)
    G = DomainGenerator(4, width=16, blocks=1, halvings=1)
    D = DomainDiscriminator(4, width=16, layers=2)
    adam = partial(Adam, lr=1e-3, betas=(0.5, 0.99), fused=True)
    players = games.stargan(G, D, losses.least_squares(), adam, classify=10.0, cycle=5.0, generator=rng)
    slower = [LambdaLR(p.optimizer, lambda t: recipes.linear_decay(t / rounds)) for p in players]
    start = time.process_time()
    for _ in train.play(players, streams.unpaired_labelled(x, c, 8, rng), rounds):
        for rate in slower:
            rate.step()
    seconds = time.process_time() - start
    tests = world.scenes(100, torch.Generator().manual_seed(9))
    kinds = [world.pixels(tests.but(season=season, time=at)) for season in (1, 3) for at in (0, 1)]
    errors, rows = {}, []
    with torch.no_grad():
        for here in range(4):
            for there in range(4):
                made = G(kinds[here], torch.full((100,), there))
                if here != there:
                    apart = l1_loss(kinds[here], kinds[there])
                    errors[f"{here} to {there}"] = round((l1_loss(made, kinds[there]) / apart).item(), 4)
                if here == 0:
                    rows.append(made[:SHOWN])
    record.sheets["stargan"] = (
        ((torch.stack([kinds[0][:SHOWN], *rows]) + 1) * 127.5).round().byte().movedim(2, -1).numpy()
    )
    one = {
        "rounds": rounds,
        "seconds": round(seconds, 1),
        "weights": num_parameters(G) + num_parameters(D),
        "errors": errors,
    }
    print(one, flush=True)
    day, night = (
        world.pixels(world.scenes(500, torch.Generator().manual_seed(5 + at), season=1, time=at)) for at in (0, 1)
    )
    record.add("day to night", Settings(identity=5.0), domains.Domains(day, night, kinds[0], kinds[1]))
    pair = 2 * num_parameters(ResnetGenerator(3, 16, 1, 1)) + 2 * num_parameters(PatchDiscriminator(3, 16, 2))
    return {"StarGAN": one, "weights of one CycleGAN": pair}


def four_blobs(record: Record) -> dict:
    found = {}
    for name, settings in blobs.CONTROLS.items():
        start = time.process_time()
        outcome = blobs.run(range(6), rounds=1000, **settings)
        found[name] = {"seconds": round(time.process_time() - start, 1), **outcome.summary()}
        print(name, found[name], flush=True)
    return {"controls": found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    tasks = {
        "seasons": seasons,
        "weights": cycle_weights,
        "variants": variants,
        "placeless": placeless,
        "digits": digits,
        "glyphs": typefaces,
        "stars": stars,
        "blobs": four_blobs,
    }
    parser.add_argument("names", nargs="+", choices=tasks)
    torch.set_num_threads(1)
    for name in parser.parse_args().names:
        record = Record()
        rest = tasks[name](record)
        written = {
            "command": f"python -m experiments.ch14_cyclegan.runs {name}",
            "torch": torch.__version__.partition("+")[0],
            "hardware": f"one thread of {platform.machine()}",
            "runs": record.runs,
            **rest,
        }
        (RESULTS / f"{name}.json").write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
        if record.sheets:
            np.savez_compressed(RESULTS / f"{name}.npz", **record.sheets)


if __name__ == "__main__":
    main()
