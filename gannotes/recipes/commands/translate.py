"""Trains translators between two folders of pictures, none of which needs a partner (CycleGAN):

    gannotes translate HORSES ZEBRAS OUT

or one translator from pairs (pix2pix): files of the same name in two folders, or pictures side by side, the given one
on the left:

    gannotes translate --pairs LABELS PHOTOS OUT
    gannotes translate --pairs FOLDER OUT

writes sheets (x, G(x), F(G(x)), then y, F(y), G(F(y)); of pairs: given, made, right), checkpoints and weights into
OUT. Ctrl-C ends it after the round, and the same command with --resume goes on. On several processes as `train`.
`gannotes apply` translates others.
"""

import argparse
import copy
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from PIL import Image
from torch import Tensor, nn
from torch.optim import Adam

from gannotes import games, losses, train
from gannotes.data.folders import contents, scaled
from gannotes.data.lazy import Squares
from gannotes.models.precision import PRECISIONS
from gannotes.models.translate import PatchDiscriminator, ResnetGenerator
from gannotes.recipes.commands import outfolder
from gannotes.recipes.commands.pairs import PairDiscriminator
from gannotes.recipes.commands.playing import Match, on_each_process, play_on
from gannotes.recipes.commands.sides import Sides, read
from gannotes.recipes.commands.words import add_training, positive, settings
from gannotes.recipes.processes import ALONE, Group, broadcast, shared
from gannotes.recipes.runs import parts_of_a_run
from gannotes.recipes.schedules import scheduled
from gannotes.recipes.translators import Plan, packed

NAME, HELP = "translate", "CycleGAN on two folders, or pix2pix on pairs"
USUAL: dict[str, Any] = {
    "size": 64,
    "rounds": 5000,
    "batch": 1,
    "width": 32,
    "blocks": 6,
    "precision": "float32",
    "seed": 0,
}


def add_words(own: argparse.ArgumentParser) -> None:
    own.add_argument("x", type=Path, help="a folder of pictures")
    own.add_argument("y", type=Path, nargs="?", help="a folder of other pictures")
    own.add_argument("out", type=Path, help="where the run goes")
    own.add_argument("--pairs", action="store_true", help="pix2pix: files of one name, or halves, given and wanted")
    own.add_argument("--blocks", type=positive, help="residual blocks (default 6; 9 for 256 pixels)")
    add_training(own, USUAL)


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


def match_of(
    x: Squares, y: Squares, chosen: dict[str, Any], made_by: dict[str, Any], device: torch.device, group: Group = ALONE
) -> Match:
    """The run from its seed. The papers' settings: least squares, cycle 10, identity 5, pools of 50, a fading rate."""
    torch.manual_seed(group.seed(chosen["seed"]))
    rng = torch.Generator().manual_seed(group.seed(chosen["seed"]))
    plan, (own_G, own_F) = translators(chosen, device)
    in_precision, layers = PRECISIONS[chosen["precision"]], patch_layers(chosen["size"])
    G, F = in_precision(own_G), in_precision(own_F)
    adam = partial(Adam, lr=2e-4, betas=(0.5, 0.999))
    shown = [scaled(side[torch.arange(min(4, len(x), len(y)))]).to(device) for side in (x, y)]
    stream = Sides(x, y, chosen["batch"], rng, device, made_by["pairs"])
    networks: dict[str, nn.Module]
    pools: dict[str, games.ImagePool] = {}
    if made_by["pairs"]:
        D = in_precision(PairDiscriminator(chosen["width"], layers).to(device))
        players = games.pix2pix(G, D, losses.non_saturating(), adam)
        networks = {"G": G, "D": D}
        own_F = own_G  # there is no way back
    else:
        D_X, D_Y = (in_precision(PatchDiscriminator(3, chosen["width"], layers).to(device)) for _ in range(2))
        pools = {f"pool of {side}": games.ImagePool(50, rng) for side in "XY"}
        given = iter(pools.values())
        players = games.cyclegan(G, F, D_X, D_Y, losses.least_squares(), adam, identity=5.0, pool=lambda: next(given))
        networks = {"G": G, "F": F, "D_X": D_X, "D_Y": D_Y}
    if group.size > 1:
        broadcast(*networks.values())
        shared(players)
    parts = {**parts_of_a_run(networks, players, stream, rng), **pools}

    @torch.no_grad()
    def sheet() -> Image.Image:
        given, wanted = shown
        there, back = own_G(given), own_F(wanted)
        return in_rows(
            [given, there, wanted] if made_by["pairs"] else [given, there, own_F(there), wanted, back, own_G(back)]
        )

    def turns(played: int) -> Iterator[dict[str, float]]:
        plain = train.play(players, stream, chosen["rounds"] - played)
        return scheduled(plain, players, chosen["rounds"], played=played)

    def weights() -> bytes:
        return packed(own_G, copy.deepcopy(own_G) if own_F is own_G else own_F, plan)

    match = Match(made_by, parts, chosen["rounds"], turns, sheet, weights)
    match.group = group
    return match


def run(given: argparse.Namespace) -> None:
    on_each_process(given, run_on)


def run_on(group: Group, given: argparse.Namespace, resume: bool) -> None:
    """First what costs nothing: is OUT apart from the pictures, can it be written? Then the pictures, then the game."""
    begun = outfolder.begun(given.out, resume)
    chosen = settings(given, USUAL, begun)
    if chosen["size"] % 4 or chosen["size"] < 16:
        raise ValueError(f"--size must be a multiple of 4, from 16 on, got {chosen['size']}")
    pairs = given.pairs if begun is None else bool(begun.get("pairs"))
    if given.y is None and not pairs:
        raise ValueError("two folders and OUT are wanted: one folder and OUT are enough with --pairs, side by side")
    sources = [side for side in (given.x, given.y) if side is not None]
    for side in sources:
        contents(side)
    group.least(0)  # all have looked into OUT before one of them writes there
    if group.writes:
        with torch.device("meta"):
            _, networks = translators(chosen, torch.device("meta"))
            D = PatchDiscriminator(3, chosen["width"], patch_layers(chosen["size"]))
        outfolder.prepare(given.out, sources, [*networks, D, D])
    x, y = read(given.x, given.y, chosen["size"], pairs)
    made_by = {"verb": NAME, **chosen, "pairs": pairs, "x": len(x), "y": len(y)}
    if group.size > 1:
        made_by["processes"] = group.size
    if group.writes:
        of_y = "their right halves" if given.y is None else f"{len(y)} in {given.y}"
        print(f"{len(x)} pictures in {given.x}, {of_y}, at {chosen['size']} pixels, on {given.device}")
    play_on(given.out, match_of(x, y, chosen, made_by, given.device, group), given.every, resume)
