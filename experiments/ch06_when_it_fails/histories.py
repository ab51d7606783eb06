"""Plays the runs that gannotes.diagnose was designed on, or those that it was tried on, and records their readings.

    python -m experiments.ch06_when_it_fails.histories designed     (or: tried)

writes designed.json. Each run is made to go one way: a forger who has twenty turns for each of
the officer's is made to collapse. Whether it went that way is measured on fresh samples and against the law itself, by
nothing that gannotes.diagnose reads: the share of modes held, the share of samples within three standard deviations of
one, the standard deviation, and the exact transport distance (POT) to fresh data. `went` says what counts. A run that
went another way stays in the file, and is nobody's example.
"""

import argparse
import json
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from statistics import fmean, median

import ot
import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import LambdaLR

from gannotes import games, losses, metrics, penalties, train
from gannotes.data import latents, streams, toy
from gannotes.models import mlp
from gannotes.watch import Monitor, Snapshot

RESULTS = Path(__file__).resolve().parent
READINGS = 20
Make = Callable[[int], nn.Module]  # the data's dimension -> a network
Truth = dict[str, float]


class Mover(nn.Module):
    """A forger who can move a heap of notes and no more: G(z) = std z + theta."""

    def __init__(self, d: int, std: float = 1.0):
        super().__init__()
        self.theta, self.std = nn.Parameter(torch.full((d,), 2.0)), std

    def forward(self, z: Tensor) -> Tensor:
        return self.std * z[:, : len(self.theta)] + self.theta


class Blinkered(nn.Module):
    """An officer who sees her notes through something."""

    def __init__(self, through: Callable[[Tensor], Tensor], d: int):
        super().__init__()
        self.through, self.eye = through, mlp.Discriminator((d,), (32, 32), mlp.relu_layer)

    def forward(self, x: Tensor) -> Tensor:
        return self.eye(self.through(x))


def forger(d: int) -> nn.Module:
    return mlp.Generator(2, (d,), (64, 64))


def officer(d: int) -> nn.Module:
    return mlp.Discriminator((d,), (64, 64), mlp.relu_layer)


def linear(d: int) -> nn.Module:
    return mlp.Discriminator((d,), ())


def first_axis(d: int) -> nn.Module:
    return Blinkered(lambda x: x[:, :1], 1)


def no_sign(d: int) -> nn.Module:
    return Blinkered(torch.abs, d)


def no_direction(d: int) -> nn.Module:
    return Blinkered(lambda x: x.norm(dim=1, keepdim=True), 1)


def middle_only(d: int) -> nn.Module:
    return Blinkered(lambda x: x.clamp(-1, 1), d)


def adam(rate: float = 1e-3, beta1: float = 0.0, beta2: float = 0.9) -> Callable:
    return partial(torch.optim.Adam, lr=rate, betas=(beta1, beta2), fused=True)


def sgd(rate: float, momentum: float = 0.0) -> Callable:
    return partial(torch.optim.SGD, lr=rate, momentum=momentum)


ADAM = adam()


@dataclass(frozen=True)
class Run:
    """A game in all that it depends on."""

    made: str  # the verdict that it is made to earn
    law: str
    seed: int
    loss: str = "non_saturating"
    G: Make = forger
    D: Make = officer
    for_G: Callable = ADAM
    for_D: Callable = ADAM
    turns_of_D: int = 1
    turns_of_G: int = 1
    ahead: int = 0  # D's turns before the game
    away: float = 0.0  # how far off G's first notes are, on each axis
    penalty: Callable = games.no_penalty
    fading: bool = False  # the learning rates, over the second half
    rounds: int = 1000


LAWS = {
    "normal": toy.normal(),
    "two hills": toy.two_normals(),
    "ring of 8": toy.ring(std=0.1),
    "sharp ring of 8": toy.ring(),
    "narrow normal": toy.normal(-1.0, 0.5),
    "three hills": toy.mixture(torch.tensor([[-3.0], [0.0], [3.0]]), 0.4),
    "uneven hills": toy.Mixture(torch.tensor([[-2.0], [2.0]]), 0.5, torch.tensor([0.7, 0.3])),
    "blob": toy.mixture(torch.tensor([[1.0, -1.0]]), 0.7),
    "ring of 6": toy.ring(6, std=0.08),
    "grid of 9": toy.grid(3, std=0.1),
    "grid of 25": toy.grid(5, std=0.15),
    "spiral": toy.spiral(turns=1.0, std=0.1, beads=60),
}
NAMES = ("minimax", "non_saturating", "least_squares", "wasserstein", "hinge")
LOSSES = {name: getattr(losses, name)() for name in NAMES}
R1, GP = penalties.r1, penalties.wgan_gp
MEMORY = {"for_G": adam(1e-3, 0.9, 0.999), "for_D": adam(1e-3, 0.9, 0.999)}  # Adam as torch delivers it
SLOW = adam(5e-4, 0.9, 0.999)
CALM = {"penalty": R1(1.0), "for_G": adam(5e-4), "fading": True}


def circling(rate: float, std: float = 1.0) -> dict[str, object]:
    """A forger who can only move against an officer who can only point: with a critic's loss they go round."""
    return {"G": partial(Mover, std=std), "D": linear, "for_G": sgd(rate), "for_D": sgd(rate)}


def designed() -> Iterator[Run]:
    """45 runs; the rules and thresholds of gannotes.diagnose were found on these."""
    for seed in (0, 1, 2):
        goes = {"made": "healthy", "seed": seed, "fading": True}
        yield Run(law="normal", penalty=R1(0.05), rounds=1500, **goes)
        yield Run(law="two hills", penalty=R1(0.05), rounds=1500, **goes)
        yield Run(law="ring of 8", penalty=R1(0.1), rounds=2500, **goes)
        goes = {"made": "saturated", "seed": seed, "loss": "minimax", "for_G": sgd(0.05), "turns_of_D": 3, "ahead": 500}
        yield Run(law="normal", for_D=sgd(0.05), away=6.0, rounds=300, **goes)
        yield Run(law="two hills", away=8.0, rounds=300, **goes)
        yield Run(law="ring of 8", away=5.0, rounds=300, **goes)
        goes = {"made": "collapsed", "seed": seed, "rounds": 300}
        yield Run(law="two hills", turns_of_G=10, loss="minimax", **goes)
        yield Run(law="ring of 8", turns_of_G=20, **goes)
        yield Run(law="two hills", for_D=sgd(0.0), ahead=300, **goes)
        goes = {"made": "oscillating", "seed": seed}
        yield Run(law="sharp ring of 8", rounds=1500, **MEMORY, **goes)
        yield Run(
            law="normal", G=Mover, D=linear, loss="wasserstein", for_G=sgd(0.05), for_D=sgd(0.05), rounds=600, **goes
        )
        yield Run(law="normal", loss="wasserstein", for_G=adam(1e-3, 0.5), for_D=adam(1e-3, 0.5), **goes)
        goes = {"made": "D too weak", "seed": seed}
        yield Run(law="two hills", D=linear, penalty=R1(1.0), for_G=adam(3e-4), for_D=adam(3e-4), fading=True, **goes)
        yield Run(law="two hills", D=no_sign, penalty=R1(0.1), fading=True, **goes)
        yield Run(law="ring of 8", D=first_axis, **CALM, **goes)


def tried() -> Iterator[Run]:
    """45 runs on other data, with other seeds, mostly with other losses and optimisers."""
    goes = {"made": "healthy", "fading": True}
    yield Run(law="three hills", seed=100, loss="hinge", penalty=R1(0.05), rounds=2000, **goes)
    yield Run(law="narrow normal", seed=101, loss="minimax", penalty=R1(0.05), rounds=1500, **goes)
    yield Run(law="uneven hills", seed=102, loss="least_squares", penalty=R1(0.05), rounds=2000, **goes)
    yield Run(law="blob", seed=103, loss="hinge", penalty=R1(0.05), rounds=1500, **goes)
    yield Run(law="ring of 6", seed=104, penalty=R1(0.1), rounds=2500, **goes)
    yield Run(
        law="ring of 6", seed=105, loss="wasserstein", penalty=penalties.wgan_gp(1.0), turns_of_D=3, rounds=1500, **goes
    )
    yield Run(law="grid of 9", seed=106, penalty=R1(0.1), rounds=3000, **goes)
    yield Run(law="grid of 25", seed=107, penalty=R1(0.05), rounds=4000, **goes)
    yield Run(law="spiral", seed=108, loss="minimax", penalty=R1(0.1), rounds=3000, **goes)
    goes = {"made": "saturated", "loss": "minimax", "turns_of_D": 3, "rounds": 300}
    yield Run(law="three hills", seed=110, for_G=sgd(0.05), ahead=500, away=9.0, **goes)
    yield Run(law="narrow normal", seed=111, for_G=sgd(0.02, 0.5), ahead=500, away=5.0, **goes)
    yield Run(law="uneven hills", seed=112, for_G=sgd(0.05), for_D=adam(1e-3, 0.5), ahead=800, away=7.0, **goes)
    yield Run(law="blob", seed=113, for_G=sgd(0.05), for_D=sgd(0.05, 0.5), ahead=500, away=5.0, **goes)
    yield Run(law="ring of 6", seed=114, for_G=sgd(0.1), for_D=adam(1e-3, 0.5), ahead=1000, away=4.0, **goes)
    yield Run(law="grid of 9", seed=115, for_G=sgd(0.02), ahead=500, away=7.0, **goes)
    yield Run(law="grid of 25", seed=116, for_G=sgd(0.01, 0.9), ahead=500, away=10.0, **goes)
    yield Run(law="spiral", seed=117, for_G=sgd(0.05), ahead=500, away=5.0, **goes)
    yield Run(law="spiral", seed=118, for_G=sgd(0.05, 0.5), D=officer, for_D=adam(2e-3), ahead=800, away=-5.0, **goes)
    goes = {"made": "collapsed", "rounds": 300}
    yield Run(law="three hills", seed=120, turns_of_G=30, **goes)
    yield Run(law="uneven hills", seed=121, loss="hinge", turns_of_G=15, **goes)
    yield Run(law="narrow normal", seed=122, loss="minimax", turns_of_G=25, **goes)
    yield Run(law="blob", seed=123, turns_of_G=25, **goes)
    yield Run(law="ring of 6", seed=124, loss="least_squares", turns_of_G=20, **goes)
    yield Run(law="ring of 6", seed=125, for_D=sgd(0.0), ahead=500, **goes)
    yield Run(law="grid of 9", seed=126, loss="minimax", turns_of_G=20, **goes)
    yield Run(law="grid of 25", seed=127, turns_of_G=30, **goes)
    yield Run(law="spiral", seed=128, loss="hinge", turns_of_G=20, **goes)
    goes = {"made": "oscillating"}
    yield Run(
        law="blob",
        seed=130,
        G=Mover,
        D=linear,
        loss="wasserstein",
        for_G=sgd(0.05),
        for_D=sgd(0.05),
        rounds=600,
        **goes,
    )
    yield Run(
        law="narrow normal",
        seed=131,
        G=partial(Mover, std=0.5),
        D=linear,
        loss="wasserstein",
        for_G=sgd(0.1),
        for_D=sgd(0.1),
        rounds=400,
        **goes,
    )
    yield Run(law="three hills", seed=132, loss="wasserstein", for_G=adam(1e-3, 0.5), for_D=adam(1e-3, 0.5), **goes)
    yield Run(law="blob", seed=133, loss="wasserstein", for_G=adam(1e-3, 0.5), for_D=adam(1e-3, 0.5), **goes)
    yield Run(law="ring of 6", seed=134, loss="minimax", rounds=1500, **MEMORY, **goes)
    yield Run(law="ring of 6", seed=135, for_D=adam(1e-4), **goes)
    yield Run(law="grid of 9", seed=136, rounds=1500, **MEMORY, **goes)
    yield Run(
        law="grid of 25", seed=137, for_G=adam(2e-3, 0.9, 0.999), for_D=adam(5e-4, 0.9, 0.999), rounds=1500, **goes
    )
    yield Run(law="spiral", seed=138, loss="hinge", rounds=1500, **MEMORY, **goes)
    goes = {"made": "D too weak"}
    yield Run(law="three hills", seed=140, D=no_sign, penalty=R1(0.1), fading=True, **goes)
    yield Run(law="uneven hills", seed=141, D=no_sign, loss="hinge", penalty=R1(0.1), fading=True, **goes)
    yield Run(law="three hills", seed=142, D=middle_only, penalty=R1(0.1), fading=True, **goes)
    yield Run(law="ring of 6", seed=143, D=first_axis, **CALM, **goes)
    yield Run(law="ring of 6", seed=144, D=no_sign, loss="minimax", **CALM, **goes)
    yield Run(law="grid of 9", seed=145, D=first_axis, loss="least_squares", **CALM, **goes)
    yield Run(law="grid of 25", seed=146, D=no_sign, **CALM, **goes)
    yield Run(law="spiral", seed=147, D=first_axis, **CALM, **goes)
    yield Run(law="blob", seed=148, D=no_direction, loss="minimax", **CALM, **goes)


def truth(law: toy.Mixture, x: Tensor, rng: torch.Generator) -> Truth:
    """What a sample is worth. A mode is held by samples within a fifth of the way to the next mode, or three std."""
    fresh = law.sample(len(x), rng)
    spread = [(s - s.mean(dim=0)).norm(dim=1).square().mean().sqrt().item() for s in (x, fresh)]
    between = torch.cdist(law.means, law.means).fill_diagonal_(torch.inf).min().item() / law.std
    near = max(3.0, between / 5) if len(law.means) > 1 else 3.0
    cost = ot.dist(*(s[:500].double().numpy() for s in (x, fresh)), "euclidean")
    return {
        "held": metrics.modes_covered(x, law.means, law.std, within=near) / len(law.means),
        "sharp": metrics.high_quality_share(x, law.means, law.std),
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


def play(run: Run) -> tuple[list[Snapshot], list[Truth]]:
    law, loss = LAWS[run.law], LOSSES[run.loss]
    d = law.means.shape[1]
    torch.manual_seed(run.seed)
    rng = torch.Generator().manual_seed(run.seed)
    G, D = run.G(d), run.D(d)
    if run.away:
        with torch.no_grad():
            G.stack.out.bias += run.away
    z = latents.normal(2, rng)
    D_plays = games.discriminator(G, D, loss, z, run.for_D(D.parameters()), run.turns_of_D, run.penalty)
    G_plays = replace(games.generator(G, D, loss, z, run.for_G(G.parameters())), steps=run.turns_of_G)
    data = streams.fresh(law, 128, rng)
    for _ in range(run.ahead):
        D_plays.move(next(data))
    fade = (lambda t: min(1.0, max(0.02, 2 - 2 * t / run.rounds))) if run.fading else (lambda t: 1.0)
    slower = [LambdaLR(player.optimizer, fade) for player in (D_plays, G_plays)]
    watch, seen = Monitor(G, D, loss, law.sample(256, rng), z(256)), []

    def look() -> None:
        watch.read()
        with torch.no_grad():
            seen.append(truth(law, G(z(2000)), rng))

    look()
    for turn, _ in enumerate(train.play([D_plays, G_plays], data, run.rounds), start=1):
        for schedule in slower:
            schedule.step()
        if turn % (run.rounds // READINGS) == 0:
            look()
    return watch.history, seen


def short(numbers: list[float]) -> list[float]:
    return [float(f"{number:.4g}") for number in numbers]


def main() -> None:
    torch.set_num_threads(1)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", choices=["designed", "tried"])
    name = parser.parse_args().set
    record = {
        "command": f"python -m experiments.ch06_when_it_fails.histories {name}",
        "torch": torch.__version__.partition("+")[0],
        "hardware": f"one thread of {platform.machine()}",
        "runs": [],
    }
    for run in {"designed": designed, "tried": tried}[name]():
        start = time.process_time()
        history, seen = play(run)
        record["runs"].append(
            {
                "made": run.made,
                "went that way": went(run.made, seen),
                "law": run.law,
                "loss": run.loss,
                "seed": run.seed,
                "rounds": run.rounds,
                "seconds": round(time.process_time() - start, 1),
                "truth": {key: short([moment[key] for moment in seen]) for key in seen[0]},
                "history": {key: short([asdict(reading)[key] for reading in history]) for key in asdict(history[0])},
            }
        )
        last, late = record["runs"][-1], seen[len(seen) // 2 :]
        span = ", ".join(f"{key} {min(m[key] for m in late):.2f} to {max(m[key] for m in late):.2f}" for key in seen[0])
        print(run.made, run.law, run.seed, last["went that way"], f"{last['seconds']} s;", span, flush=True)
    file = RESULTS / f"{name}.json"
    file.write_text(json.dumps(record) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
