"""The games on faces: small players, a loss, and what one core affords of rounds."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn
from torch.optim import Adam

from gannotes import games, losses, penalties
from gannotes.data import latents, streams
from gannotes.losses import Loss
from gannotes.models import pictures
from gannotes.recipes import averaged, scheduled
from gannotes.recipes.averages import batch_norm_measured_again
from gannotes.train import play


@dataclass(frozen=True)
class Settings:
    """All that two runs differ in, but for their seeds. The loss's pairing and R1 are R3GAN's (Huang et al., 2024)."""

    image_size: int
    rounds: int
    loss: Loss
    width: int = 24
    batch_size: int = 32
    lr: float = 1e-3  # of both; it fades in the second half
    r1: float = 0.5  # charged every fourth turn
    ema_decay: float = 0.995
    latent: int = 32


RELATIVISTIC, NON_SATURATING = losses.relativistic(), losses.non_saturating()


def generator(settings: Settings) -> pictures.Generator:
    return pictures.Generator(settings.latent, image_size=settings.image_size, width=settings.width)


def playing(settings: Settings, real: Tensor, seed: int) -> Iterator[tuple[int, nn.Module]]:
    """After each round its number, and the averaged G."""
    torch.manual_seed(seed)
    G = generator(settings)
    D = pictures.Discriminator(image_size=settings.image_size, width=settings.width)
    rng = torch.Generator().manual_seed(seed)
    adam = partial(Adam, lr=settings.lr, betas=(0.0, 0.99), fused=True)
    lazy = penalties.every(4, penalties.r1(settings.r1))
    players = games.gan(G, D, settings.loss, latents.normal(settings.latent, rng), adam, penalty=lazy)
    stream = streams.shuffled(real, batch_size=settings.batch_size, generator=rng)
    turns = scheduled(play(players, stream, settings.rounds), players, settings.rounds)
    for done, (average, _) in enumerate(averaged(turns, G, settings.ema_decay), start=1):
        yield done, average


def at_rest(G: nn.Module, settings: Settings) -> nn.Module:
    """G with batch norm's statistics taken anew, which averaged weights need."""
    z = latents.normal(settings.latent, torch.Generator().manual_seed(999))
    return batch_norm_measured_again(G, [(z(500),), (z(500),)])


@torch.no_grad()
def samples(G: nn.Module, settings: Settings, n: int, seed: int) -> Tensor:
    """n pictures of a G at rest."""
    z = latents.normal(settings.latent, torch.Generator().manual_seed(seed))(n)
    return torch.cat([G(part) for part in z.split(500)])
