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

import time
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor
from torch.nn.functional import l1_loss

from experiments import tasks
from experiments.ch14_cyclegan.game import (
    Settings,
    colour_discriminator,
    floors,
    pixelwise_translator,
    placeless_discriminator,
    placeless_translator,
    play,
    sheet,
)
from experiments.ch14_cyclegan.star import domain_tests, star
from gannotes import losses
from gannotes.data import domains, glyphs, images, world
from gannotes.models.dcgan import num_parameters
from gannotes.models.translate import PatchDiscriminator, ResnetGenerator
from gannotes.recipes import blobs


def flipped(G, F, x: Tensor, y: Tensor) -> Tensor:
    """The identity term with its domains exchanged, a known fault: G is asked to leave alone what it must translate."""
    return 5 * (l1_loss(G(x), x) + l1_loss(F(y), y))


@dataclass
class Runs:
    """What several CycleGANs found, by name and seed; each first seed leaves pictures."""

    run: tasks.Run
    found: dict[str, dict[str, dict]] = field(default_factory=dict)

    def add(self, name: str, settings: Settings, data: domains.Domains, seed: int = 0, looks: int = 1) -> None:
        rounds = self.run.rounds(settings.rounds)
        G, F, found = play(settings, data, seed, rounds, looks)
        self.found.setdefault(name, {})[str(seed)] = found
        picture = name.replace(" ", "_")
        if picture not in self.run.arrays:
            self.run.arrays[picture] = sheet(G, F, data)
        elif name in ("colours", "weight 10"):  # whose seeds end differently
            self.run.arrays[f"{picture}_seed_{seed}"] = sheet(G, F, data)
        print(name, seed, {k: v for k, v in found.items() if k != "history"}, flush=True)


def seasons(run: tasks.Run) -> dict:
    data, runs = domains.seasons(), Runs(run)
    for seed in run.seeds(range(3)):
        runs.add("300 rounds", Settings(identity=5.0), data, seed, looks=6)
    runs.add("600 rounds", Settings(identity=5.0, rounds=600), data, looks=6)
    return {"runs": runs.found, "floors": floors(data)}


def cycle_weights(run: tasks.Run) -> dict:
    data, runs = domains.seasons(), Runs(run)
    for weight in (0, 10, 1):
        for seed in run.seeds(range(3 if weight == 10 else 1)):
            runs.add(f"weight {weight}", Settings(rounds=400, cycle=weight), data, seed)
    return {"runs": runs.found, "floors": floors(data)}


def variants(run: tasks.Run) -> dict:
    data, runs = domains.seasons(), Runs(run)
    for seed in run.seeds(range(3)):
        runs.add("no pool", Settings(identity=5.0, pool=0), data, seed)
        runs.add("cross-entropy", Settings(identity=5.0, loss=losses.non_saturating()), data, seed)
        runs.add("identity exchanged", Settings(also=flipped), data, seed)
    return {"runs": runs.found, "floors": floors(data)}


def placeless(run: tasks.Run) -> dict:
    data, runs = domains.inverted(images.digits()[0][:4000]), Runs(run)
    for weight in (0, 10):
        flat = Settings(1500, losses.non_saturating(), weight, 0.0, size=32, rate=3e-4)
        flat = replace(flat, translator=placeless_translator, discriminator=placeless_discriminator)
        runs.add(f"weight {weight}", flat, data, looks=5)
    return {"runs": runs.found, "floors": floors(data)}


def digits(run: tasks.Run) -> dict:
    pictures, runs = images.digits()[0][:2000], Runs(run)
    swap = domains.colour_swap(pictures)
    each_pixel = Settings(rounds=600, rate=2e-3, translator=pixelwise_translator, discriminator=colour_discriminator)
    for seed in run.seeds(range(3)):
        runs.add("colours", each_pixel, swap, seed)
    runs.add("inverted", Settings(rounds=100), domains.inverted(pictures))
    return {"runs": runs.found, "floors": floors(swap)}


def typefaces(run: tasks.Run) -> dict:
    data, runs = glyphs.faces(), Runs(run)
    for seed in run.seeds(range(3)):
        runs.add("serifs", Settings(rounds=900), data, seed)
    return {
        "runs": runs.found,
        "floors": floors(data),
        "characters": [len(data.x), len(data.y), len(data.test_x)],
    }


def stars(run: tasks.Run) -> dict:
    one, runs = star(run), Runs(run)
    day, night = (
        world.pixels(world.scenes(500, torch.Generator().manual_seed(5 + at), season=1, time=at)) for at in (0, 1)
    )
    tests = domain_tests()
    runs.add("day to night", Settings(identity=5.0), domains.Domains(day, night, tests[0], tests[1]))
    pair = 2 * num_parameters(ResnetGenerator(3, 16, 1, 1)) + 2 * num_parameters(PatchDiscriminator(3, 16, 2))
    return {"runs": runs.found, "StarGAN": one, "weights of one CycleGAN": pair}


def four_blobs(run: tasks.Run) -> dict:
    found, seeds, rounds = {}, run.seeds(range(6)), run.rounds(1000)
    for name, settings in blobs.CONTROLS.items():
        start = time.process_time()
        outcome = blobs.run(seeds, rounds=rounds, **settings)
        found[name] = {"seconds": round(time.process_time() - start, 1), **outcome.summary()}
        print(name, found[name], flush=True)
    return {"controls": found}


TASKS = {
    "seasons": seasons,
    "weights": cycle_weights,
    "variants": variants,
    "placeless": placeless,
    "digits": digits,
    "glyphs": typefaces,
    "stars": stars,
    "blobs": four_blobs,
}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
