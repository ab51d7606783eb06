"""Who plays whom: each game is a function that returns the players for `train.play`."""

from gannotes.games.adversarial import Latent, Network, check_reach, discriminator, gan, generator, no_penalty
from gannotes.games.evolution import MUTATIONS, Fitness, Parent, Population, diversity, egan, fitness, quality
from gannotes.games.informed import Code, bound, infogan, infogan_shared
from gannotes.games.labelled import acgan, feature_distance, real_logit, semi_supervised
from gannotes.games.matchmaking import matching
from gannotes.games.paired import pix2pix
from gannotes.games.stargan import stargan
from gannotes.games.unpaired import (
    Memory,
    Pool,
    Term,
    anchored,
    cycle_loss,
    cyclegan,
    forgetful,
    identity_loss,
    judge,
    nothing_else,
    translators,
)

__all__ = [
    "MUTATIONS",
    "Code",
    "Fitness",
    "Latent",
    "Memory",
    "Network",
    "Parent",
    "Pool",
    "Population",
    "Term",
    "acgan",
    "anchored",
    "bound",
    "check_reach",
    "cycle_loss",
    "cyclegan",
    "discriminator",
    "diversity",
    "egan",
    "feature_distance",
    "fitness",
    "forgetful",
    "gan",
    "generator",
    "identity_loss",
    "infogan",
    "infogan_shared",
    "judge",
    "matching",
    "no_penalty",
    "nothing_else",
    "pix2pix",
    "quality",
    "real_logit",
    "semi_supervised",
    "stargan",
    "translators",
]
