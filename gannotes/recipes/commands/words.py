"""What several verbs are told: counts, and how a run is trained."""

import argparse
from collections.abc import Mapping
from typing import Any

import torch

from gannotes.models.device import device_named
from gannotes.models.precision import PRECISIONS


def positive(word: str) -> int:
    """A whole number from 1 on, for argparse."""
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"a whole number from 1 on is wanted, got {word!r}")
    return int(word)


def device(word: str) -> torch.device:
    """One that this machine has, for argparse."""
    try:
        return device_named(word)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from problem


def add_training(own: argparse.ArgumentParser, usual: Mapping[str, Any]) -> None:
    """Those that `train` and `translate` share. What isn't said stays None: a run that goes on keeps its own."""
    own.add_argument("--size", type=positive, help=f"pixels a side (default {usual['size']})")
    own.add_argument("--rounds", type=positive, help=f"rounds of the game (default {usual['rounds']})")
    own.add_argument("--batch", type=positive, help=f"pictures in a batch (default {usual['batch']})")
    own.add_argument("--width", type=positive, help=f"maps in the widest layer's unit (default {usual['width']})")
    own.add_argument("--seed", type=int, help=f"what the run's chance begins with (default {usual['seed']})")
    own.add_argument(
        "--precision", choices=PRECISIONS, help=f"of the networks' products (default {usual['precision']})"
    )
    own.add_argument("--device", type=device, help="cpu, cuda, cuda:1 (default: a CUDA device if there is one)")
    own.add_argument("--every", type=positive, default=500, help="rounds between two sheets and checkpoints (500)")
    own.add_argument("--resume", action="store_true", help="go on with the run that OUT holds")


def settings(given: argparse.Namespace, usual: Mapping[str, Any], begun: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the run is: as said, else as usual; of a run that goes on, as it was begun.

    ValueError if something else is said now than when it was begun.
    """
    said = {name: getattr(given, name) for name in usual if getattr(given, name) is not None}
    if begun is None:
        return {**usual, **said}
    for name, value in said.items():
        if begun.get(name) != value:
            raise ValueError(
                f"this run was begun with --{name} {begun.get(name)}, and now --{name} {value} is asked for: leave it "
                "out to go on, or begin another run in another folder"
            )
    return {**usual, **{name: begun[name] for name in usual if name in begun}}
