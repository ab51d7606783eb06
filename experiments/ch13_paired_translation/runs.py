"""The recorded runs of chapter 13: what takes longer than a page may.

    python -m experiments.ch13_paired_translation.runs NAME

    weights     masks alone, with weights from 0 to 100, and L1 alone: 3 seeds
    skips       the chapter's mask to scene without the U-Net's bridges: 1 seed
    captions    caption to scene, with and without what lies between captions: 3 seeds
    sounds      sound to scene: 1 seed

writes <name>.json, and for weights, captions and sounds <name>.npz: sheets of pictures, or the weights
of the first seed's generator.
"""

import argparse
import json
import platform
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import l1_loss
from torch.optim.lr_scheduler import LambdaLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from gannotes import games, losses, train
from gannotes.data import captioned, latents, streams, world
from gannotes.data.streams import mismatched
from gannotes.games.gan_cls import interpolating_generator
from gannotes.models.translate import PatchDiscriminator, UNet
from gannotes.recipes import captions, linear_decay

Said = Callable[[world.Scenes], Tensor]
RESULTS = Path(__file__).resolve().parent
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
        "doubt": reading.doubt.mean().item(),
        "varies": (made - again).abs().mean().item(),
        "palettes": palettes.tolist(),
    }, made


def weights(seeds: int = 3) -> tuple[dict, dict]:
    found, sheets = {}, {}
    for name, weight in (("0", 0.0), ("1", 1.0), ("10", 10.0), ("100", 100.0), ("L1 alone", None)):
        found[name] = {}
        for seed in range(seeds):
            found[name][str(seed)], made = judged(translated(seed, False, weight, 300), False)
            if seed == 0:
                sheets[name] = as_bytes(made[:10])
            print(name, seed, found[name][str(seed)], flush=True)
    return found, sheets


def skips() -> tuple[dict, dict]:
    found = {"without": {}}
    for seed in range(1):
        found["without"][str(seed)], _ = judged(translated(seed, True, 100.0, 500, skips=False), True)
        print(found["without"][str(seed)], flush=True)
    return found, {}


def near_misses(scenes: world.Scenes, said: Said, rng: torch.Generator) -> Iterator[tuple[Tensor, ...]]:
    """Pictures, what is said of them, and what is said of scenes that differ in one thing."""
    wrong = said(captioned.hard_negatives(scenes, rng))
    return streams.shuffled(world.pixels(scenes), said(scenes), wrong, batch_size=64, generator=rng)


def others(scenes: world.Scenes, said: Said, rng: torch.Generator) -> Iterator[tuple[Tensor, ...]]:
    """Pictures, what is said of them, and what is said of another picture."""
    return mismatched(streams.shuffled(world.pixels(scenes), said(scenes), batch_size=32, generator=rng))


def matching(*game: Any, rng: torch.Generator) -> list[train.Player]:
    return games.gan_cls(*game)


def between(*game: Any, rng: torch.Generator) -> list[train.Player]:
    """The same, and G also draws for mixtures of two captions in shares that are diced."""
    return games.gan_cls(
        *game, player_of_G=partial(interpolating_generator, share=lambda n: torch.rand(n, 1, generator=rng))
    )


def taught(
    G: nn.Module, D: nn.Module, said: Said, stream: Callable, game: Callable, seed: int, rounds: int
) -> nn.Module:
    """The averaged generator, trained on the combinations that are not kept for the test."""
    rng = torch.Generator().manual_seed(seed)
    scenes = world.scenes(8000, rng, **captioned.LAND)
    scenes = scenes[~captioned.held_out(scenes)]
    z = latents.normal(captions.LATENT, rng)
    adam = partial(torch.optim.Adam, betas=(0.0, 0.99), fused=True)
    players = game(G, D, losses.non_saturating(), z, adam, generator=rng)
    for player, rate in zip(players, (1e-3, 2e-3), strict=True):
        player.optimizer.param_groups[0]["lr"] = rate
    slower = [LambdaLR(player.optimizer, lambda turn: linear_decay(turn / rounds)) for player in players]
    average = AveragedModel(G, multi_avg_fn=get_ema_multi_avg_fn(0.99))
    for _ in train.play(players, stream(scenes, said, rng), rounds):
        average.update_parameters(G)
        for rate in slower:
            rate.step()
    return at_rest(average.module, z, said(scenes))


@torch.no_grad()
def at_rest(G: nn.Module, z: games.Latent, words: Tensor) -> nn.Module:
    """Batch norm's statistics taken anew, for the averaged weights."""
    for layer in G.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.reset_running_stats()
            layer.momentum = None  # the plain mean of what comes
    for part in words[:2000].split(500):
        G.train()(z(len(part)), part)
    return G.eval()


@torch.no_grad()
def told_test(G: nn.Module, said: Said) -> dict:
    """On 500 scenes of combinations that G never met."""
    scenes = world.scenes(4000, torch.Generator().manual_seed(1000), **captioned.LAND)
    scenes = scenes[captioned.held_out(scenes)][list(range(500))]
    z = latents.normal(captions.LATENT, torch.Generator().manual_seed(5))
    made, again = G(z(500), said(scenes)), G(z(500), said(scenes))
    heights = world.read(made).height()
    there = ~heights.isnan()
    both = torch.stack([heights[there].double(), scenes.height[there].double()])
    varies = (made - again).abs().mean().item()
    return {**captioned.caption_accuracy(made, scenes), "height": torch.corrcoef(both)[0, 1].item(), "varies": varies}


def spoken(scenes: world.Scenes) -> Tensor:
    return world.tokens(world.english(scenes))


def told(players: Callable, said: Said, rounds: int, plans: dict[str, tuple[Callable, Callable, int]]) -> tuple:
    found, kept = {}, {}
    for name, (stream, game, seeds) in plans.items():
        found[name] = {}
        for seed in range(seeds):
            torch.manual_seed(seed)
            start = time.process_time()
            G = taught(*players(), said, stream, game, seed, rounds)
            seconds = round(time.process_time() - start, 1)
            found[name][str(seed)] = {**told_test(G, said), "rounds": rounds, "seconds": seconds}
            print(name, seed, found[name][str(seed)], flush=True)
            if not kept:
                kept = {key: value.half().numpy() for key, value in G.state_dict().items() if value.is_floating_point()}
    return found, kept


def as_bytes(x: Tensor) -> np.ndarray:
    return ((x.clamp(-1, 1) + 1) * 127.5).round().byte().numpy()


TASKS = {
    "weights": weights,
    "skips": skips,
    "captions": lambda: told(
        *(captions.by_words, spoken, 3000),
        {"and between two": (near_misses, between, 3), "captions alone": (near_misses, matching, 3)},
    ),
    "sounds": lambda: told(captions.by_sound, world.tones, 1000, {"another's sound": (others, matching, 1)}),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=TASKS)
    name = parser.parse_args().name
    torch.set_num_threads(1)
    start = time.process_time()
    runs, kept = TASKS[name]()
    record = {
        "command": f"python -m experiments.ch13_paired_translation.runs {name}",
        "torch": torch.__version__.partition("+")[0],
        "hardware": f"one thread of {platform.machine()}",
        "runs": runs,
        "seconds": round(time.process_time() - start),
    }
    (RESULTS / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    if kept:
        np.savez_compressed(RESULTS / f"{name}.npz", **kept)


if __name__ == "__main__":
    main()
