"""The same games typed out, as one types them without a library: one function, one loop, nothing checked."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, autograd, nn
from torch.optim import Optimizer

Criterion = Callable[[Tensor, Tensor], Tensor]  # logits, and what they should be
Latent = Callable[[int], Tensor]


def shared(
    G: nn.Module, D: nn.Module, adam_D: Optimizer, adam_G: Optimizer, criterion: Criterion, latent: Latent, batches
) -> Iterator[tuple[float, float]]:
    """Both players see the same fakes: one pass of G in a round."""
    for x, *y in batches:
        ones, zeros = x.new_ones(len(x)), x.new_zeros(len(x))
        fake = G(latent(len(x)), *y)

        adam_D.zero_grad()
        paid_by_D = criterion(D(x, *y), ones) + criterion(D(fake.detach(), *y), zeros)
        paid_by_D.backward()
        adam_D.step()

        adam_G.zero_grad()
        paid_by_G = criterion(D(fake, *y), ones)
        paid_by_G.backward()
        adam_G.step()
        yield paid_by_D.item(), paid_by_G.item()


def fresh(
    G: nn.Module, D: nn.Module, adam_D: Optimizer, adam_G: Optimizer, criterion: Criterion, latent: Latent, batches
) -> Iterator[tuple[float, float]]:
    """Algorithm 1: noise of their own for D's turn and for G's."""
    for x, *y in batches:
        ones, zeros = x.new_ones(len(x)), x.new_zeros(len(x))

        adam_D.zero_grad()
        with torch.no_grad():
            fake = G(latent(len(x)), *y)
        paid_by_D = criterion(D(x, *y), ones) + criterion(D(fake, *y), zeros)
        paid_by_D.backward()
        adam_D.step()

        x, *y = next(batches)
        adam_G.zero_grad()
        paid_by_G = criterion(D(G(latent(len(x)), *y), *y), ones)
        paid_by_G.backward()
        adam_G.step()
        yield paid_by_D.item(), paid_by_G.item()


def wgan_gp(
    G: nn.Module, D: nn.Module, adam_D: Optimizer, adam_G: Optimizer, latent: Latent, batches, k: int = 5
) -> Iterator[tuple[float, float]]:
    """Gulrajani et al. (2017), Algorithm 1."""
    while True:
        for _ in range(k):
            (x,) = next(batches)
            adam_D.zero_grad()
            with torch.no_grad():
                fake = G(latent(len(x)))
            paid_by_D = D(fake).mean() - D(x).mean()
            t = torch.rand(len(x), 1, 1, 1, dtype=x.dtype)
            between = (t * x + (1 - t) * fake).requires_grad_()
            (slope,) = autograd.grad(D(between).sum(), between, create_graph=True)
            paid_by_D = paid_by_D + 10 * (slope.flatten(1).norm(dim=1) - 1).square().mean()
            paid_by_D.backward()
            adam_D.step()

        (x,) = next(batches)
        adam_G.zero_grad()
        paid_by_G = -D(G(latent(len(x)))).mean()
        paid_by_G.backward()
        adam_G.step()
        yield paid_by_D.item(), paid_by_G.item()
