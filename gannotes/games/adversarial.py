"""Two players against each other: the game of 2014, and each of its turns as a player."""

import math
from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from gannotes.losses import AdversarialLoss
from gannotes.penalties import Penalty
from gannotes.train import Descent, Player, nothing

Network = Callable[..., Tensor]
Latent = Callable[[int], Tensor]  # how many -> that many z, on the generator's device


def no_penalty(D: Network, real: Tensor, fake: Tensor) -> float:
    """D may be as steep as it likes."""
    return 0.0


def check_reach(G: Network, x: Tensor) -> None:
    """ValueError if the data lie where G can't go. G says where it can: tanh gives it `reach = (-1, 1)`."""
    low, high = getattr(G, "reach", (-math.inf, math.inf))
    if x.min() < low or x.max() > high:
        raise ValueError(
            f"G reaches only [{low:g}, {high:g}], but the data lie in [{x.min().item():.4g}, {x.max().item():.4g}]: "
            "scale the data (pixels of 0 to 255 by x / 127.5 - 1), or give G another last layer"
        )


def discriminator(
    G: Network,
    D: Network,
    loss: AdversarialLoss,
    latent: Latent,
    optimizer: Optimizer,
    k: int = 1,
    penalty: Penalty = no_penalty,
    project: Callable[[], None] = nothing,
) -> Descent:
    """D tells the batch from G's fakes. Labels y in the batch condition both."""

    def objective(x: Tensor, *y: Tensor) -> Tensor:
        check_reach(G, x)
        with torch.no_grad():
            fake = G(latent(len(x)), *y)
        cost = loss.for_discriminator(D(x, *y), D(fake, *y))
        return cost + penalty(lambda x: D(x, *y), x, fake)

    return Descent("D", objective, optimizer, steps=k, project=project)


def generator(G: Network, D: Network, loss: AdversarialLoss, latent: Latent, optimizer: Optimizer) -> Descent:
    """G makes fakes that D takes for real."""

    def objective(x: Tensor, *y: Tensor) -> Tensor:
        return loss.for_generator(D(G(latent(len(x)), *y), *y))

    return Descent("G", objective, optimizer)


def gan(
    G: nn.Module,
    D: nn.Module,
    loss: AdversarialLoss,
    latent: Latent,
    optimize: Callable[[Iterable[nn.Parameter]], Optimizer],
    k: int = 1,
    penalty: Penalty = no_penalty,
    project: Callable[[], None] = nothing,
) -> list[Player]:
    """Goodfellow et al. (2014): two players, D first, k steps of D for each step of G."""
    return [
        discriminator(G, D, loss, latent, optimize(D.parameters()), k, penalty, project),
        generator(G, D, loss, latent, optimize(G.parameters())),
    ]
