"""Who plays whom: each game is a function that returns the players for `train.play`."""

from gannotes.games.adversarial import Latent, Network, check_reach, discriminator, gan, generator, no_penalty

__all__ = [
    "Latent",
    "Network",
    "check_reach",
    "discriminator",
    "gan",
    "generator",
    "no_penalty",
]
