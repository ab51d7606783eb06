"""Translates a folder of pictures with a trained translator:

    gannotes apply OUT PICTURES -o FOLDER

OUT is the folder of a run of `gannotes translate`. Names are kept. With --back, from Y to X.
"""

import argparse
from pathlib import Path

import torch
from PIL import Image

from gannotes.data.folders import contents, scaled
from gannotes.models.device import best_device
from gannotes.recipes.commands import outfolder
from gannotes.recipes.commands.labels import one
from gannotes.recipes.translators import load
from gannotes.recipes.whole_files import check_apart

NAME, HELP = "apply", "a trained translator on a folder of pictures"


def add_words(own: argparse.ArgumentParser) -> None:
    own.add_argument("out", type=Path, help="the folder of a run")
    own.add_argument("pictures", type=Path, help="a folder of pictures")
    own.add_argument("-o", type=Path, required=True, metavar="FOLDER", help="where the translations go")
    own.add_argument("--back", action="store_true", help="from Y to X, with the other of a CycleGAN's two translators")


@torch.no_grad()
def run(given: argparse.Namespace) -> None:
    run = outfolder.about(given.out)
    if run["verb"] != "translate":
        raise ValueError(f"{given.out} holds a generator, which draws from noise: use gannotes sample")
    if given.back and run.get("pairs"):
        raise ValueError(f"{given.out} was trained on pairs, which has no way back")
    check_apart(given.o, given.pictures)
    files = [file for file in contents(given.pictures) if file.is_file()]
    if not files:
        raise ValueError(f"{given.pictures} holds no pictures")
    G, F = load(given.out / outfolder.WEIGHTS, best_device())
    translator = F if given.back else G
    given.o.mkdir(parents=True, exist_ok=True)
    for file in files:
        x = scaled(one(file, run["size"])[None]).to(best_device())
        made = ((translator(x)[0] + 1) * 127.5).round().byte().permute(1, 2, 0).cpu().numpy()
        Image.fromarray(made).save(given.o / f"{file.stem}.png")
    print(f"{len(files)} translations are in {given.o}")
