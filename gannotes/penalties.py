"""Ways to keep D smooth: terms for its objective, and a projection for after its step."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn

Critic = Callable[[Tensor], Tensor]
Samples = Float[Tensor, "n *x"]
Scalar = Float[Tensor, ""]
Penalty = Callable[[Critic, Tensor, Tensor], Tensor]


def slope(D: Critic, x: Samples) -> Float[Tensor, "n"]:
    """|grad_x D(x)|, one Euclidean norm for each sample over all its axes, differentiable in D's parameters."""
    x = x.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.reshape(len(x), -1).norm(dim=1)  # norm's own derivative at 0 is 0, not nan


def _on_segments(weight: float, charge: Callable[[Tensor], Tensor], generator: Generator | None) -> Penalty:
    """What each slope is charged, at one random point on each segment from a real to its fake."""

    def penalty(D: Critic, real: Samples, fake: Samples) -> Scalar:
        if real.shape != fake.shape:
            raise ValueError(
                f"each real needs its fake, but real has shape {tuple(real.shape)} and fake {tuple(fake.shape)}"
            )
        one_each = (len(real), *[1] * (real.dim() - 1))
        t = torch.rand(one_each, generator=generator, device=real.device, dtype=real.dtype)
        return weight * charge(slope(D, t * real + (1 - t) * fake)).mean()

    return penalty


def wgan_gp(weight: float = 10.0, generator: Generator | None = None) -> Penalty:
    """Gulrajani et al. (2017), eq. 3: slope 1 between the data and the fakes, from both sides."""
    return _on_segments(weight, lambda steepness: (steepness - 1).square(), generator)


def wgan_lp(weight: float = 10.0, generator: Generator | None = None) -> Penalty:
    """Petzka et al. (2018), eq. 8: as `wgan_gp`, but only what exceeds 1 is charged."""
    return _on_segments(weight, lambda steepness: (steepness - 1).clamp(min=0).square(), generator)


def r1(weight: float = 10.0) -> Penalty:
    """Mescheder et al. (2018), eq. 9: weight/2 times the squared slope at the data."""

    def penalty(D: Critic, real: Samples, fake: Samples) -> Scalar:
        return weight / 2 * slope(D, real).square().mean()

    return penalty


def clip(D: nn.Module, bound: float = 0.01) -> Callable[[], None]:
    """Arjovsky et al. (2017), Algorithm 1: projects each of D's weights onto [-bound, bound]."""
    if not bound > 0:
        raise ValueError(f"bound must be positive, got {bound}")

    @torch.no_grad()
    def project() -> None:
        for weight in D.parameters():
            weight.clamp_(-bound, bound)

    return project
