"""Plays chapter 2's games on the line with more seeds than a page has time for, and keeps how they end.

    python -m experiments.ch02_the_game.line --seeds 0 1 2 3 4

runs the cells of 02_the_game tagged "line", which define the games, and plays for each seed:

- the calm game on both laws;
- on two Gaussians a first try with all seven changes of the chapter's `first_try`, and with all but one;
- 100 rounds with k steps of D for each of G, and as many rounds as make 900 turns.

It writes line.json: for each game, seed after seed, JS and |D - 1/2|, or how far D is from D*.
"""

import argparse
import json
import platform
import time

import matplotlib
import torch

from experiments.over_seeds import ROOT, tagged_cells

Ends = list[tuple[float, ...]]


def defined(source: str) -> dict:
    """The names that a chapter's cells define."""
    names: dict[str, object] = {"__name__": "__main__"}
    exec(compile(source, "the chapter's cells", "exec"), names)
    return names


def calm(chapter: dict, seeds: list[int]) -> dict[str, Ends]:
    """How the chapter's own game ends on each law."""
    measure, learn = chapter["measure"], chapter["learn"]
    ends = {name: [measure(law, *learn(law, seed)) for seed in seeds] for name, law in chapter["laws"].items()}
    print(ends, flush=True)
    return ends


def changed(first_try: dict) -> dict[str, dict]:
    """A first try with all changes, and with all but one."""
    but_one = {
        f"all but {name}": {other: value for other, value in first_try.items() if other != name} for name in first_try
    }
    return {"all seven": first_try, **but_one}


def first_tries(chapter: dict, seeds: list[int]) -> dict[str, Ends]:
    """How the game on two Gaussians ends with each set of changes."""
    measure, learn, law = chapter["measure"], chapter["learn"], chapter["hills"]
    ends = {}
    for name, changes in changed(chapter["first_try"]).items():
        ends[name] = [measure(law, *learn(law, seed, **changes)) for seed in seeds]
        print(name, *(f"{distance:.3f}" for distance, _ in ends[name]), flush=True)
    return ends


def lags(chapter: dict, seeds: list[int], rounds_of: dict[int, int]) -> dict[str, list[float]]:
    """For each k, how far D is behind D* over so many rounds."""
    behind = {str(k): [chapter["lag"](k, seed, rounds)[0] for seed in seeds] for k, rounds in rounds_of.items()}
    print(behind, flush=True)
    return behind


def rounded(value: object) -> object:
    """Six places of each number, as deep as it stands."""
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    return [rounded(part) for part in value] if isinstance(value, (list, tuple)) else round(value, 6)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    seeds = parser.parse_args().seeds
    matplotlib.use("Agg")
    chapter = defined(tagged_cells("02_the_game", "line"))
    start = time.process_time()
    steps = (1, 2, 4, 8)
    games = {
        "100 rounds": lags(chapter, seeds, dict.fromkeys(steps, 100)),
        "900 turns": lags(chapter, seeds, {k: 900 // (k + 1) for k in steps}),
        "first try": first_tries(chapter, seeds),
        "calm": calm(chapter, seeds),
    }
    record = {
        "command": " ".join(["python", "-m", "experiments.ch02_the_game.line", "--seeds", *map(str, seeds)]),
        "torch": torch.__version__.partition("+")[0],
        "hardware": f"one thread of {platform.machine()}",
        "seconds": round(time.process_time() - start, 1),
        "seeds": seeds,
        **rounded(games),
    }
    file = ROOT / "experiments" / "ch02_the_game" / "line.json"
    file.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
