"""Fakes that D and G share in a round: one pass of G, where fresh noise for each turn costs two."""

import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import torch
from torch import Tensor, nn

Latent = Callable[[int], Tensor]
Batch = TypeVar("Batch")


class Remembering(nn.Module):
    """G that hands on, slopes and all, what it made in D's turn, if it is given the very same tensors in its own.

    Given others it computes, so that a game is never played with the wrong fakes. G may move in its own turn only.
    """

    def __init__(self, G: nn.Module):
        super().__init__()
        self.G = G
        self.reach = getattr(G, "reach", (-math.inf, math.inf))
        self.given: tuple[Tensor, ...] = ()
        self.made: Tensor | None = None

    def forward(self, *given: Tensor) -> Tensor:
        if not torch.is_grad_enabled():  # in D's turn, which wants no slopes; G's will
            with torch.enable_grad():
                self.given, self.made = given, self.G(*given)
            return self.made.detach()
        known = len(given) == len(self.given) and all(new is old for new, old in zip(given, self.given, strict=True))
        made, self.given, self.made = self.made, (), None  # a graph can be gone back through once
        return made if known and made is not None else self.G(*given)


def shared_fakes(G: nn.Module, latent: Latent, k: int = 1) -> tuple[nn.Module, Latent]:
    """G and its noise for a game in which G is judged by the fakes that D has seen last, as DCGAN's scripts do.

    Algorithm 1 draws fresh noise for either. `k` is D's number of turns in a round. With labels, deal the batches by
    `dealt_again`: G remembers its fakes by the labels, too.
    """
    turns, dealt = itertools.count(), torch.empty(0)

    def noise(n: int) -> Tensor:
        nonlocal dealt
        if next(turns) % (k + 1) < k:
            dealt = latent(n)
        return dealt

    return Remembering(G), noise


def dealt_again(batches: Iterable[Batch], k: int = 1) -> Iterator[Batch]:
    """A batch for each of D's k turns, and the last of them again for G's."""
    for turn, batch in enumerate(batches, start=1):
        yield batch
        if turn % k == 0:
            yield batch
