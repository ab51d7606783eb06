"""Plays chapter 2's games on the line with more seeds than a page has time for, and keeps how they end.

    python -m experiments.ch02_the_game.line

runs the cells of 02_the_game tagged "line", which define the games, and plays for each of five seeds:

- the calm game on both laws;
- on two Gaussians a first try with all seven changes of the chapter's `first_try`, and with all but one;
- 100 rounds with k steps of D for each of G, and as many rounds as make 900 turns.

It writes line.json: for each game, seed after seed, JS and |D - 1/2|, or how far D is from D*.
"""

import matplotlib

from experiments import tasks
from experiments.over_seeds import tagged_cells

STEPS = (1, 2, 4, 8)  # k, D's for each of G's
ROUNDS = 1000  # of a whole game, as in the chapter
Ends = list[tuple[float, ...]]


def defined(source: str) -> dict:
    """The names that a chapter's cells define."""
    names: dict[str, object] = {"__name__": "__main__"}
    exec(compile(source, "the chapter's cells", "exec"), names)
    return names


def calm(chapter: dict, run: tasks.Run, seeds: list[int]) -> dict[str, Ends]:
    """How the chapter's own game ends on each law."""
    measure, learn, rounds = chapter["measure"], chapter["learn"], run.rounds(ROUNDS)
    ends = {name: [measure(law, *learn(law, seed, rounds)) for seed in seeds] for name, law in chapter["laws"].items()}
    print(ends, flush=True)
    return ends


def changed(first_try: dict) -> dict[str, dict]:
    """A first try with all changes, and with all but one."""
    but_one = {
        f"all but {name}": {other: value for other, value in first_try.items() if other != name} for name in first_try
    }
    return {"all seven": first_try, **but_one}


def first_tries(chapter: dict, run: tasks.Run, seeds: list[int]) -> dict[str, Ends]:
    """How the game on two Gaussians ends with each set of changes."""
    measure, learn, law = chapter["measure"], chapter["learn"], chapter["hills"]
    ends, rounds = {}, run.rounds(ROUNDS)
    for name, changes in changed(chapter["first_try"]).items():
        ends[name] = [measure(law, *learn(law, seed, rounds, **changes)) for seed in seeds]
        print(name, *(f"{distance:.3f}" for distance, _ in ends[name]), flush=True)
    return ends


def lags(chapter: dict, seeds: list[int], rounds_of: dict[int, int]) -> dict[str, list[float]]:
    """For each k, how far D is behind D* over so many rounds: five looks at each game."""
    behind = {str(k): [chapter["lag"](k, seed, rounds)[0] for seed in seeds] for k, rounds in rounds_of.items()}
    print(behind, flush=True)
    return behind


def rounded(value: object) -> object:
    """Six places of each number, as deep as it stands."""
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    return [rounded(part) for part in value] if isinstance(value, (list, tuple)) else round(value, 6)


def line(run: tasks.Run) -> dict[str, object]:
    matplotlib.use("Agg")
    chapter, seeds = defined(tagged_cells("02_the_game", "line")), run.seeds(range(5))
    games = {
        "100 rounds": lags(chapter, seeds, {k: max(5, run.rounds(100)) for k in STEPS}),
        "900 turns": lags(chapter, seeds, {k: max(5, run.rounds(900 // (k + 1))) for k in STEPS}),
        "first try": first_tries(chapter, run, seeds),
        "calm": calm(chapter, run, seeds),
    }
    return {"seeds": seeds, **rounded(games)}


TASKS = {"line": line}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS, also=tagged_cells("02_the_game", "line"))
