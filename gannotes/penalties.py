"""Ways to keep D smooth: terms for its objective, and a projection for after its step."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn

Critic = Callable[[Tensor], Tensor]
Samples = Float[Tensor, "n *x"]
Scalar = Float[Tensor, ""]
Penalty = Callable[[Critic, Tensor, Tensor], Tensor]


def no_penalty(D: Critic, real: Tensor, fake: Tensor) -> Scalar:
    """D may be as steep as it likes."""
    return fake.new_zeros(())


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


def r2(weight: float = 10.0) -> Penalty:
    """Mescheder et al. (2018), eq. 10: weight/2 times the squared slope at the fakes, which stand still."""

    def penalty(D: Critic, real: Samples, fake: Samples) -> Scalar:
        return weight / 2 * slope(D, fake).square().mean()

    return penalty


def total(*penalties: Penalty) -> Penalty:
    """The sum of several, such as R1 + R2 (Huang et al., 2024): `total(r1(), r2())`."""

    def penalty(D: Critic, real: Tensor, fake: Tensor) -> Scalar:
        return sum((each(D, real, fake) for each in penalties), no_penalty(D, real, fake))

    return penalty


@dataclass
class Every:
    """A penalty for each n-th turn, n times as heavy; `turn` is what has to be kept with a game that goes on later."""

    n: int
    penalty: Penalty
    turn: int = 0

    def __post_init__(self):
        if self.n < 1:
            raise ValueError(f"a penalty is charged every n-th turn with n >= 1, got {self.n}")

    def __call__(self, D: Critic, real: Tensor, fake: Tensor) -> Scalar:
        due = self.turn % self.n == 0
        self.turn += 1
        return self.n * self.penalty(D, real, fake) if due else no_penalty(D, real, fake)

    def state_dict(self) -> dict[str, int]:
        return {"turn": self.turn}

    def load_state_dict(self, state: dict[str, int]) -> None:
        self.turn = state["turn"]


def every(n: int, penalty: Penalty) -> Every:
    """Karras et al. (2020), section 3.1 (lazy regularization): charged at turns 0, n, 2n ..., times n, so equal in sum.

    Each D needs its own, for it counts turns.
    """
    return Every(n, penalty)


def clip(D: nn.Module, bound: float = 0.01) -> Callable[[], None]:
    """Arjovsky et al. (2017), Algorithm 1: projects each of D's weights onto [-bound, bound]."""
    if not bound > 0:
        raise ValueError(f"bound must be positive, got {bound}")

    @torch.no_grad()
    def project() -> None:
        for weight in D.parameters():
            weight.clamp_(-bound, bound)

    return project
