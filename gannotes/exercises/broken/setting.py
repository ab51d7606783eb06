"""The table that the twelve games are played at: small players, a law that is known, and dice of their own."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from gannotes import games, losses, penalties
from gannotes.data import latents, streams, toy
from gannotes.games.gan import Latent
from gannotes.games.whole import Game
from gannotes.losses import Loss
from gannotes.models import mlp
from gannotes.train import Descent

F64 = torch.float64
Optimize = Callable[[Iterable[nn.Parameter]], Optimizer]
Seat = Callable[..., Sequence[Descent]]  # (G, D, loss, latent, optimize) -> D's player and G's


def adam(lr: float = 3e-3) -> Optimize:
    return partial(torch.optim.Adam, lr=lr, betas=(0.0, 0.9))


def hill() -> toy.Mixture:
    return toy.normal(2.0, 0.7, F64)


def hills() -> toy.Mixture:
    return toy.two_normals(3.0, 0.5, F64)


def corners() -> toy.Mixture:
    return toy.ring(3, 2.0, 0.3, F64)


def seated(
    discriminator: Callable[..., Descent] = games.discriminator,
    generator: Callable[..., Descent] = games.generator,
    penalty: penalties.Penalty | None = None,
    k: int = 1,
) -> Seat:
    """D's player and G's by these two, with R1 unless the penalty is another."""
    charged = penalties.r1(0.2) if penalty is None else penalty

    def seat(G: nn.Module, D: nn.Module, loss: Loss, latent: Latent, optimize: Optimize) -> Sequence[Descent]:
        return [
            discriminator(G, D, loss, latent, optimize(D.parameters()), k, charged),
            generator(G, D, loss, latent, optimize(G.parameters())),
        ]

    return seat


def sit_down(
    law: streams.Source,
    seat: Seat,
    loss: Loss | None = None,
    optimize: Optimize | None = None,
    batches: streams.Source | None = None,
    D: type[mlp.Discriminator] = mlp.Discriminator,
    last: nn.Module | None = None,
    away: float = 0.0,
    seed: int = 20,
) -> Game:
    """A game on a law, the same at each call; `batches` deals what should be of that law, and `away` is where G begins.

    `last` ends G. The reals, which no player sees, are of the law itself.
    """
    rng, shape = torch.Generator().manual_seed(seed), law.sample(1).shape[1:]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        G = mlp.Generator(2, shape, (32, 32)).double()
        critic = D(shape, (32, 32), mlp.leaky_layer).double()
    with torch.no_grad():
        G.stack.out.bias.add_(away)
    maker = nn.Sequential(G, last) if last is not None else G
    latent, charged = latents.normal(2, rng, F64), losses.non_saturating() if loss is None else loss
    return Game(
        G=maker,
        D=critic,
        loss=charged,
        players=seat(maker, critic, charged, latent, optimize or adam()),
        batches=streams.fresh(law if batches is None else batches, 128, rng),
        latent=latent,
        real=law.sample(256, torch.Generator().manual_seed(seed + 1)),
    )


def healthy() -> Game:
    """A game with no fault: all rungs pass it, the diagnosis too."""
    return sit_down(corners(), seated())


def weights(*networks: nn.Module) -> Tensor:
    """All of them in one row, as they are now."""
    return torch.cat([weight.detach().flatten() for network in networks for weight in network.parameters()])
