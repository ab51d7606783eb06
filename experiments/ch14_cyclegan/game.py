"""The game of chapter 14's recorded runs: small CycleGANs on domains whose true partners are known."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import torch
from torch import nn
from torch.nn.functional import l1_loss
from torch.optim import Adam

from experiments.pictures import as_bytes
from gannotes import games, losses, train
from gannotes.data import domains, streams
from gannotes.losses import AdversarialLoss
from gannotes.models import mlp
from gannotes.models.translate import PatchDiscriminator, ResnetGenerator
from gannotes.recipes import scheduled

SHOWN = 8


def small_translator(channels: int) -> nn.Module:
    return ResnetGenerator(channels, width=16, blocks=1, halvings=1)


def small_discriminator(channels: int) -> nn.Module:
    return PatchDiscriminator(channels, width=16, layers=2)


@dataclass(frozen=True)
class Settings:
    """What two runs differ in. The networks are small: 32 pixels, one core, half a minute."""

    rounds: int = 300
    loss: AdversarialLoss = field(default_factory=losses.least_squares)
    cycle: float = 10.0
    identity: float = 0.0
    also: games.ExtraTerm = games.no_term
    pool: int = 50
    size: int = 4  # of a batch
    rate: float = 1e-3
    translator: Callable[[int], nn.Module] = small_translator  # of the number of channels
    discriminator: Callable[[int], nn.Module] = small_discriminator


def placeless_translator(channels: int) -> nn.Module:
    """Every pixel is connected with every pixel: nothing stays where it is unless it is learned."""
    shape = (channels, 28, 28)
    return nn.Sequential(nn.Flatten(), mlp.Generator(channels * 784, shape, (256, 256), tanh=True))


def pixelwise_translator(channels: int) -> nn.Module:
    """Each pixel by itself: it can change colours and nothing else."""
    leak = nn.LeakyReLU(0.2)
    return nn.Sequential(
        nn.Conv2d(channels, 32, 1), leak, nn.Conv2d(32, 32, 1), leak, nn.Conv2d(32, channels, 1), nn.Tanh()
    )


def colour_discriminator(channels: int) -> nn.Module:
    """Patches without a norm, which would take away how much there is of a colour."""
    leak = nn.LeakyReLU(0.2)
    layers = nn.Conv2d(channels, 32, 4, 2, 1), leak, nn.Conv2d(32, 32, 4, 2, 1), leak, nn.Conv2d(32, 1, 3)
    return nn.Sequential(*layers, nn.Flatten(0))


def placeless_discriminator(channels: int) -> nn.Module:
    return mlp.Discriminator((channels, 28, 28), (256, 128))


@torch.no_grad()
def measured(G: nn.Module, F: nn.Module, data: domains.Domains) -> dict[str, float]:
    x, y = data.test_x, data.test_y
    apart, there, here = l1_loss(x, y), G(x), F(y)
    found = {
        "x to y": l1_loss(there, y) / apart,
        "y to x": l1_loss(here, x) / apart,
        "cycle": (l1_loss(F(there), x) + l1_loss(G(here), y)) / 2,
        "cycle x": l1_loss(F(there), x),
        "spread of G(x)": (there - there.mean(0)).abs().mean() / (y - y.mean(0)).abs().mean(),
    }
    return {name: round(value.item(), 4) for name, value in found.items()}


def play(
    settings: Settings, data: domains.Domains, seed: int, rounds: int, looks: int = 1
) -> tuple[nn.Module, nn.Module, dict]:
    """One CycleGAN; its translators, and what was measured on the way, so many times."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    channels = data.x.shape[1]
    G, F = (settings.translator(channels) for _ in range(2))
    D_X, D_Y = (settings.discriminator(channels) for _ in range(2))
    players = games.cyclegan(
        G,
        F,
        D_X,
        D_Y,
        settings.loss,
        partial(Adam, lr=settings.rate, betas=(0.5, 0.99), fused=True),
        settings.cycle,
        settings.identity,
        settings.also,
        pool=lambda: games.ImagePool(settings.pool, rng),
    )
    stream = streams.unpaired(data.x, data.y, settings.size, rng)
    history, spent, mark = [], 0.0, time.process_time()
    for turn, _ in enumerate(scheduled(train.play(players, stream, rounds), players, rounds), start=1):
        if turn == rounds or turn % max(1, rounds // looks) == 0:
            spent += time.process_time() - mark
            history.append({"round": turn, "seconds": round(spent, 1), **measured(G, F, data)})
            mark = time.process_time()
    return G, F, history[-1] if looks == 1 else {**history[-1], "history": history}


@torch.no_grad()
def sheet(G: nn.Module, F: nn.Module, data: domains.Domains) -> np.ndarray:
    """Bytes (rows, SHOWN, h, w, 3): x, G(x), F(G(x)), y, F(y), G(F(y))."""
    x, y = data.test_x[:SHOWN], data.test_y[:SHOWN]
    rows = torch.stack([x, G(x), F(G(x)), y, F(y), G(F(y))])
    return as_bytes(rows.movedim(2, -1))


def floors(data: domains.Domains) -> dict[str, float]:
    x, y = data.test_x, data.test_y
    apart = l1_loss(x, y)
    return {
        "identity": round(apart.item(), 4),
        "mean y": round((l1_loss(data.y.mean(0).expand_as(y), y) / apart).item(), 4),
        "mean x": round((l1_loss(data.x.mean(0).expand_as(x), x) / apart).item(), 4),
    }
