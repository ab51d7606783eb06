"""A memory of earlier fakes: what a discriminator gets to see beside this round's."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

Memory = Callable[[Tensor], Tensor]  # this round's fakes -> the fakes that D gets to see


def no_pool(fakes: Tensor) -> Tensor:
    """D sees this round's fakes and no others."""
    return fakes


class ImagePool:
    """Shrivastava et al. (2017), section 2.3, as Zhu et al. (2017) use it: D also meets fakes of earlier rounds.

    While there is room, each fake is kept and shown unchanged. Then for each a coin is tossed: it is shown, or it takes
    the place of a kept one, which is shown and leaves. So none is shown more than twice. A pool of size 0 keeps none.
    """

    def __init__(self, capacity: int = 50, generator: torch.Generator | None = None):
        if capacity < 0:
            raise ValueError(f"a pool holds 0 pictures or more, got capacity = {capacity}")
        self.capacity, self.generator = capacity, generator
        self.kept: list[Tensor] = []

    def state_dict(self) -> dict[str, Any]:
        """The kept fakes; the generator that tosses the coins is the run's to keep."""
        return {"kept": list(self.kept)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.kept = list(state["kept"])

    def __call__(self, fakes: Tensor) -> Tensor:
        shown = [self.shown_for(fake) for fake in fakes.detach()]
        if len(sizes := {tuple(fake.shape) for fake in shown}) > 1:
            raise ValueError(
                f"the pool holds pictures of several sizes, {sorted(sizes)}, which make no batch: give batches of one, "
                "pictures of one size, or `pool=lambda: no_pool`"
            )
        return torch.stack(shown)

    def shown_for(self, fake: Tensor) -> Tensor:
        if len(self.kept) < self.capacity:
            self.kept.append(fake.clone())
            return fake
        if self.capacity == 0 or self.roll(2) == 0:
            return fake
        place = self.roll(self.capacity)
        shown, self.kept[place] = self.kept[place].to(fake), fake.clone()
        return shown

    def roll(self, sides: int) -> int:
        device = self.generator.device if self.generator else None
        return int(torch.randint(sides, (), generator=self.generator, device=device))
