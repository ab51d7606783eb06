"""The games on faces: small players, R3GAN's loss or the usual one, and what one core affords of rounds."""

from collections.abc import Iterator
from functools import partial

import torch
from torch import Tensor, nn

from gannotes import losses, penalties, recipes
from gannotes.data import latents, streams
from gannotes.losses import Loss
from gannotes.models import pictures
from gannotes.recipes import Recipe, Task
from gannotes.recipes.averages import batch_norm_measured_again

LATENT = 32
RELATIVISTIC, NON_SATURATING = losses.relativistic(), losses.non_saturating()


def recipe(loss: Loss) -> Recipe:
    """The loss's pairing and R1 are R3GAN's (Huang et al., 2024); R1 is charged every fourth turn."""
    return Recipe(loss, penalties.every(4, penalties.r1(0.5)), betas=(0.0, 0.99), ema_decay=0.995)


def task(real: Tensor, rounds: int, width: int = 24) -> Task:
    """Pictures for so many rounds of 32; the networks are as large as they ask for."""
    sizes = {"channels": real.shape[1], "image_size": real.shape[-1], "width": width}

    def stream(batch_size: int, rng: torch.Generator) -> Iterator[tuple[Tensor, ...]]:
        return streams.shuffled(real, batch_size=batch_size, generator=rng)

    return Task(
        G=partial(pictures.Generator, LATENT, **sizes),
        D=partial(pictures.Discriminator, **sizes),
        latent=partial(latents.normal, LATENT),
        stream=stream,
        rounds=rounds,
        batch_size=32,
    )


def playing(how: Recipe, what: Task, seed: int) -> Iterator[tuple[int, nn.Module]]:
    """After each round its number, and the averaged G."""
    for done, run in enumerate(recipes.run(how, what, seed), start=1):
        yield done, run.G


def at_rest(G: nn.Module) -> nn.Module:
    """G with batch norm's statistics taken anew, which averaged weights need."""
    z = latents.normal(LATENT, torch.Generator().manual_seed(999))
    return batch_norm_measured_again(G, [(z(500),), (z(500),)])


@torch.no_grad()
def samples(G: nn.Module, n: int, seed: int) -> Tensor:
    """n pictures of a G at rest."""
    z = latents.normal(LATENT, torch.Generator().manual_seed(seed))(n)
    return torch.cat([G(part) for part in z.split(500)])
