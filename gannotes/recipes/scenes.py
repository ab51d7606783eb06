"""The painters' recipe: a DCGAN on scenes of the little world, its generator averaged."""

from collections.abc import Iterator
from functools import partial

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import update_bn

from gannotes import losses
from gannotes.data import latents, streams, world
from gannotes.models import dcgan
from gannotes.models.painter import LATENT, WIDTH
from gannotes.recipes import Recipe, Task, run

SCENES, ROUNDS, BATCH_SIZE = 4000, 4800, 32
RECIPE = Recipe(losses.non_saturating(), lr=(1e-3, 2e-3), betas=(0.0, 0.99))


def batches(batch_size: int, generator: torch.Generator, **fixed: int) -> Iterator[tuple[Tensor, ...]]:
    """Scenes of which some factors are fixed, drawn once."""
    land = world.pixels(world.scenes(SCENES, generator, **fixed))
    return streams.shuffled(land, batch_size=batch_size, generator=generator)


def task(rounds: int = ROUNDS, **fixed: int) -> Task:
    return Task(
        G=lambda: dcgan.Generator(LATENT, channels=3, image_size=32, width=WIDTH),
        D=lambda: dcgan.Discriminator(channels=3, image_size=32, width=WIDTH),
        latent=partial(latents.normal, LATENT),
        stream=lambda batch_size, generator: batches(batch_size, generator, **fixed),
        rounds=rounds,
        batch_size=BATCH_SIZE,
    )


def painting(seed: int, rounds: int = ROUNDS, **fixed: int) -> Iterator[nn.Module]:
    """The game of one seed, on scenes of which some factors are fixed; after each round, the averaged generator."""
    return (each.G for each in run(RECIPE, task(rounds, **fixed), seed))


def at_rest(G: nn.Module) -> nn.Module:
    """An averaged generator, batch norm's statistics taken anew for the averaged weights."""
    z = latents.normal(LATENT, torch.Generator().manual_seed(99))
    update_bn([z(500) for _ in range(4)], G)
    return G.eval().requires_grad_(False)
