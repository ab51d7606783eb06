"""Who plays whom: each game is a function that returns the players for `train.play`."""

from gannotes.games.acgan import acgan
from gannotes.games.cyclegan import (
    ExtraTerm,
    cycle_generators,
    cycle_loss,
    cyclegan,
    domain_discriminator,
    identity_loss,
    no_term,
    paired_l1,
    token_cycle,
)
from gannotes.games.egan import MUTATIONS, Fitness, Parent, Population, diversity, egan, fitness, quality
from gannotes.games.gan import Latent, Network, check_reach, discriminator, gan, generator, no_penalty
from gannotes.games.gan_cls import gan_cls, interpolating_generator, matching_discriminator, matching_generator
from gannotes.games.image_pool import ImagePool, Memory, no_pool
from gannotes.games.infogan import Code, infogan, infogan_shared, mutual_information_bound, on_view
from gannotes.games.pix2pix import pair_discriminator, pair_generator, pix2pix
from gannotes.games.reinforce import MovingMean, leave_one_out, no_baseline, policy, reinforce, returns, surrogate
from gannotes.games.semi_supervised import feature_distance, real_logit, semi_supervised
from gannotes.games.stargan import stargan

__all__ = [
    "MUTATIONS",
    "Code",
    "ExtraTerm",
    "Fitness",
    "ImagePool",
    "Latent",
    "Memory",
    "MovingMean",
    "Network",
    "Parent",
    "Population",
    "acgan",
    "check_reach",
    "cycle_generators",
    "cycle_loss",
    "cyclegan",
    "discriminator",
    "diversity",
    "domain_discriminator",
    "egan",
    "feature_distance",
    "fitness",
    "gan",
    "gan_cls",
    "generator",
    "identity_loss",
    "infogan",
    "infogan_shared",
    "interpolating_generator",
    "leave_one_out",
    "matching_discriminator",
    "matching_generator",
    "mutual_information_bound",
    "no_baseline",
    "no_penalty",
    "no_pool",
    "no_term",
    "on_view",
    "pair_discriminator",
    "pair_generator",
    "paired_l1",
    "pix2pix",
    "policy",
    "quality",
    "real_logit",
    "reinforce",
    "returns",
    "semi_supervised",
    "stargan",
    "surrogate",
    "token_cycle",
]
