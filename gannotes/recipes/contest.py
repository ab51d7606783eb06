"""Recipes against each other: on the same two laws, with the same networks, over the same seeds."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import torch

from gannotes import divergences, losses, metrics, penalties, recipes
from gannotes.data import toy
from gannotes.models import spectral
from gannotes.recipes import Recipe, plane

RING = toy.ring(8, radius=2.0, std=0.02)
GRID = toy.grid(5, spacing=2.0, std=0.1)

_OLD = Recipe(losses.non_saturating(), betas=(0.5, 0.9), schedule=recipes.constant, ema_decay=0.0)
_FADED = Recipe(losses.non_saturating())


def r3gan(weight: float) -> Recipe:
    """Huang et al. (2024): pairs, and a penalty on D's slope at the data and at the fakes, with one weight for both."""
    both = penalties.total(penalties.r1(weight), penalties.r2(weight))
    return replace(_FADED, loss=losses.relativistic(), lr=(3e-3, 3e-3), penalty=both)


# From the settings that collapse to those that hold, one change at a time; then the other losses.
RECIPES: dict[str, Recipe] = {
    "non-saturating, beta1 = 0.5": _OLD,
    "beta1 = 0": replace(_OLD, betas=(0.0, 0.9)),
    "and a rate that fades, G averaged": _FADED,
    "and three times the rate": replace(_FADED, lr=(3e-3, 3e-3)),
    "and R1": replace(_FADED, lr=(3e-3, 3e-3), penalty=penalties.r1(0.05)),
    "minimax": replace(_FADED, loss=losses.minimax()),
    "least squares (0, 1, 1)": replace(_FADED, loss=losses.least_squares()),
    "least squares (-1, 1, 0)": replace(_FADED, loss=losses.least_squares(real=1, fake=-1, target=0)),
    "f-GAN, Pearson": replace(_FADED, loss=losses.f_gan(divergences.f_pearson())),
    "f-GAN, Hellinger": replace(_FADED, loss=losses.f_gan(divergences.f_hellinger())),
    "Wasserstein, clipped": Recipe(losses.wasserstein(), k=3, project=partial(penalties.clip, bound=0.1)),
    "Wasserstein, gradient penalty": Recipe(losses.wasserstein(), penalties.wgan_gp(1.0), lr=(2e-3, 2e-3), k=2),
    "hinge, spectral norm": Recipe(
        losses.hinge(), lr=(3e-3, 3e-3), parametrize=partial(spectral.spectral_normalized, scale=3.0)
    ),
    "R3GAN": r3gan(0.05),
}


@dataclass(frozen=True)
class Score:
    """One number for each seed: modes covered, the share of good samples, and W1 to the law."""

    modes: list[int]
    good: list[float]
    w1: list[float]


def score(target: toy.Mixture, samples: torch.Tensor) -> Score:
    """Of samples (seeds, n, 2): 5% of a fair share covers a mode, within 3 std is good, W1 on the first 1000.

    W1 between two samples of 1000 is not 0 where the laws agree: compare it with `reference_score`.
    """
    truth = target.sample(1000, torch.Generator().manual_seed(0))
    return Score(
        [metrics.modes_covered(x, target.means, target.std) for x in samples],
        [round(metrics.high_quality_share(x, target.means, target.std), 3) for x in samples],
        [round(metrics.wasserstein_1(x[:1000], truth), 3) for x in samples],
    )


def reference_score(target: toy.Mixture, draws: int = 5) -> Score:
    """What the law itself scores: the best that can be expected of a generator."""
    rng = torch.Generator().manual_seed(1)
    return score(target, torch.stack([target.sample(2500, rng) for _ in range(draws)]))


def evaluate(recipe: Recipe, target: toy.Mixture, seeds: Sequence[int], rounds: int) -> Score:
    """The game of each seed, played to its end, and the score of 2500 samples of its generator."""
    stages = plane.play_together(recipe, target, seeds, rounds)
    (G, _, _) = deque(stages, maxlen=1).pop()
    return score(target, plane.samples(G, len(seeds), 2500, torch.Generator().manual_seed(1)))
