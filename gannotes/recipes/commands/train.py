"""Trains a GAN on a folder of pictures:

    gannotes train PICTURES OUT --recipe r3gan --size 64

shows its progress, and writes sheets of samples, checkpoints, the averaged generator and the run's history into OUT.
On several processes: `torchrun --standalone --nproc-per-node 2 --max-restarts 3 -m gannotes train ...`. Each player
averages its gradients over them, and if one dies, torchrun starts them anew and they go on from the last checkpoint.
Ctrl-C ends it after the round; the same command with --resume goes on, and ends as if it had never stopped.
With labels, a folder for each (--labels by-folder) or a table of names (--labels FILE, lines of file name, label),
the GAN is a conditional one.
"""

import argparse
import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import nn

from gannotes import train
from gannotes.data import latents
from gannotes.data.differentiable import colour, cutout, one_after_the_other, translation
from gannotes.data.folders import contents, scaled
from gannotes.models import labelled, pictures
from gannotes.models.augmented import Augmented
from gannotes.models.precision import PRECISIONS, charged_exactly
from gannotes.recipes.averages import averaged, moving_average
from gannotes.recipes.commands import generators, outfolder
from gannotes.recipes.commands.collection import Data, Pictures, read
from gannotes.recipes.commands.playing import Match, on_each_process, play_on
from gannotes.recipes.commands.words import add_training, settings
from gannotes.recipes.kept import Stateful
from gannotes.recipes.named import DEFAULT, NAMED, Named, recipe_named
from gannotes.recipes.processes import ALONE, Group, broadcast, shared
from gannotes.recipes.runs import gan_players, parts_of_a_run
from gannotes.recipes.schedules import scheduled
from gannotes.watch import Monitor

NAME, HELP = "train", "a GAN, or a conditional one, on a folder of pictures"
USUAL: dict[str, Any] = {
    "recipe": DEFAULT,
    "augment": False,
    "size": 64,
    "rounds": 20_000,
    "batch": 32,
    "width": 32,
    "precision": "float32",
    "seed": 0,
}
LATENT, READ_ON, SHOWN = 64, 256, 64


def add_words(own: argparse.ArgumentParser) -> None:
    own.add_argument("pictures", type=Path, help="a folder of pictures")
    own.add_argument("out", type=Path, help="where the run goes")
    own.add_argument("--recipe", choices=NAMED, help=f"how it is trained (default {DEFAULT}; see gannotes recipes)")
    own.add_argument(
        "--augment", action="store_true", default=None, help="for few pictures: D sees them changed a little"
    )
    own.add_argument("--labels", help="by-folder, or a table of file names and labels")
    add_training(own, USUAL)


def plan_of(chosen: dict[str, Any], classes: int) -> generators.Plan:
    return generators.Plan(latent=LATENT, classes=classes, image_size=chosen["size"], width=chosen["width"])


def networks(plan: generators.Plan) -> tuple[nn.Module, nn.Module]:
    """G and D of a plan, conditional ones if it has classes."""
    size, width, classes = plan["image_size"], plan["width"], plan["classes"]
    D = labelled.Discriminator(classes, 3, size, width) if classes else pictures.Discriminator(3, size, width)
    return generators.built(plan), D


def match_of(
    data: Data, chosen: dict[str, Any], made_by: dict[str, Any], device: torch.device, group: Group = ALONE
) -> Match:
    """The run from its seed, ready to be played; on several processes each with its own chance and its own batches."""
    recipe = recipe_named(chosen["recipe"]).recipe
    recipe = replace(recipe, penalty=copy.deepcopy(recipe.penalty))  # one that counts turns counts this run's
    torch.manual_seed(group.seed(chosen["seed"]))
    rng = torch.Generator().manual_seed(group.seed(chosen["seed"]))
    plan = plan_of(chosen, len(data.names))
    in_precision = PRECISIONS[chosen["precision"]]
    own_G, own_D = (network.to(device) for network in networks(plan))
    G, D = in_precision(own_G), in_precision(recipe.parametrize(own_D))
    if chosen["augment"]:
        D = Augmented(D, one_after_the_other(colour(), translation(), cutout()))
    deal = latents.normal(LATENT, rng)
    exact = replace(recipe, penalty=charged_exactly(recipe.penalty))
    players = gan_players(exact, G, D, lambda n: deal(n).to(device))
    if group.size > 1:
        broadcast(G, D)
        shared(players)
    stream, ema = Pictures(data, chosen["batch"], rng, device), moving_average(own_G, recipe.ema_decay)
    parts = parts_of_a_run({"G": G, "D": D, "averaged G": ema}, players, stream, rng)
    if isinstance(recipe.penalty, Stateful):
        parts["penalty"] = recipe.penalty

    own = torch.Generator().manual_seed(chosen["seed"] + 1)  # what is shown and read costs the run no chance
    some = torch.randperm(len(data.pictures), generator=own)[:READ_ON]
    z = latents.normal(LATENT, own)(max(len(some), SHOWN)).to(device)
    told = tuple(rows[some].to(device) for rows in data.rows)
    watch = Monitor(G, D, recipe.loss, scaled(data.pictures[some]).to(device), z[: len(some)])
    each = generators.each_class(plan, SHOWN, device)

    def turns(played: int) -> Iterator[dict[str, float]]:
        if played:
            watch.remember(*told)
        plain = train.play(players, stream, chosen["rounds"] - played)
        faded = scheduled(plain, players, chosen["rounds"], recipe.schedule, played)
        for _, paid in averaged(faded, own_G, recipe.ema_decay, into=ema):
            yield paid

    def at_rest() -> nn.Module:
        return generators.at_rest(ema.module, plan, device)

    def sheet() -> Image.Image:
        return generators.sheet(generators.drawn(at_rest(), z[:SHOWN], *each))

    def weights() -> bytes:
        return generators.packed(at_rest(), plan, data.names)

    match = Match(made_by, parts, chosen["rounds"], turns, sheet, weights)
    match.read, match.history, match.group = lambda: watch.read(*told), watch.history, group
    return match


def run(given: argparse.Namespace) -> None:
    on_each_process(given, run_on)


def run_on(group: Group, given: argparse.Namespace, resume: bool) -> None:
    """First what costs nothing: is OUT apart from the pictures, and this run's? Then the pictures, then the game."""
    begun = outfolder.begun(given.out, resume)
    chosen = settings(given, USUAL, begun)
    contents(given.pictures)
    group.least(0)  # all have looked into OUT before one of them writes there
    if group.writes:
        with torch.device("meta"):
            outfolder.prepare(given.out, [given.pictures], networks(plan_of(chosen, 0)))
    data = read(given.pictures, chosen["size"], given.labels)
    made_by = {"verb": NAME, **chosen, "pictures": len(data.pictures), "labels": data.names}
    if group.size > 1:
        made_by["processes"] = group.size
    if group.writes:
        recipe: Named = recipe_named(chosen["recipe"])
        what = f", {len(data.names)} labels" if data.names else ""
        print(f"{len(data.pictures)} pictures at {chosen['size']} pixels{what}, on {given.device}: {recipe.purpose}")
    play_on(given.out, match_of(data, chosen, made_by, given.device, group), given.every, resume)
