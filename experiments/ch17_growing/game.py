"""The game of chapter 17: a style-based generator of faces that grows while it is played."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn
from torch.optim import Adam

from gannotes import games, losses, penalties
from gannotes.data import latents, streams
from gannotes.models.style import GrowingDiscriminator, StyleGenerator
from gannotes.recipes import averaged
from gannotes.recipes.averages import moving_average
from gannotes.train import play


@dataclass(frozen=True)
class Phase:
    """How long is played at one size. With `fade` the level is faded in over the first half."""

    side: int
    rounds: int
    fade: bool = True


@dataclass(frozen=True)
class Settings:
    """All that two runs differ in, but for their seeds. Pairing as in R3GAN (Huang et al., 2024)."""

    phases: tuple[Phase, ...]
    image_size: int = 32  # of the last phase
    width: int = 16
    latent: int = 64
    batch_size: int = 16
    lr: float = 1e-2  # of both; in the last phase it fades
    r1: float = 0.5  # at full size, charged every fourth turn; in proportion to the side before
    ema_decay: float = 0.995
    mixed: float = 0.5  # the share of fakes whose levels have two styles

    @property
    def rounds(self) -> int:
        return sum(phase.rounds for phase in self.phases)


@dataclass(frozen=True)
class Turn:
    """The game after a round: how many there were, at which size it is, and the averaged G."""

    done: int
    side: int
    G: nn.Module


def generator(settings: Settings) -> StyleGenerator:
    return StyleGenerator(settings.latent, settings.image_size, settings.width)


def playing(settings: Settings, real: Mapping[int, Tensor], seed: int) -> Iterator[Turn]:
    """After each round, a turn. `real` holds the faces of each size."""
    torch.manual_seed(seed)
    G, D = generator(settings), GrowingDiscriminator(settings.image_size, settings.width)
    average = moving_average(G, settings.ema_decay)
    rng = torch.Generator().manual_seed(seed)
    latent = latents.two_styles(latents.normal(settings.latent, rng), len(G.levels), settings.mixed, rng)
    adam = partial(Adam, lr=settings.lr, betas=(0.0, 0.99), fused=True)
    made = [adam(network.parameters()) for network in (D, G)]
    done = 0
    for phase in settings.phases:
        lazy = penalties.every(4, penalties.r1(settings.r1 * phase.side / settings.image_size))
        players = [
            games.discriminator(G, D, losses.relativistic(), latent, made[0], penalty=lazy),
            games.generator(G, D, losses.relativistic(), latent, made[1]),
        ]
        stream = streams.shuffled(real[phase.side], batch_size=settings.batch_size, generator=rng)
        turns = play(players, stream, phase.rounds)
        last = phase is settings.phases[-1]
        grow(phase, 0, G, D)
        for here, (ema, _) in enumerate(averaged(turns, G, settings.ema_decay, into=average), start=1):
            done += 1
            grow(phase, here, G, D, ema)
            if last:
                slow(made, settings.lr, here / phase.rounds)
            yield Turn(done, phase.side, ema)


def grow(phase: Phase, here: int, *networks: nn.Module) -> None:
    """Sets how far the networks are grown after so many rounds of a phase."""
    for network in networks:
        network.stage = phase.side.bit_length() - 2
        network.alpha = min(1.0, here / (phase.rounds / 2)) if phase.fade else 1.0


def slow(optimizers: list[Adam], lr: float, over: float) -> None:
    """The rates on a straight line to a fiftieth, over the last phase's second half."""
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = lr * (1.0 if over < 0.5 else 1 - 0.98 * (over - 0.5) / 0.5)


@torch.no_grad()
def samples(G: nn.Module, settings: Settings, n: int, seed: int) -> Tensor:
    """n pictures of a G at rest."""
    z = latents.normal(settings.latent, torch.Generator().manual_seed(seed))(n)
    return torch.cat([G(part) for part in z.split(250)])
