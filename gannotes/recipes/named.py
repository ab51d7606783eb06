"""Recipes by name, for the command line: what each is for, where its settings come from, and what it costs."""

from dataclasses import dataclass

from gannotes import losses, penalties
from gannotes.models import spectral
from gannotes.recipes.recipe import Recipe


@dataclass(frozen=True)
class Named:
    """A recipe, in a line what it is for, where its settings come from, and what it costs."""

    recipe: Recipe
    purpose: str
    settings: str
    seconds: int  # of one core, for 1,000 rounds: `python -m experiments.bench.costs`


LAZY = 4  # every fourth turn of D pays its penalties, four times as much
MEASURED = "rates and averaging as in the runs on faces (experiments/faces)"

NAMED: dict[str, Named] = {
    "dcgan": Named(
        Recipe(losses.non_saturating(), lr=(2e-4, 2e-4), betas=(0.5, 0.999), ema_decay=0.995),
        "the game of 2014 with the optimizer of 2016: the baseline",
        "Radford et al. (2016); averaged weights and fading rates are ours",
        seconds=710,
    ),
    "r1": Named(
        Recipe(losses.non_saturating(), penalties.every(LAZY, penalties.r1(1.0)), betas=(0.0, 0.99), ema_decay=0.995),
        "the game of 2014, held by the slope at the data",
        f"Mescheder et al. (2018), lazily; {MEASURED}",
        seconds=800,
    ),
    "r3gan": Named(
        Recipe(
            losses.relativistic(),
            penalties.every(LAZY, penalties.total(penalties.r1(1.0), penalties.r2(1.0))),
            betas=(0.0, 0.99),
            ema_decay=0.995,
        ),
        "fakes against reals in pairs, slopes held at both: the default",
        f"Huang et al. (2024), lazily; {MEASURED}",
        seconds=970,
    ),
    "hinge-sn": Named(
        Recipe(
            losses.hinge(), betas=(0.0, 0.9), parametrize=spectral.spectral_normalized, lr=(4e-4, 1e-4), ema_decay=0.995
        ),
        "a discriminator whose layers have norm 1: no penalty, so no second backward pass",
        "Miyato et al. (2018) with the two rates of Zhang et al. (2019)",
        seconds=730,
    ),
    "wgan-gp": Named(
        Recipe(losses.wasserstein(), penalties.wgan_gp(10.0), lr=(1e-4, 1e-4), k=5, ema_decay=0.995),
        "a critic of five turns a round: its cost says how far the fakes are",
        "Gulrajani et al. (2017), but for beta1 = 0 and fading rates",
        seconds=4_300,
    ),
}
DEFAULT = "r3gan"


def recipe_named(name: str) -> Named:
    """ValueError, with those that there are, for another name."""
    if name not in NAMED:
        raise ValueError(f"there is no recipe {name!r}: choose one of {', '.join(NAMED)}")
    return NAMED[name]
