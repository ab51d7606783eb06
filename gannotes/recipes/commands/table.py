"""Lists the recipes for `gannotes train --recipe NAME`: what each is for, and where its settings come from."""

import argparse

from gannotes.recipes.named import DEFAULT, NAMED

NAME, HELP = "recipes", "the recipes to train by"


def add_words(own: argparse.ArgumentParser) -> None:
    """It is told nothing."""


def run(given: argparse.Namespace) -> None:
    for name, entry in NAMED.items():
        print(f"{name}{' (default)' if name == DEFAULT else ''}\n    {entry.purpose}\n    {entry.settings}")
