"""What a repaired part is tried on: small games in float64, logits far out, critics whose slopes are known."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from gannotes import losses, penalties
from gannotes.data import latents
from gannotes.exercises.broken.setting import F64, weights
from gannotes.models import mlp
from gannotes.train import play

SGD = torch.optim.SGD


def _networks() -> tuple[nn.Module, nn.Module]:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        return mlp.Generator(1, (2,), (4,)).double(), mlp.Discriminator((2,), (4,)).double()


def moved(seat: Callable[..., Sequence]) -> list[Tensor]:
    """The weights of G and of D, and what was paid, after two rounds of the players that `seat` makes."""
    (G, D), rng = _networks(), torch.Generator().manual_seed(4)
    players = seat(G, D, losses.non_saturating(), latents.normal(1, rng, F64), lambda own: SGD(own, lr=0.3))
    batches = iter([(torch.randn(6, 2, dtype=F64, generator=rng) + 1,) for _ in range(9)])
    paid = [list(turn.values()) for turn in play(players, batches, rounds=2)]
    return [weights(G), weights(D), torch.tensor(paid, dtype=F64)]


def moved_by_generator(part: Callable) -> list[Tensor]:
    return moved(lambda G, D, loss, latent, optimize: [part(G, D, loss, latent, optimize(G.parameters()))])


def moved_by_discriminator(part: Callable) -> list[Tensor]:
    return moved(
        lambda G, D, loss, latent, optimize: [
            part(G, D, loss, latent, optimize(D.parameters()), 2, penalties.r1(1.0)),
        ]
    )


def moved_by_gan(part: Callable) -> list[Tensor]:
    return moved(lambda G, D, loss, latent, optimize: part(G, D, loss, latent, optimize, 2))


def paid(part: Callable) -> list[Tensor]:
    """Both players' costs and their slopes, at logits from -200 to 200, on fakes and on reals."""
    loss, found = part(), []
    for logit in (-200.0, -30.0, -3.0, 0.0, 0.5, 30.0, 200.0):
        a, still = torch.tensor([logit], dtype=F64, requires_grad=True), torch.zeros(1, dtype=F64)
        costs = (loss.for_discriminator(a, still), loss.for_discriminator(still, a), loss.for_generator(a))
        for cost in costs:
            found += [cost, torch.autograd.grad(cost, a)[0]]
    return found


def steepness(part: Callable) -> list[Tensor]:
    """The slopes of a critic at five points, and what a penalty on them says to its weights."""
    _, D = _networks()
    x = torch.linspace(-2, 2, 10, dtype=F64).view(5, 2)
    found = part(D, x)
    own = [weight for weight in D.parameters() if weight.dim() == 2]
    felt = torch.autograd.grad((found - 1).square().mean(), own, allow_unused=True, materialize_grads=True)
    return [found, *felt]
