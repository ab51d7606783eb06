"""Distributions whose density is known, so that what a game has learnt can be measured."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Generator, Tensor
from torch.distributions import Categorical, Independent, MixtureSameFamily, Normal

Points = Float[Tensor, "n d"]


@dataclass(frozen=True)
class Mixture:
    """Gaussians of one standard deviation around several means; its device and dtype are those of the means."""

    means: Float[Tensor, "k d"]
    std: float
    weights: Float[Tensor, "k"]

    def __post_init__(self):
        if not self.std > 0:
            raise ValueError(f"std must be positive, got {self.std}")
        if (self.weights < 0).any() or abs(self.weights.sum().item() - 1) > 1e-5:
            raise ValueError(f"the weights must be non-negative and sum to 1, got {self.weights.tolist()}")

    def sample(self, n: int, generator: Generator | None = None) -> Points:
        if n < 1:
            raise ValueError(f"draw at least one sample, got n = {n}")
        which = self.weights.multinomial(n, replacement=True, generator=generator)
        noise = torch.randn(
            n, self.means.shape[1], generator=generator, dtype=self.means.dtype, device=self.means.device
        )
        return self.means[which] + self.std * noise

    def log_density(self, x: Points) -> Float[Tensor, "n"]:
        """log p(x) in nats for a unit of volume, by log-sum-exp: finite far into the tails."""
        parts = Independent(Normal(self.means, self.std), 1)
        return MixtureSameFamily(Categorical(self.weights), parts).log_prob(x.to(self.means))

    def density(self, x: Points) -> Float[Tensor, "n"]:
        return self.log_density(x).exp()


def mixture(means: Float[Tensor, "k d"], std: float) -> Mixture:
    """Equal weights on every mean."""
    return Mixture(means, std, torch.full_like(means[:, 0], 1 / len(means)))


def normal(mean: float = 0.0, std: float = 1.0, dtype: torch.dtype = torch.float32) -> Mixture:
    """One Gaussian on the line."""
    return mixture(torch.tensor([[mean]], dtype=dtype), std)


def two_normals(distance: float = 4.0, std: float = 0.5, dtype: torch.dtype = torch.float32) -> Mixture:
    """Two Gaussians on the line, `distance` apart, around 0."""
    return mixture(torch.tensor([[-distance / 2], [distance / 2]], dtype=dtype), std)


def ring(modes: int = 8, radius: float = 2.0, std: float = 0.02, dtype: torch.dtype = torch.float32) -> Mixture:
    """Gaussians evenly around a circle (Metz et al., 2017): `modes` different angles, the last not on the first."""
    angle = torch.arange(modes, dtype=dtype) * (2 * math.pi / modes)
    return mixture(radius * torch.stack([angle.cos(), angle.sin()], dim=1), std)


def grid(side: int = 5, spacing: float = 2.0, std: float = 0.05, dtype: torch.dtype = torch.float32) -> Mixture:
    """side x side Gaussians on a square lattice around 0."""
    line = (torch.arange(side, dtype=dtype) - (side - 1) / 2) * spacing
    return mixture(torch.cartesian_prod(line, line), std)


def spiral(
    turns: float = 2.0, radius: float = 2.0, std: float = 0.05, beads: int = 200, dtype: torch.dtype = torch.float32
) -> Mixture:
    """A spiral as a string of Gaussian beads, evenly along its length: a curve, with a density all the same."""
    fine = torch.linspace(0, 1, 20 * beads, dtype=dtype)
    angle = 2 * math.pi * turns * fine
    curve = radius * fine[:, None] * torch.stack([angle.cos(), angle.sin()], dim=1)
    length = torch.cat([fine[:1], curve.diff(dim=0).norm(dim=1).cumsum(0)])
    even = torch.linspace(0, length[-1].item(), beads, dtype=dtype)
    return mixture(curve[torch.searchsorted(length, even).clamp(max=len(fine) - 1)], std)


@dataclass(frozen=True)
class Segment:
    """The upright unit segment at x = offset (Arjovsky et al., 2017, Example 1): it has no density in the plane.

    Against the segment at 0: JS = log 2, TV = 1 and KL infinite for any offset but 0, and W1 = |offset|.
    """

    offset: float = 0.0

    def sample(self, n: int, generator: Generator | None = None) -> Float[Tensor, "n 2"]:
        if n < 1:
            raise ValueError(f"draw at least one sample, got n = {n}")
        height = torch.rand(n, generator=generator, device=generator.device if generator else None)
        return torch.stack([torch.full_like(height, self.offset), height], dim=1)


def parallel_lines(offset: float) -> tuple[Segment, Segment]:
    """The two segments of WGAN's Example 1: data at 0, generator at `offset`."""
    return Segment(0.0), Segment(offset)
