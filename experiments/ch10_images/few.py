"""A GAN on few faces: what it is worth that D sees its pictures changed (Zhao et al., 2020), on 256 and on 4,096.

    python -m experiments.ch10_images.few        seven minutes of one core

Players of gannotes.models.pictures on pixel art, the non-saturating loss, a lazy R1, rates that stay. The rows differ
in what their names say, and in nothing else; the changes are translation and cutout, which the paper uses for pictures
of 32 pixels. Measured, as was decided before the first run:

    frechet, precision, recall   on the learned eye's features, 1,536 samples against as many faces that no run has
                                 seen; "floor" is that of two disjoint halves of such faces, the mean of five splits
    prefers training             the share of pairs of one of the first 256 faces and an unseen one in which D, looking
                                 at them unchanged, gives the first the higher logit: a half if none is known by heart
    nearer to training           the share of samples nearer to one of the first 256 faces than to one of 256 unseen
    grey                         the share of samples more than a sixteenth of which is as grey as a cut-out hole

writes few.json, and few.npz with 24 samples of each row's first seed.
"""

import copy
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn

from experiments import tasks
from experiments.faces.game import NON_SATURATING, at_rest, recipe, samples, task
from experiments.faces.judged import distances, floor
from experiments.pictures import as_bytes
from gannotes import games
from gannotes.data import faces
from gannotes.data.differentiable import Augmentation, cutout, one_after_the_other, translation
from gannotes.metrics.neighbours import nearest
from gannotes.models.augmented import Augmented
from gannotes.models.classifier import in_batches
from gannotes.models.eyes import pixel_face_eye
from gannotes.recipes import averaged
from gannotes.train import play

ROUNDS, WIDTH = 1600, 16
FEW, MANY, UNSEEN = 256, 4096, 1536
HOLE, SIXTEENTH = 0.02, 1 / 16  # a hole's pixels are 0 in each colour


def unchanged(seed: int) -> Augmentation:
    return lambda x: x


def changes(seed: int) -> Augmentation:
    """From a stream of their own, so that the game's other draws stay the control's."""
    rng = torch.Generator().manual_seed(seed)
    return one_after_the_other(translation(generator=rng), cutout(generator=rng))


@dataclass(frozen=True)
class Row:
    """How many faces, and what changes them: on their way to D, or whatever D sees, in its own turn and in G's."""

    faces: int
    reals: Callable[[int], Augmentation] = unchanged
    turn_of_D: Callable[[int], Augmentation] = unchanged
    turn_of_G: Callable[[int], Augmentation] = unchanged
    seeds: int = 1
    rounds: int = ROUNDS


ROWS = {
    "256 faces": Row(FEW, seeds=2),
    "256 faces, changed": Row(FEW, turn_of_D=changes, turn_of_G=changes, seeds=2),
    "4,096 faces": Row(MANY),
    "4,096 faces, changed": Row(MANY, turn_of_D=changes, turn_of_G=changes),
    "256 faces, the reals alone changed": Row(FEW, reals=changes, rounds=600),
    "256 faces, not changed in G's turn": Row(FEW, turn_of_D=changes, rounds=600),
}


def playing(row: Row, real: Tensor, seed: int, rounds: int) -> Iterator[tuple[nn.Module, nn.Module]]:
    """After each round the averaged G, and D."""
    how, what = recipe(NON_SATURATING), task(real, rounds, WIDTH)
    torch.manual_seed(seed)
    G, D = what.G(), what.D()
    rng = torch.Generator().manual_seed(seed)
    for_D, for_G = how.optimizers()
    z = what.latent(rng)
    in_its_turn, in_turn_of_G = Augmented(D, row.turn_of_D(seed)), Augmented(D, row.turn_of_G(seed + 100))
    players = [
        games.discriminator(G, in_its_turn, how.loss, z, for_D(D.parameters()), penalty=how.penalty),
        games.generator(G, in_turn_of_G, how.loss, z, for_G(G.parameters())),
    ]
    change = row.reals(seed + 200)
    stream = ((change(x),) for (x,) in what.stream(what.batch_size, rng))
    for average, _ in averaged(play(players, stream, rounds), G, how.ema_decay):
        yield average, D


@torch.no_grad()
def prefers(D: nn.Module, some: Tensor, others: Tensor) -> float:
    """The share of pairs in which D gives the one of `some` the higher logit; a tie is half a pair."""
    apart = D(some)[:, None] - D(others)
    return ((apart > 0).double() + 0.5 * (apart == 0).double()).mean().item()


def grey(x: Tensor) -> float:
    """The share of pictures of which more than a sixteenth is as a hole is."""
    holes = (x.abs() < HOLE).all(dim=1).double().mean((1, 2))
    return (holes > SIXTEENTH).double().mean().item()


@dataclass(frozen=True)
class Judge:
    """What measures the samples: the eye's features, 256 of the faces that all runs know, and some that none knows."""

    look: Callable[[Tensor], Tensor]
    some: Tensor
    unseen: Tensor

    def of(self, x: Tensor, D: nn.Module) -> dict[str, float]:
        found = distances(self.look(self.unseen), self.look(x))
        others = self.unseen[: len(self.some)]
        to_some, to_others = (nearest(x.flatten(1), of.flatten(1))[0] for of in (self.some, others))
        found |= {"prefers training": prefers(D, self.some, others), "grey": grey(x)}
        found["nearer to training"] = (to_some < to_others).double().mean().item()
        return {name: round(value, 4) for name, value in found.items()}


def played(row: Row, of: Tensor, judge: Judge, seed: int, rounds: int) -> tuple[dict[str, list], Tensor]:
    """What the judge says at four looks, evenly, with the CPU seconds until then; and the last look's samples."""
    found: dict[str, list] = {"rounds": [], "seconds": []}
    spent, mark = 0.0, time.process_time()
    for done, (average, D) in enumerate(playing(row, of[: row.faces], seed, rounds), start=1):
        if done % max(1, rounds // 4) == 0:
            spent += time.process_time() - mark
            x = samples(at_rest(copy.deepcopy(average)), len(judge.unseen), seed=1)
            found["rounds"].append(done)
            found["seconds"].append(round(spent, 1))
            for name, value in judge.of(x, D).items():
                found.setdefault(name, []).append(value)
            print(seed, {name: values[-1] for name, values in found.items()}, flush=True)
            mark = time.process_time()
    return found, x


def few(run: tasks.Run) -> dict[str, object]:
    of = faces.pixel_faces().scaled()
    look, n = partial(in_batches, pixel_face_eye().features), run.samples(UNSEEN)
    judge = Judge(look, of[: run.samples(FEW)], of[MANY : MANY + n])
    splits = floor(look(of[MANY : MANY + 2 * n]), n, splits=1 if run.trial else 5)
    real = {**splits, "grey": grey(of)}
    runs: dict[str, dict[str, dict]] = {}
    for name, row in run.chosen(ROWS).items():
        print(name, flush=True)
        runs[name] = {}
        for seed in run.seeds(range(row.seeds)):
            runs[name][str(seed)], x = played(row, of, judge, seed, run.rounds(row.rounds))
            run.arrays.setdefault(name, as_bytes(x[:24]))  # the first seed's
    return {"floor": real, "runs": runs}


TASKS = {"few": few}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
