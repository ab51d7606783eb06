"""The recorded runs of chapter 10: small convolutional GANs on the shipped digits, each from its own seeds.

    python -m experiments.ch10_images.runs NAME

    rules     DCGAN's rules, taken away in turn: 3 seeds each
    losses    four losses at about equal compute: 2 seeds each
    long      the chapter's game, played on: 1 seed

writes <name>.json, and for the last two a sheet of samples beside it, <name>.npz.
Each distance is between the digit classifier's features of 1,000 samples and of the first 4,000 digits.
"""

import copy
import time
from dataclasses import replace
from functools import partial

from torch import Tensor, nn

from experiments import tasks
from experiments.ch10_images.game import BOOK, PAPER, Settings, playing, samples
from experiments.judging import Judge
from experiments.pictures import as_bytes
from gannotes import losses, penalties, recipes
from gannotes.data import images
from gannotes.models import dcgan


def as_torch_starts(module: nn.Module) -> None:
    """The layer's own initial weights, as PyTorch draws them."""
    if hasattr(module, "reset_parameters"):
        module.reset_parameters()


def first_digits() -> Tensor:
    return images.digits()[0][:4000]


def history(
    settings: Settings, judge: Judge, real: Tensor, seed: int, rounds: int, looks: int, also_last: bool = False
) -> tuple[dict, list]:
    """Distances at so many looks, evenly, with the CPU seconds until then (without the judging), and some samples.

    The distances are the averaged generator's; `also_last` adds those of G as it is, in the list "last".
    """
    found, sheets, spent, mark = {"rounds": [], "seconds": [], "frechet": [], "last": []}, [], 0.0, time.process_time()
    for turn, (G, average) in enumerate(playing(settings, real, seed, rounds), start=1):
        if turn % max(1, rounds // looks) == 0:
            spent += time.process_time() - mark
            pictures = samples(average, seed)
            found["rounds"].append(turn)
            found["seconds"].append(round(spent, 1))
            found["frechet"].append(judge.distance(pictures, places=1))
            if also_last:
                found["last"].append(judge.distance(samples(copy.deepcopy(G), seed), places=1))
            sheets.append(as_bytes(pictures[:40, 0]))
            mark = time.process_time()
    return found, sheets


LOUD_EPSILON = partial(nn.BatchNorm2d, eps=0.8)
RULES = {
    "all rules": PAPER,
    "no batch norm in G": replace(PAPER, norm_in_G=dcgan.no_norm),
    "no batch norm in D": replace(PAPER, norm_in_D=dcgan.no_norm),
    "no batch norm at all": replace(PAPER, norm_in_G=dcgan.no_norm, norm_in_D=dcgan.no_norm),
    "ReLU in D": replace(PAPER, leak=0.0),
    "PyTorch's own initial weights": replace(PAPER, start=as_torch_starts),
    "beta1 = 0.9": replace(PAPER, betas=(0.9, 0.999)),
    "beta1 = 0": replace(PAPER, betas=(0.0, 0.99)),
    "epsilon = 0.8 in batch norm": replace(PAPER, norm_in_G=LOUD_EPSILON, norm_in_D=LOUD_EPSILON),
}


def rules(run: tasks.Run) -> dict:
    real, found, rounds = first_digits(), {}, run.rounds(500)
    judge = Judge(real)
    for name, settings in RULES.items():
        seeds = run.seeds(range(3))
        found[name] = {str(seed): history(settings, judge, real, seed, rounds, looks=2)[0] for seed in seeds}
        print(name, [one["frechet"] for one in found[name].values()], flush=True)
    return {"runs": found}


LOSSES = {
    "minimax": (replace(BOOK, loss=losses.minimax()), 600),
    "non-saturating": (BOOK, 600),
    "least squares": (replace(BOOK, loss=losses.least_squares()), 600),
    "Wasserstein, gradient penalty": (
        Settings(
            losses.wasserstein(),
            penalties.wgan_gp(10.0),
            k=2,
            rates=(1e-3, 1e-3),
            betas=(0.0, 0.9),
            norm_in_D=dcgan.no_norm,
            schedule=recipes.linear_decay,
        ),
        280,  # its rounds cost about 2.2 times as much
    ),
}


def different_losses(run: tasks.Run) -> dict:
    real, found = first_digits(), {}
    judge = Judge(real)
    for name, (settings, usual) in LOSSES.items():
        rounds, found[name] = run.rounds(usual), {}
        for seed in run.seeds(range(2)):
            found[name][str(seed)], sheets = history(settings, judge, real, seed, rounds, looks=4)
            run.arrays.setdefault(name, sheets[-1])  # the first seed's
        print(name, [(one["frechet"], one["seconds"][-1]) for one in found[name].values()], flush=True)
    return {"runs": found}


def long(run: tasks.Run) -> dict:
    real = first_digits()
    (seed,) = run.seeds([0])
    found, sheets = history(BOOK, Judge(real), real, seed, run.rounds(24_000), looks=32, also_last=True)
    print(found, flush=True)
    for at in (0, 3, 11, 31):
        if at < len(sheets):
            run.arrays[str(found["rounds"][at])] = sheets[at]
    return {"runs": {"the chapter's game": {str(seed): found}}}


TASKS = {"rules": rules, "losses": different_losses, "long": long}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
