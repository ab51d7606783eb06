"""A classifier with 100 labels: alone, and as the discriminator of a game with 3,900 pictures more."""

import time
from collections.abc import Iterable

import torch
from torch import Tensor, nn

from experiments import tasks
from experiments.ch12_conditions.game import NEAR_PAPER, SEEDS, adam, data
from gannotes import games, train
from gannotes.data import latents, streams
from gannotes.models import dcgan
from gannotes.recipes import averaged


class Loud(nn.Module):
    """Adds noise while it trains, nothing at rest."""

    def forward(self, x: Tensor) -> Tensor:
        return x + 0.3 * torch.randn_like(x) if self.training else x


def small_classifier() -> nn.Module:
    """Two convolutions and a hidden layer, kept from learning by heart by noise and dropout; no batch norm."""
    body = nn.Sequential(
        *(Loud(), nn.Conv2d(1, 16, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Dropout(0.3)),
        *(nn.Conv2d(16, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Dropout(0.3)),
        *(nn.Flatten(), nn.Linear(32 * 7 * 7, 128), nn.LeakyReLU(0.2)),
    )
    return nn.Sequential(body, nn.Linear(128, 10))


KNOWN, SIZE = 100, 50
Players = tuple[list[train.Player], Iterable[train.Batch]]


def alone(C: nn.Module, G: nn.Module, known: Iterable[train.Batch], real: Tensor, rng: torch.Generator) -> Players:
    """The classifier learns from its labelled pictures and nothing else."""
    lesson = train.Descent(
        "C", lambda x, y: nn.functional.cross_entropy(C(x), y), adam(1e-3, NEAR_PAPER)(C.parameters())
    )
    return [lesson], known


def with_G(C: nn.Module, G: nn.Module, known: Iterable[train.Batch], real: Tensor, rng: torch.Generator) -> Players:
    """The classifier is a discriminator as well: pictures without labels are real ones, too."""
    for_C, for_G = adam(1e-3, NEAR_PAPER)(C.parameters()), adam(2e-3, NEAR_PAPER)(G.parameters())
    every = streams.shuffled(real, batch_size=SIZE, generator=rng)
    stream = ((*x, *pair) for x, pair in zip(every, known, strict=False))
    return games.semi_supervised(G, C, C[0], latents.normal(64, rng), for_C, for_G), stream


LESSONS = {"100 labels alone": (alone, 600), "100 labels, 3,900 pictures without, and G": (with_G, 1600)}


def error(C: nn.Module, held_out: Tensor, digit: Tensor) -> float:
    """The share of unseen digits that it reads wrongly."""
    with torch.no_grad():
        return (C.eval()(held_out).argmax(dim=1) != digit).double().mean().item()


def hundred(run: tasks.Run) -> dict[str, object]:
    """The error on unseen digits of the averaged classifier, ten labelled pictures of each digit, others each seed."""
    real, label, held_out, digit = data()
    runs, seeds = {name: [] for name in LESSONS}, run.seeds(SEEDS)
    for seed in seeds:
        some = slice(KNOWN * seed, KNOWN * (seed + 1))
        for name, (lesson, usual) in LESSONS.items():
            torch.manual_seed(seed)
            rng, rounds, start = torch.Generator().manual_seed(seed), run.rounds(usual), time.process_time()
            C, G = small_classifier(), dcgan.Generator(64, channels=1, image_size=28, width=16)
            known = streams.shuffled(real[some], label[some], batch_size=SIZE, generator=rng)
            for average, _ in averaged(train.play(*lesson(C, G, known, real, rng), rounds), C):  # noqa: B007
                pass
            wrong = error(average, held_out, digit)
            seconds = round(time.process_time() - start, 1)
            runs[name].append({"error": wrong, "rounds": rounds, "seconds": seconds})
            print(name, seed, runs[name][-1], flush=True)
    return {"seeds": seeds, "runs": runs}
