"""The recorded runs of chapter 10: small convolutional GANs on the shipped digits, each from its own seeds.

    python -m experiments.ch10_images.runs NAME

    rules     DCGAN's rules, taken away in turn: 3 seeds each
    losses    four losses at about equal compute: 2 seeds each
    long      the chapter's game, played on: 1 seed

writes <name>.json, and for the last two a sheet of samples beside it, <name>.npz.
Each distance is between the digit classifier's features of 1,000 samples and of the first 4,000 digits.
"""

import argparse
import json
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Adam
from torch.optim.lr_scheduler import LambdaLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, update_bn

from gannotes import games, losses, metrics, penalties, recipes, train
from gannotes.data import images, latents, streams
from gannotes.losses import AdversarialLoss
from gannotes.models import dcgan
from gannotes.models.classifier import digit_classifier, in_batches
from gannotes.penalties import Penalty

RESULTS = Path(__file__).resolve().parent
LATENT = 64
NON_SATURATING = losses.non_saturating()


@dataclass(frozen=True)
class Settings:
    """All that two runs differ in, but for their seeds. The rules given here are DCGAN's, the sizes are small."""

    loss: AdversarialLoss = NON_SATURATING
    penalty: Penalty = games.no_penalty
    k: int = 1
    rates: tuple[float, float] = (1e-3, 2e-3)  # of D and of G
    betas: tuple[float, float] = (0.5, 0.999)
    norm_in_G: dcgan.Norm = nn.BatchNorm2d
    norm_in_D: dcgan.Norm = nn.BatchNorm2d
    leak: float = 0.2  # the slope of D's leaky ReLU below 0; a ReLU has 0
    start: Callable[[nn.Module], None] = dcgan.init_weights
    width: int = 16
    size: int = 32  # of a batch
    fused: bool = True
    precision: Callable[[], AbstractContextManager] = nullcontext
    schedule: recipes.Schedule = recipes.constant  # of both rates


def as_torch_starts(module: nn.Module) -> None:
    """The layer's own initial weights, as PyTorch draws them."""
    if hasattr(module, "reset_parameters"):
        module.reset_parameters()


def networks(settings: Settings, seed: int) -> tuple[nn.Module, nn.Module]:
    torch.manual_seed(seed)
    G = dcgan.Generator(LATENT, channels=1, image_size=28, width=settings.width, norm=settings.norm_in_G)
    D = dcgan.Discriminator(channels=1, image_size=28, width=settings.width, norm=settings.norm_in_D)
    for network in (G, D):
        network.apply(settings.start)
    for layer in D.modules():
        if isinstance(layer, nn.LeakyReLU):
            layer.negative_slope = settings.leak
    return G, D


def playing(
    settings: Settings, real: Tensor, seed: int, rounds: int, done: Callable[[int], float] | None = None
) -> Iterator[tuple[nn.Module, AveragedModel]]:
    """After each round, G and its average. `done` says what share of the game is over; without it, rounds do."""
    G, D = networks(settings, seed)
    rng = torch.Generator().manual_seed(seed)
    z = latents.normal(LATENT, rng)
    adam = partial(Adam, betas=settings.betas, fused=settings.fused)
    for_D, for_G = adam(D.parameters(), settings.rates[0]), adam(G.parameters(), settings.rates[1])
    players = [
        games.discriminator(G, D, settings.loss, z, for_D, settings.k, settings.penalty),
        games.generator(G, D, settings.loss, z, for_G),
    ]
    average = AveragedModel(G, multi_avg_fn=get_ema_multi_avg_fn(0.99))
    share = done or (lambda turn: turn / rounds)
    slower = [LambdaLR(optimizer, lambda turn: settings.schedule(share(turn))) for optimizer in (for_D, for_G)]
    with settings.precision():
        for _ in train.play(players, streams.shuffled(real, batch_size=settings.size, generator=rng), rounds):
            average.update_parameters(G)
            for rate in slower:
                rate.step()
            yield G, average


class Judge:
    """Says how far an averaged generator's samples are from the first 4,000 digits."""

    def __init__(self, real: Tensor):
        self.eye = digit_classifier()
        self.real = in_batches(self.eye.features, real)

    @torch.no_grad()
    def samples(self, average: AveragedModel, seed: int, n: int = 1000) -> Tensor:
        """With batch norm's statistics taken anew, for the averaged weights."""
        z = latents.normal(LATENT, torch.Generator().manual_seed(1000 + seed))
        with torch.autocast("cpu", enabled=False):
            update_bn([z(500), z(500)], average)
            return average.eval()(z(n))

    def distance(self, pictures: Tensor) -> float:
        if not torch.isfinite(pictures).all():
            return float("inf")
        with torch.autocast("cpu", enabled=False):
            features = in_batches(self.eye.features, pictures.float())
        return round(metrics.frechet_distance(self.real, features), 1)


def history(
    settings: Settings, judge: Judge, real: Tensor, seed: int, rounds: int, every: int, also_last: bool = False
) -> tuple[dict, list]:
    """Distances after each `every` rounds with the CPU seconds until then (without the judging), and some samples.

    The distances are the averaged generator's; `also_last` adds those of G as it is, in the list "last".
    """
    found, sheets, spent, mark = {"rounds": [], "seconds": [], "frechet": [], "last": []}, [], 0.0, time.process_time()
    for turn, (G, average) in enumerate(playing(settings, real, seed, rounds), start=1):
        if turn % every == 0:
            spent += time.process_time() - mark
            pictures = judge.samples(average, seed)
            found["rounds"].append(turn)
            found["seconds"].append(round(spent, 1))
            found["frechet"].append(judge.distance(pictures))
            if also_last:
                found["last"].append(judge.distance(judge.samples(AveragedModel(G), seed)))
            sheets.append(((pictures[:40, 0].float() + 1) * 127.5).round().byte().numpy())
            mark = time.process_time()
    return found, sheets


PAPER = Settings()
BOOK = replace(PAPER, betas=(0.0, 0.99), schedule=recipes.linear_decay)  # what chapter 10 trains with
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


def rules(judge: Judge, real: Tensor) -> dict:
    found = {}
    for name, settings in RULES.items():
        found[name] = {str(seed): history(settings, judge, real, seed, 500, 250)[0] for seed in range(3)}
        print(name, [run["frechet"] for run in found[name].values()], flush=True)
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


def different_losses(judge: Judge, real: Tensor) -> dict:
    found, sheets = {}, {}
    for name, (settings, rounds) in LOSSES.items():
        runs = {seed: history(settings, judge, real, seed, rounds, rounds // 4) for seed in range(2)}
        found[name] = {str(seed): run for seed, (run, _) in runs.items()}
        sheets[name] = runs[0][1][-1]
        print(name, [(run["frechet"], run["seconds"][-1]) for run in found[name].values()], flush=True)
    np.savez_compressed(RESULTS / "losses.npz", **sheets)
    return {"runs": found}


def long(judge: Judge, real: Tensor, rounds: int = 24_000) -> dict:
    found, sheets = history(BOOK, judge, real, 0, rounds, rounds // 32, also_last=True)
    print(found, flush=True)
    chosen = [0, 3, 11, 31]
    kept = {str(found["rounds"][at]): sheets[at] for at in chosen}
    np.savez_compressed(RESULTS / "long.npz", **kept)
    return {"runs": {"the chapter's game": {"0": found}}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    tasks = {"rules": rules, "losses": different_losses, "long": long}
    parser.add_argument("name", choices=tasks)
    name = parser.parse_args().name
    torch.set_num_threads(1)
    real = images.digits()[0][:4000]
    start = time.process_time()
    judge = Judge(real)
    record = {
        "command": f"python -m experiments.ch10_images.runs {name}",
        "torch": torch.__version__.partition("+")[0],
        "hardware": f"one thread of {platform.machine()}",
        **tasks[name](judge, real),
    }
    record["seconds"] = round(time.process_time() - start)
    (RESULTS / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
