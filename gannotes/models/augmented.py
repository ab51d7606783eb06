"""A discriminator that sees its pictures changed: for few pictures, which it would otherwise learn by heart."""

from collections.abc import Callable

from torch import Tensor, nn


class Augmented(nn.Module):
    """D(T(x), *y) for a change T that slopes pass through (Zhao et al., 2020, eq. 4): no game has to know of it."""

    def __init__(self, D: nn.Module, augment: Callable[[Tensor], Tensor]):
        super().__init__()
        self.D, self.augment = D, augment

    def forward(self, x: Tensor, *y: Tensor) -> Tensor:
        return self.D(self.augment(x), *y)
