"""The painters' recipe: a DCGAN on scenes of the little world, its generator averaged."""

from collections.abc import Iterator
from functools import partial

import torch
from torch import nn
from torch.optim import Adam
from torch.optim.lr_scheduler import LambdaLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, update_bn

from gannotes import games, losses, recipes, train
from gannotes.data import latents, streams, world
from gannotes.models import dcgan
from gannotes.models.painter import LATENT, WIDTH

SCENES, ROUNDS, SIZE = 4000, 4800, 32
RATE_OF_D, RATE_OF_G, BETAS, AVERAGE = 1e-3, 2e-3, (0.0, 0.99), 0.99


def painting(seed: int, rounds: int = ROUNDS, **fixed: int) -> Iterator[AveragedModel]:
    """The game of one seed, on scenes of which some factors are fixed; after each round, the averaged generator."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    G = dcgan.Generator(LATENT, channels=3, image_size=32, width=WIDTH)
    D = dcgan.Discriminator(channels=3, image_size=32, width=WIDTH)
    z, loss = latents.normal(LATENT, rng), losses.non_saturating()
    adam = partial(Adam, betas=BETAS, fused=True)
    for_D, for_G = adam(D.parameters(), RATE_OF_D), adam(G.parameters(), RATE_OF_G)
    players = [games.discriminator(G, D, loss, z, for_D), games.generator(G, D, loss, z, for_G)]
    average = AveragedModel(G, multi_avg_fn=get_ema_multi_avg_fn(AVERAGE))
    slower = [LambdaLR(each, lambda turn: recipes.linear_decay(turn / rounds)) for each in (for_D, for_G)]
    land = world.pixels(world.scenes(SCENES, rng, **fixed))
    for _ in train.play(players, streams.shuffled(land, batch_size=SIZE, generator=rng), rounds):
        average.update_parameters(G)
        for rate in slower:
            rate.step()
        yield average


def at_rest(average: AveragedModel) -> nn.Module:
    """The averaged generator, batch norm's statistics taken anew for the averaged weights."""
    z = latents.normal(LATENT, torch.Generator().manual_seed(99))
    update_bn([z(500) for _ in range(4)], average)
    return average.module.eval().requires_grad_(False)
