"""The game of chapter 10's recorded runs: a small DCGAN on the shipped digits, with all that two runs may differ in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import Tensor, nn
from torch.optim import Adam

from gannotes import games, losses, recipes
from gannotes.data import latents, streams
from gannotes.losses import AdversarialLoss
from gannotes.models import dcgan
from gannotes.penalties import Penalty
from gannotes.recipes import averaged, scheduled
from gannotes.recipes.averages import batch_norm_measured_again
from gannotes.train import play

LATENT = 64
NON_SATURATING = losses.non_saturating()


@dataclass(frozen=True)
class Settings:
    """All that two runs differ in, but for their seeds. The rules given here are DCGAN's, the sizes are small."""

    loss: AdversarialLoss = NON_SATURATING
    penalty: Penalty = games.no_penalty
    k: int = 1
    rates: tuple[float, float] = (1e-3, 2e-3)  # of D and of G
    betas: tuple[float, float] = (0.5, 0.999)
    norm_in_G: dcgan.Norm = nn.BatchNorm2d
    norm_in_D: dcgan.Norm = nn.BatchNorm2d
    leak: float = 0.2  # the slope of D's leaky ReLU below 0; a ReLU has 0
    start: Callable[[nn.Module], None] = dcgan.init_weights
    width: int = 16
    size: int = 32  # of a batch
    fused: bool = True
    precision: Callable[[], AbstractContextManager] = nullcontext
    schedule: recipes.Schedule = recipes.constant  # of both rates


def networks(settings: Settings, seed: int) -> tuple[nn.Module, nn.Module]:
    torch.manual_seed(seed)
    G = dcgan.Generator(LATENT, channels=1, image_size=28, width=settings.width, norm=settings.norm_in_G)
    D = dcgan.Discriminator(channels=1, image_size=28, width=settings.width, norm=settings.norm_in_D)
    for network in (G, D):
        network.apply(settings.start)
    for layer in D.modules():
        if isinstance(layer, nn.LeakyReLU):
            layer.negative_slope = settings.leak
    return G, D


def playing(settings: Settings, real: Tensor, seed: int, rounds: int) -> Iterator[tuple[nn.Module, nn.Module]]:
    """After each round, G and its average."""
    G, D = networks(settings, seed)
    rng = torch.Generator().manual_seed(seed)
    z = latents.normal(LATENT, rng)
    adam = partial(Adam, betas=settings.betas, fused=settings.fused)
    for_D, for_G = adam(D.parameters(), settings.rates[0]), adam(G.parameters(), settings.rates[1])
    players = [
        games.discriminator(G, D, settings.loss, z, for_D, settings.k, settings.penalty),
        games.generator(G, D, settings.loss, z, for_G),
    ]
    stream = streams.shuffled(real, batch_size=settings.size, generator=rng)
    with settings.precision():
        turns = scheduled(play(players, stream, rounds), players, rounds, settings.schedule)
        for average, _ in averaged(turns, G):
            yield G, average


@torch.no_grad()
def samples(G: nn.Module, seed: int, n: int = 1000) -> Tensor:
    """With batch norm's statistics taken anew, for the averaged weights."""
    z = latents.normal(LATENT, torch.Generator().manual_seed(1000 + seed))
    with torch.autocast("cpu", enabled=False):
        return batch_norm_measured_again(G, [(z(500),), (z(500),)])(z(n))


PAPER = Settings()
BOOK = replace(PAPER, betas=(0.0, 0.99), schedule=recipes.linear_decay)  # what chapter 10 trains with
