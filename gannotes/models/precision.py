"""Networks that compute in bfloat16 where torch holds that safe; weights, losses and penalties stay in float32."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import torch
from torch import Tensor, nn

_exact: ContextVar[bool] = ContextVar("exact", default=False)


class Bfloat16(nn.Module):
    """A network under torch.autocast: its products and convolutions take bfloat16, and what it gives is float32.

    Its weights stay in float32, and so do their gradients and the optimizer's memory. bfloat16 reaches as far as
    float32 does, so that no loss has to be scaled.
    """

    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network
        self.reach = getattr(network, "reach", (-math.inf, math.inf))

    def forward(self, *given: Tensor) -> Tensor:
        with torch.autocast(given[0].device.type, torch.bfloat16, enabled=not _exact.get()):
            return self.network(*given).float()


def full_precision(network: nn.Module) -> nn.Module:
    """The network as it is."""
    return network


@contextmanager
def exactly() -> Iterator[None]:
    """In here, networks in bfloat16 compute in float32."""
    before = _exact.set(True)
    try:
        yield
    finally:
        _exact.reset(before)


def charged_exactly(penalty: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The penalty, for which D computes in float32: bfloat16 has three digits, and a slope is differentiated again."""

    def charge(D: Callable[[Tensor], Tensor], real: Tensor, fake: Tensor) -> Tensor:
        with exactly():
            return penalty(D, real, fake)

    return charge


PRECISIONS: dict[str, Callable[[nn.Module], nn.Module]] = {"float32": full_precision, "bf16": Bfloat16}
