"""A game as one thing, with its players, its data and its noise, and what can be asked of it from outside."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gannotes.losses import Loss
from gannotes.train import Descent


@dataclass(frozen=True)
class Game:
    """A game of two players without labels: each of its batches is (x,), with samples of the data."""

    G: nn.Module
    D: nn.Module
    loss: Loss
    players: Sequence[Descent]  # D, then G
    batches: Iterator[tuple[Tensor, ...]]
    latent: Callable[[int], Tensor]  # how many -> that many z
    real: Tensor  # samples of what is meant to be learnt, from elsewhere than the batches

    def batch(self) -> Tensor:
        """The next batch's data. ValueError if there is something else in it: y, say."""
        batch = tuple(next(self.batches))
        if len(batch) != 1:
            raise ValueError(f"the ladder plays with batches (x,), got {len(batch)} tensors: fix y inside G and D")
        return batch[0]

    def cost(self, turn: int, x: Tensor) -> Tensor:
        """What D (turn 0) or G (turn 1) pays for the batch x, with fresh noise."""
        return self.players[turn].objective(x)

    @torch.no_grad()
    def auc(self, x: Tensor) -> float:
        """How often D puts one of x above one of as many new fakes."""
        return (self.D(x)[:, None] > self.D(self.G(self.latent(len(x))))).double().mean().item()


def weights(network: nn.Module) -> list[Tensor]:
    """Those that may move."""
    return [weight for weight in network.parameters() if weight.requires_grad]


def slope_in_weights(cost: Tensor, network: nn.Module) -> Tensor:
    """The cost's gradient in all of a network's weights, in one row; 0 where nothing leads back to them."""
    own = weights(network)
    if not cost.requires_grad:
        return torch.cat([torch.zeros_like(weight).flatten() for weight in own])
    found = torch.autograd.grad(cost, own, materialize_grads=True, allow_unused=True)
    return torch.cat([part.flatten() for part in found])


@torch.no_grad()
def ends_of_reach(network: nn.Module, x: Tensor, tries: int = 8) -> tuple[float, float] | None:
    """The least and the greatest output, if no weights however large lead beyond; else None. The weights are lost."""
    rng, ends = torch.Generator().manual_seed(0), []
    for size in (1e4, 1e6):
        outputs = []
        for _ in range(tries):
            for weight in network.parameters():
                weight.copy_(size * torch.randn(weight.shape, generator=rng))
            outputs.append(network(x))
        ends.append(torch.stack(torch.cat(outputs).aminmax()))
    near, far = ends
    return (far[0].item(), far[1].item()) if torch.allclose(near, far, rtol=1e-6, atol=1e-6) else None
