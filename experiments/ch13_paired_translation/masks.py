"""Mask to scene: U-Nets with weights of L1 from 0 to 100, and one without bridges."""

from functools import partial

import torch
from torch import Tensor, nn
from torch.nn.functional import l1_loss

from experiments import tasks
from experiments.pictures import as_bytes
from gannotes import games, losses, train
from gannotes.data import streams, world
from gannotes.models.translate import PatchDiscriminator, UNet

ADAM = partial(torch.optim.Adam, lr=1e-3, betas=(0.5, 0.999), fused=True)
TEST = world.scenes(200, torch.Generator().manual_seed(1000))


def translated(seed: int, told: bool, weight: float | None, rounds: int, skips: bool = True) -> nn.Module:
    """A U-Net trained as in the chapter; `told` the season and time, or the mask alone. Without a weight: L1 alone."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    scenes = world.scenes(2000, rng)
    condition = layers_of(scenes, told)
    G = UNet(channels=3, width=16, depth=5, inputs=condition.shape[1], noisy=2, skips=skips)
    D = PatchDiscriminator(channels=3 + condition.shape[1], width=16, layers=2)
    players = games.pix2pix(G, D, losses.non_saturating(), ADAM, weight or 0.0)
    if weight is None:
        players = [train.Descent("G", lambda y, x: l1_loss(G(y), x), ADAM(G.parameters()))]
    stream = streams.shuffled(condition, world.pixels(scenes), batch_size=16, generator=rng)
    for _ in train.play(players, stream, rounds):
        pass
    return G


def layers_of(scenes: world.Scenes, told: bool) -> Tensor:
    said = (scenes.season, scenes.time) if told else ()
    return world.one_hot_mask(world.mask_of(scenes), *said)


@torch.no_grad()
def judged(G: nn.Module, told: bool) -> tuple[dict, Tensor]:
    """On masks that it never saw; its dropout awake, as in the paper."""
    condition, truth = layers_of(TEST, told), world.pixels(TEST)
    made, again = G(condition), G(condition)
    reading = world.read(made)
    palettes = torch.bincount(2 * reading.season + reading.time, minlength=8)
    return {
        "error": (made - truth).abs().mean().item(),
        "mask": (reading.mask == world.mask_of(TEST)).double().mean().item(),
        "doubt": reading.palette_distance.mean().item(),
        "varies": (made - again).abs().mean().item(),
        "palettes": palettes.tolist(),
    }, made


WEIGHTS = {"0": 0.0, "1": 1.0, "10": 10.0, "100": 100.0, "L1 alone": None}


def weights(run: tasks.Run) -> dict[str, dict]:
    """The mask alone is said, so that much is left open."""
    found, rounds = {}, run.rounds(300)
    for name, weight in run.chosen(WEIGHTS).items():
        found[name] = {}
        for seed in run.seeds(range(3)):
            found[name][str(seed)], made = judged(translated(seed, False, weight, rounds), False)
            run.arrays.setdefault(name, as_bytes(made[:10]))  # the first seed's
            print(name, seed, found[name][str(seed)], flush=True)
    return {"runs": found}


def skips(run: tasks.Run) -> dict[str, dict]:
    """Season and time are said, too, as in the chapter."""
    (seed,), rounds = run.seeds([0]), run.rounds(500)
    found, _ = judged(translated(seed, True, 100.0, rounds, skips=False), True)
    print(found, flush=True)
    return {"runs": {"without": {str(seed): found}}}
