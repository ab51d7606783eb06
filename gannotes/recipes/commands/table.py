"""Lists the recipes for `gannotes train --recipe NAME`: what each is for, where its settings come from, its cost."""

import argparse

from gannotes.recipes.named import DEFAULT, NAMED

NAME, HELP = "recipes", "the recipes to train by"
SIZE, BATCH, HARDWARE = 32, 64, "one thread of x86_64"  # what the costs are of: experiments/bench/costs.json
NOTE = f"""
Costs are seconds of one core for 1,000 rounds at {SIZE} pixels with batches of {BATCH}, measured on {HARDWARE}. A run
begins with new weights, and the code is this package's own: all of it is under the MIT licence."""


def add_words(own: argparse.ArgumentParser) -> None:
    """It is told nothing."""


def run(given: argparse.Namespace) -> None:
    for name, entry in NAMED.items():
        print(f"{name}{' (default)' if name == DEFAULT else ''}\n    {entry.purpose}\n    {entry.settings}")
        print(f"    {entry.seconds:,} s for 1,000 rounds")
    print(NOTE)
