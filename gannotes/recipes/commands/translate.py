"""Trains translators between two folders of pictures, none of which needs a partner (CycleGAN):

    gannotes translate HORSES ZEBRAS OUT

or one translator from pairs, whose files have the same name on both sides (pix2pix):

    gannotes translate --pairs LABELS PHOTOS OUT

writes sheets (x, G(x), F(G(x)), then y, F(y), G(F(y)); of pairs: given, made, right), checkpoints and weights into
OUT. Ctrl-C ends it after the round, and the same command with --resume goes on. `gannotes apply` translates others.
"""

import argparse
import copy
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float, UInt8
from PIL import Image
from torch import Tensor
from torch.optim import Adam

from gannotes import games, losses, train
from gannotes.data import streams
from gannotes.data.folders import contents, folder, scaled
from gannotes.models.device import best_device
from gannotes.models.translate import PatchDiscriminator, ResnetGenerator
from gannotes.recipes.commands import outfolder
from gannotes.recipes.commands.pairs import PairDiscriminator, paired
from gannotes.recipes.commands.playing import Match, play_on
from gannotes.recipes.commands.words import add_training, positive, settings
from gannotes.recipes.runs import parts_of_a_run
from gannotes.recipes.schedules import scheduled
from gannotes.recipes.translators import Plan, packed

NAME, HELP = "translate", "CycleGAN on two folders, or pix2pix on pairs"
USUAL: dict[str, Any] = {"size": 64, "rounds": 5000, "batch": 1, "width": 32, "blocks": 6, "seed": 0}
Bytes = UInt8[Tensor, "n 3 h w"]


def add_words(own: argparse.ArgumentParser) -> None:
    own.add_argument("x", type=Path, help="a folder of pictures")
    own.add_argument("y", type=Path, help="a folder of other pictures")
    own.add_argument("out", type=Path, help="where the run goes")
    own.add_argument("--pairs", action="store_true", help="files of one name are a pair, given and wanted: pix2pix")
    own.add_argument("--blocks", type=positive, help="residual blocks (default 6; 9 for 256 pixels)")
    add_training(own, USUAL)


class Sides:
    """Endless batches of two sides, half of the pictures mirrored, scaled when they are needed; a pair, both alike."""

    def __init__(self, x: Bytes, y: Bytes, batch: int, generator: torch.Generator, device: torch.device, pairs: bool):
        self.rows = (
            streams.shuffled(x, y, batch_size=min(batch, len(x)), generator=generator)
            if pairs
            else streams.unpaired(x, y, batch, generator)
        )
        self.generator, self.device, self.pairs = generator, device, pairs

    def __iter__(self) -> "Sides":
        return self

    def __next__(self) -> train.Batch:
        batch = next(self.rows)
        coins = [torch.rand((len(side), 1, 1, 1), generator=self.generator) < 0.5 for side in batch]
        coins = coins[:1] * 2 if self.pairs else coins
        mirrored = [torch.where(coin, side.flip(3), side) for coin, side in zip(coins, batch, strict=True)]
        return tuple(scaled(side).to(self.device) for side in mirrored)

    def state_dict(self) -> dict[str, Any]:
        return self.rows.state_dict() if isinstance(self.rows, streams.Shuffled) else {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        if isinstance(self.rows, streams.Shuffled):
            self.rows.load_state_dict(state)


def in_rows(rows: list[Float[Tensor, "n 3 h w"]]) -> Image.Image:
    """A row below the other. FloatingPointError if a pixel is not finite: bytes would hide it."""
    pixels = torch.cat([torch.cat([*row], dim=2) for row in rows], dim=1)
    if not pixels.isfinite().all():
        raise FloatingPointError("a translated picture has values that are not finite")
    return Image.fromarray(((pixels + 1) * 127.5).round().byte().permute(1, 2, 0).cpu().numpy())


def translators(chosen: dict[str, Any], device: torch.device) -> tuple[Plan, list[ResnetGenerator]]:
    """G, and F on the way back."""
    plan = Plan(channels=3, width=chosen["width"], blocks=chosen["blocks"])
    return plan, [ResnetGenerator(**plan).to(device) for _ in range(2)]


def patch_layers(size: int) -> int:
    """How many layers a PatchGAN has whose patch lies within a picture; 3 in the paper."""
    return max(k for k in (1, 2, 3) if 3 * 2**k <= size)


def match_of(x: Bytes, y: Bytes, chosen: dict[str, Any], made_by: dict[str, Any], device: torch.device) -> Match:
    """The run from its seed. The papers' settings: least squares, cycle 10, identity 5, pools of 50, a fading rate."""
    torch.manual_seed(chosen["seed"])
    rng = torch.Generator().manual_seed(chosen["seed"])
    plan, (G, F) = translators(chosen, device)
    layers = patch_layers(chosen["size"])
    adam = partial(Adam, lr=2e-4, betas=(0.5, 0.999))
    shown = [scaled(side[: min(4, len(x), len(y))]).to(device) for side in (x, y)]
    stream = Sides(x, y, chosen["batch"], rng, device, made_by["pairs"])
    if made_by["pairs"]:
        D = PairDiscriminator(chosen["width"], layers).to(device)
        players = games.pix2pix(G, D, losses.non_saturating(), adam)
        parts = parts_of_a_run({"G": G, "D": D}, players, stream, rng)
        F = G  # there is no way back
    else:
        D_X, D_Y = (PatchDiscriminator(3, chosen["width"], layers).to(device) for _ in range(2))
        pools = [games.ImagePool(50, rng) for _ in range(2)]
        given = iter(pools)
        players = games.cyclegan(G, F, D_X, D_Y, losses.least_squares(), adam, identity=5.0, pool=lambda: next(given))
        parts = parts_of_a_run({"G": G, "F": F, "D_X": D_X, "D_Y": D_Y}, players, stream, rng)
        parts |= {"pool of X": pools[0], "pool of Y": pools[1]}

    @torch.no_grad()
    def sheet() -> Image.Image:
        given, wanted = shown
        there = G(given)
        back = F(wanted)
        return in_rows([given, there, wanted] if made_by["pairs"] else [given, there, F(there), wanted, back, G(back)])

    def turns(played: int) -> Iterator[dict[str, float]]:
        plain = train.play(players, stream, chosen["rounds"] - played)
        return scheduled(plain, players, chosen["rounds"], played=played)

    def weights() -> bytes:
        return packed(G, copy.deepcopy(G) if F is G else F, plan)

    return Match(made_by, parts, chosen["rounds"], turns, sheet, weights)


def run(given: argparse.Namespace) -> None:
    """First what costs nothing: is OUT apart from the pictures, can it be written? Then the pictures, then the game."""
    begun = outfolder.begun(given.out, given.resume)
    chosen = settings(given, USUAL, begun)
    if chosen["size"] % 4 or chosen["size"] < 16:
        raise ValueError(f"--size must be a multiple of 4, from 16 on, got {chosen['size']}")
    pairs = given.pairs if begun is None else bool(begun.get("pairs"))
    for side in (given.x, given.y):
        contents(side)
    with torch.device("meta"):
        _, networks = translators(chosen, torch.device("meta"))
        D = PatchDiscriminator(3, chosen["width"], patch_layers(chosen["size"]))
    outfolder.prepare(given.out, [given.x, given.y], [*networks, D, D])
    x, y = (
        paired(given.x, given.y, chosen["size"]) if pairs else (folder(s, chosen["size"]) for s in (given.x, given.y))
    )
    made_by = {"verb": NAME, **chosen, "pairs": pairs, "x": len(x), "y": len(y)}
    print(f"{len(x)} pictures in {given.x}, {len(y)} in {given.y}, at {chosen['size']} pixels, on {best_device()}")
    play_on(given.out, match_of(x, y, chosen, made_by, best_device()), given.every, given.resume)
