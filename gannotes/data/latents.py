"""Where G's input comes from: functions n -> z of shape (n, size), for `games`."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Generator, Tensor


def uniform(
    dim: int, generator: Generator | None = None, dtype: torch.dtype = torch.float32
) -> Callable[[int], Tensor]:
    """z uniform on [-1, 1] in each of its `dim` axes, as in 2014; it lives where the generator does."""
    device = generator.device if generator else None

    def latent(n: int) -> Float[Tensor, "n dim"]:
        return 2 * torch.rand(n, dim, generator=generator, device=device, dtype=dtype) - 1

    return latent


def normal(dim: int, generator: Generator | None = None, dtype: torch.dtype = torch.float32) -> Callable[[int], Tensor]:
    """z standard normal in each of its `dim` axes."""
    device = generator.device if generator else None

    def latent(n: int) -> Float[Tensor, "n dim"]:
        return torch.randn(n, dim, generator=generator, device=device, dtype=dtype)

    return latent


def stratified(generator: Generator | None = None, dtype: torch.dtype = torch.float32) -> Callable[[int], Tensor]:
    """z on [-1, 1], one in each of n equal cells: still uniform, but a batch covers the line as evenly as it can."""
    device = generator.device if generator else None

    def latent(n: int) -> Float[Tensor, "n 1"]:
        within = torch.rand(n, 1, generator=generator, device=device, dtype=dtype)
        return 2 * (torch.arange(n, device=device)[:, None] + within) / n - 1

    return latent


def two_styles(
    latent: Callable[[int], Tensor], levels: int, share: float, generator: Generator | None = None
) -> Callable[[int], Tensor]:
    """Karras et al. (2019), section 3.1: z for each of the levels, in a share of the rows another from some level on.

    Made for `models.style.StyleGenerator`: the levels of a picture learn not to count on each other's style.
    """
    if levels < 2 or not 0 <= share <= 1:
        raise ValueError(f"mixing takes two levels or more and a share from 0 to 1, got {levels} and {share}")
    device = generator.device if generator else None

    def dealt(n: int) -> Float[Tensor, "n levels dim"]:
        one, other = latent(n), latent(n)
        start = torch.randint(1, levels, (n,), generator=generator, device=device)
        mixes = torch.rand(n, generator=generator, device=device) < share
        changed = mixes[:, None] & (torch.arange(levels, device=device) >= start[:, None])
        return torch.where(changed[:, :, None], other[:, None], one[:, None])

    return dealt


def gumbel(
    length: int, symbols: int, generator: Generator | None = None, dtype: torch.dtype = torch.float32
) -> Callable[[int], Tensor]:
    """Gumbel noise, -log(-log u), for each symbol at each of `length` places: what turns logits into samples."""
    device = generator.device if generator else None

    def latent(n: int) -> Float[Tensor, "n length symbols"]:
        u = torch.rand(n, length, symbols, generator=generator, device=device, dtype=dtype)
        return -(-u.clamp(min=torch.finfo(dtype).tiny).log()).log()

    return latent
