"""Plays the runs that gannotes.diagnose was designed on, or those that it was tried on, and records their readings.

    python -m experiments.ch06_when_it_fails.histories designed     (or: tried)

writes designed.json. Each run is made to go one way: a generator that has twenty turns for each of
the discriminator's is made to collapse. Whether it went that way is measured on fresh samples and against the law
itself, by nothing that gannotes.diagnose reads: the share of modes held, the share of samples within three standard
deviations of one, the standard deviation, and the exact transport distance (POT) to fresh data. `went` says what
counts. A run that went another way stays in the file, and is nobody's example.
"""

import time
from collections.abc import Iterable
from dataclasses import asdict, replace
from statistics import fmean, median

import ot
import torch
from torch import Tensor

from experiments import tasks
from experiments.ch06_when_it_fails.cases import LAWS, LOSSES, Case
from experiments.ch06_when_it_fails.designed import designed
from experiments.ch06_when_it_fails.tried import tried
from gannotes import games, metrics, train
from gannotes.data import latents, streams, toy
from gannotes.recipes import constant, scheduled
from gannotes.watch import Monitor, Snapshot

READINGS = 20
Truth = dict[str, float]


def truth(target: toy.Mixture, x: Tensor, rng: torch.Generator) -> Truth:
    """What a sample is worth. A mode is held by samples within a fifth of the way to the next mode, or three std."""
    fresh = target.sample(len(x), rng)
    spread = [(s - s.mean(dim=0)).norm(dim=1).square().mean().sqrt().item() for s in (x, fresh)]
    between = torch.cdist(target.means, target.means).fill_diagonal_(torch.inf).min().item() / target.std
    near = max(3.0, between / 5) if len(target.means) > 1 else 3.0
    cost = ot.dist(*(s[:500].double().numpy() for s in (x, fresh)), "euclidean")
    return {
        "held": metrics.modes_covered(x, target.means, target.std, within=near) / len(target.means),
        "sharp": metrics.high_quality_share(x, target.means, target.std),
        "std": spread[0] / spread[1],
        "w1": ot.emd2([], [], cost) / spread[1],
    }


def went(made: str, seen: list[Truth]) -> bool:
    """Whether the law went the way that the run was made to go; `late` is the second half of it."""
    late = seen[len(seen) // 2 :]
    w1, held, sharp, std = ([moment[name] for moment in late] for name in ("w1", "held", "sharp", "std"))
    turns = sum((b - a) * (c - b) < 0 for a, b, c in zip(w1, w1[1:], w1[2:], strict=False))
    return {
        "healthy": min(held[-5:]) >= 0.9 and min(sharp[-5:]) >= 0.5 and fmean(w1[-5:]) <= 0.2,
        "saturated": max(sharp) <= 0.05 and min(w1) >= 0.9 * seen[0]["w1"],
        "collapsed": median(std) <= 0.25 and all(h <= 0.5 or s <= 0.25 for h, s in zip(held, std, strict=True)),
        "oscillating": max(w1) >= max(0.5, 2 * min(w1)) and turns >= 3 and median(std) > 0.25,
        "D too weak": min(w1) >= 0.3,
    }[made]


def second_half(done: float) -> float:
    """Constant for the first half, then on a straight line to a fiftieth."""
    return min(1.0, max(0.02, 2 - 2 * done))


def play(case: Case, rounds: int) -> tuple[list[Snapshot], list[Truth]]:
    """The game, with its readings and the truth before it and after each twentieth of it."""
    target, loss = LAWS[case.law], LOSSES[case.loss]
    d = target.means.shape[1]
    torch.manual_seed(case.seed)
    rng = torch.Generator().manual_seed(case.seed)
    G, D = case.G(d), case.D(d)
    if case.away:
        with torch.no_grad():
            G.stack.out.bias += case.away
    z = latents.normal(2, rng)
    D_plays = games.discriminator(G, D, loss, z, case.for_D(D.parameters()), case.turns_of_D, case.penalty)
    G_plays = replace(games.generator(G, D, loss, z, case.for_G(G.parameters())), steps=case.turns_of_G)
    data = streams.fresh(target, 128, rng)
    for _ in range(case.ahead):
        D_plays.move(next(data))
    watch, seen = Monitor(G, D, loss, target.sample(256, rng), z(256)), []

    def look() -> None:
        watch.read()
        with torch.no_grad():
            seen.append(truth(target, G(z(2000)), rng))

    look()
    players = [D_plays, G_plays]
    turns = scheduled(train.play(players, data, rounds), players, rounds, second_half if case.fading else constant)
    for turn, _ in enumerate(turns, start=1):
        if turn % max(1, rounds // READINGS) == 0:
            look()
    return watch.history, seen


def short(numbers: list[float]) -> list[float]:
    return [float(f"{number:.4g}") for number in numbers]


def recorded(case: Case, run: tasks.Run) -> dict[str, object]:
    """One case, played, with what it was made for and where it went."""
    start, rounds = time.process_time(), run.rounds(case.rounds)
    history, seen = play(case, rounds)
    found = {
        "made": case.made,
        "went that way": went(case.made, seen),
        "law": case.law,
        "loss": case.loss,
        "seed": case.seed,
        "rounds": rounds,
        "seconds": round(time.process_time() - start, 1),
        "truth": {key: short([moment[key] for moment in seen]) for key in seen[0]},
        "history": {key: short([asdict(reading)[key] for reading in history]) for key in asdict(history[0])},
    }
    late = seen[len(seen) // 2 :]
    span = ", ".join(f"{key} {min(m[key] for m in late):.2f} to {max(m[key] for m in late):.2f}" for key in seen[0])
    print(case.made, case.law, case.seed, found["went that way"], f"{found['seconds']} s;", span, flush=True)
    return found


def played(cases: Iterable[Case], run: tasks.Run) -> dict[str, object]:
    """Each case; in a trial one of each kind, with D's turns ahead of the game left out."""
    cases = list(cases)
    if run.trial:
        cases = [replace(case, ahead=0) for case in {case.made: case for case in cases}.values()]
    return {"runs": [recorded(case, run) for case in cases]}


TASKS = {"designed": lambda run: played(designed(), run), "tried": lambda run: played(tried(), run)}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
