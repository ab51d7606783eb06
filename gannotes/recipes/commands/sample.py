"""Draws from a trained generator:

    gannotes sample OUT -n 64 -o sheet.png

OUT is the folder of a run of `gannotes train`. With --truncation below 1 the noise is drawn nearer to its middle:
samples look better and differ less. With --label, those of one label.
"""

import argparse
from pathlib import Path

import torch

from gannotes.data import latents
from gannotes.recipes.commands import generators, outfolder
from gannotes.recipes.commands.words import positive

NAME, HELP = "sample", "pictures from a trained generator"


def truncation(word: str) -> float:
    """A share above 0 and at most 1, for argparse."""
    try:
        share = float(word)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError(f"a number above 0 and at most 1 is wanted, got {word!r}")
    return share


def add_words(own: argparse.ArgumentParser) -> None:
    own.add_argument("out", type=Path, help="the folder of a run")
    own.add_argument("-n", type=positive, default=64, help="how many (default 64)")
    own.add_argument("-o", type=Path, default=Path("sheet.png"), metavar="FILE", help="default sheet.png")
    own.add_argument("--seed", type=int, default=0, help="other samples for another number (default 0)")
    own.add_argument("--truncation", type=truncation, default=1.0, help="how much of the noise's length (default 1)")
    own.add_argument("--label", help="of a conditional generator: all samples of this label")


def run(given: argparse.Namespace) -> None:
    if outfolder.about(given.out)["verb"] != "train":
        raise ValueError(f"{given.out} holds translators, which draw from pictures: use gannotes apply")
    G, plan, names = generators.load(given.out / outfolder.WEIGHTS)
    told = generators.each_class(plan, given.n, torch.device("cpu"))
    if given.label is not None:
        if given.label not in names:
            raise ValueError(f"there is no label {given.label!r}; there are: {', '.join(names) or 'none'}")
        told = (torch.eye(len(names))[names.index(given.label)].expand(given.n, -1),)
    z = given.truncation * latents.normal(plan["latent"], torch.Generator().manual_seed(given.seed))(given.n)
    try:
        generators.sheet(generators.drawn(G, z, *told)).save(given.o)
    except ValueError as problem:  # Pillow's, for an ending that is no picture's
        raise ValueError(f"{given.o} can't be written ({problem}): end its name with .png") from problem
    print(f"{given.n} samples are in {given.o}")
