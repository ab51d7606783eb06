"""Plays the ring of eight with one practitioner's means at a time, beside the same game without, five seeds each.

    python -m experiments.ch06_when_it_fails.means

writes means.json: for each means, for each seed, the counts of `ring`. The game is that script's row of the
non-saturating cost with beta1 = 0.5, constant rates and no penalty, where single seeds lose modes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from experiments import tasks
from experiments.ch06_when_it_fails.ring import ROUNDS, SEEDS, counts
from gannotes import losses, recipes, train
from gannotes.data import latents, streams, toy
from gannotes.models import mlp
from gannotes.recipes import plane

NS = losses.non_saturating()
BASE = recipes.Recipe(NS, betas=(0.5, 0.9), schedule=recipes.constant, ema_decay=0.0)
LABEL = 0.9  # what Salimans et al. (2016) ask for real samples in place of 1
NOISE = 0.3  # standard deviation of the noise at first, 15 times that of a mode
FASTER = 4  # the quotient of the two rates in Heusel et al. (2017), up to one


def softened(curve: losses.Curve, other: losses.Curve) -> losses.Curve:
    """The cost of a label of 0.9: nine tenths of the one cross-entropy and a tenth of the other."""
    return lambda a: LABEL * curve(a) + (1 - LABEL) * other(a)


class Noisy(nn.Module):
    """D sees each sample, real or fake, with Gaussian noise on it."""

    def __init__(self, D: nn.Module):
        super().__init__()
        self.D, self.std, self.chance = D, NOISE, torch.Generator().manual_seed(0)

    def forward(self, x: Tensor) -> Tensor:
        return self.D(x + self.std * torch.randn(x.shape, generator=self.chance))


class WithSpread(nn.Module):
    """Karras et al. (2018): D also sees how far its first features spread over the batch, one number for all."""

    def __init__(self, seeds: Sequence[int]):
        super().__init__()
        self.members = len(seeds)
        self.features = plane.networks(lambda: mlp.relu_layer(2, 64), seeds)
        self.rest = plane.networks(lambda: mlp.Discriminator((65,), (64,), mlp.relu_layer), seeds)

    def forward(self, x: Tensor) -> Tensor:
        seen = self.features(x)
        variance = seen.unflatten(0, (self.members, -1)).var(dim=1, correction=0)
        spread = (variance + 1e-8).sqrt().mean(dim=1)  # the root has no slope at 0, where a dead unit is
        each = spread.repeat_interleave(len(x) // self.members)
        return self.rest(torch.cat([seen, each[:, None]], dim=1))


def plain(seeds: Sequence[int]) -> nn.Module:
    return plane.networks(lambda: mlp.Discriminator((2,), layer=mlp.relu_layer), seeds)


@dataclass(frozen=True)
class Means:
    """What is changed of the game: the recipe, or what D sees."""

    recipe: recipes.Recipe = BASE
    D: Callable[[Sequence[int]], nn.Module] = plain


ONE_SIDED = replace(NS, real=softened(NS.real, NS.fake))
MEANS = {
    "none": Means(),
    "one-sided labels": Means(replace(BASE, loss=ONE_SIDED)),
    "two-sided labels": Means(replace(BASE, loss=replace(ONE_SIDED, fake=softened(NS.fake, NS.real)))),
    "instance noise": Means(D=lambda seeds: Noisy(plain(seeds))),
    "minibatch statistics": Means(D=WithSpread),
    "D four times as fast": Means(replace(BASE, lr=(FASTER * 1e-3, 1e-3))),
    "G four times as slow": Means(replace(BASE, lr=(1e-3, 1e-3 / FASTER))),
    "G four times as fast": Means(replace(BASE, lr=(1e-3, FASTER * 1e-3))),
}


def played(means: Means, target: toy.Mixture, seeds: Sequence[int], rounds: int) -> nn.Module:
    """The generators after a game; it is `plane.play_together`, with a D of one's own."""
    chance = torch.Generator().manual_seed(seeds[0])
    G, D = plane.networks(lambda: mlp.Generator(2, (2,)), seeds), means.D(seeds)
    players = recipes.gan_players(means.recipe, G, D, latents.normal(2, chance))
    data = streams.fresh(target, 128 * len(seeds), chance)
    for turn, _ in enumerate(train.play(players, data, rounds), start=1):
        if isinstance(D, Noisy):
            D.std = NOISE * (1 - turn / rounds)
    return G


def means(run: tasks.Run) -> dict[str, object]:
    target = toy.ring(8, radius=2.0, std=0.02)
    rounds, seeds, found = run.rounds(ROUNDS), run.seeds(SEEDS), {}
    for name, each in run.chosen(MEANS).items():
        G = played(each, target, seeds, rounds)
        x = plane.samples(G, len(seeds), 2500, torch.Generator().manual_seed(0))
        found[name] = [counts(one, target) for one in x]
        print(name, *([seed[key] for seed in found[name]] for key in found[name][0]))
    return {"rounds": rounds, "means": found}


TASKS = {"means": means}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
