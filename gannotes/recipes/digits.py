"""GANs against each other on the shipped digits, each named, and trained by Algorithm 1."""

from collections.abc import Iterator
from functools import partial

import torch
from torch import Tensor

from gannotes import losses
from gannotes.data import images, latents, streams
from gannotes.models import dcgan, mlp
from gannotes.recipes import Recipe, Task, constant

TRAINED_ON = 4000  # the rest is held out


def batches(batch_size: int, generator: torch.Generator) -> Iterator[tuple[Tensor, ...]]:
    """The first digits, in a new order each time."""
    x, _ = images.digits()
    return streams.shuffled(x[:TRAINED_ON], batch_size=batch_size, generator=generator)


STEADY = Recipe(losses.non_saturating(), betas=(0.5, 0.999), schedule=constant)

# What each is trained by, and on. To enter another GAN, add a line.
RECIPES: dict[str, tuple[Recipe, Task]] = {
    "MLP": (
        STEADY,
        Task(
            G=lambda: mlp.Generator(64, (1, 28, 28), hidden=(256, 512), tanh=True),
            D=lambda: mlp.Discriminator((1, 28, 28), hidden=(128, 64), layer=mlp.maxout_layer(pieces=4, dropout=0.3)),
            latent=partial(latents.uniform, 64),
            stream=batches,
            rounds=3500,
            batch_size=64,
        ),
    ),
    "DCGAN": (
        Recipe(losses.non_saturating(), lr=(1e-3, 2e-3), betas=(0.5, 0.999), schedule=constant),
        Task(
            G=lambda: dcgan.Generator(64, channels=1, image_size=28, width=16),
            D=lambda: dcgan.Discriminator(channels=1, image_size=28, width=16),
            latent=partial(latents.normal, 64),
            stream=batches,
            rounds=3000,
            batch_size=32,
        ),
    ),
}
