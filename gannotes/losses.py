"""Adversarial losses: three curves of the logit a = D(x), high where D says real; or one of a pair's difference."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import relu, softplus

from gannotes.divergences import FDivergence

Curve = Callable[[Tensor], Tensor]
Logits = Float[Tensor, "n"]
FakeLogits = Float[Tensor, "m"]  # a mean over fakes needs no more or fewer of them than there are reals
Look = Callable[[], Tensor]  # D's logits of the reals, for a loss that asks: it takes a pass of D's
Scalar = Float[Tensor, ""]


def check_logits(logits: Tensor, name: str) -> None:
    """ValueError unless there is one logit a sample: (n, 1) against (n,) would broadcast to (n, n) without a word."""
    if logits.dim() != 1 or len(logits) == 0:
        raise ValueError(
            f"{name} must have shape (n,), n > 0, one logit for each sample; got {tuple(logits.shape)}: "
            "end D with .squeeze(1) or .flatten()"
        )


@runtime_checkable
class Loss(Protocol):
    """What a game asks of a loss. D pays for both kinds of logits; G for its fakes', and the reals' if it looks."""

    def for_discriminator(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor: ...

    def in_turn_of_generator(self, fake_logits: Tensor, look: Look) -> Tensor: ...


@dataclass(frozen=True)
class AdversarialLoss:
    """What the players pay: D minimises E[real(D(x))] + E[fake(D(G(z)))], G minimises E[generator(D(G(z)))]."""

    real: Curve
    fake: Curve
    generator: Curve

    def for_discriminator(self, real_logits: Logits, fake_logits: FakeLogits) -> Scalar:
        check_logits(real_logits, "real_logits")
        check_logits(fake_logits, "fake_logits")
        return self.real(real_logits).mean() + self.fake(fake_logits).mean()

    def for_generator(self, fake_logits: Logits) -> Scalar:
        check_logits(fake_logits, "fake_logits")
        return self.generator(fake_logits).mean()

    def in_turn_of_generator(self, fake_logits: Logits, look: Look) -> Scalar:
        """`for_generator`: D need not look at the reals."""
        return self.for_generator(fake_logits)


@dataclass(frozen=True)
class RelativisticLoss:
    """Jolicoeur-Martineau (2019), RpGAN: each real is paired with a fake, and a curve of the lead is paid.

    D minimises E[curve(D(x) - D(G(z)))], G minimises E[curve(D(G(z)) - D(x))].
    """

    curve: Curve

    def for_discriminator(self, real_logits: Logits, fake_logits: FakeLogits) -> Scalar:
        check_pairs(real_logits, fake_logits)
        return self.curve(real_logits - fake_logits).mean()

    def for_generator(self, fake_logits: FakeLogits, real_logits: Logits) -> Scalar:
        check_pairs(real_logits, fake_logits)
        return self.curve(fake_logits - real_logits).mean()

    def in_turn_of_generator(self, fake_logits: FakeLogits, look: Look) -> Scalar:
        return self.for_generator(fake_logits, look())


def check_pairs(real_logits: Tensor, fake_logits: Tensor) -> None:
    """ValueError unless each real has its fake."""
    check_logits(real_logits, "real_logits")
    check_logits(fake_logits, "fake_logits")
    if len(real_logits) != len(fake_logits):
        raise ValueError(
            f"a relativistic loss pairs each real with a fake, but there are {len(real_logits)} real and "
            f"{len(fake_logits)} fake logits: give it as many of both (pictures of one size where D looks at patches)"
        )


def minimax() -> AdversarialLoss:
    """Goodfellow et al. (2014), eq. 1: G descends E[log(1 - D(G(z)))], with D = sigmoid(a)."""
    return AdversarialLoss(real=lambda a: softplus(-a), fake=softplus, generator=lambda a: -softplus(a))


def non_saturating() -> AdversarialLoss:
    """Goodfellow et al. (2014), sec. 3: the same D, but G ascends E[log D(G(z))]."""
    return replace(minimax(), generator=lambda a: softplus(-a))


def least_squares(real: float = 1, fake: float = 0, target: float = 1) -> AdversarialLoss:
    """Mao et al. (2017), eq. 2: D regresses on labels b = real, a = fake; G aims at c = target."""
    return AdversarialLoss(
        real=lambda a: (a - real) ** 2 / 2,
        fake=lambda a: (a - fake) ** 2 / 2,
        generator=lambda a: (a - target) ** 2 / 2,
    )


def wasserstein() -> AdversarialLoss:
    """Arjovsky et al. (2017), eq. 2: a critic's mean difference. What keeps D Lipschitz stands in `penalties`."""
    return AdversarialLoss(real=lambda a: -a, fake=lambda a: a, generator=lambda a: -a)


def hinge() -> AdversarialLoss:
    """Lim and Ye (2017), eq. 14-15: the critic's difference, but D stops caring past a margin of 1."""
    return AdversarialLoss(real=lambda a: relu(1 - a), fake=lambda a: relu(1 + a), generator=lambda a: -a)


def f_gan(divergence: FDivergence) -> AdversarialLoss:
    """Nowozin et al. (2016), eq. 6: E[T] - E[f*(T)] with T = activation(a) bounds D_f(P || Q) from below."""
    return AdversarialLoss(
        real=lambda a: -divergence.activation(a),
        fake=divergence.on_fakes,
        generator=lambda a: -divergence.on_fakes(a),
    )


def relativistic() -> RelativisticLoss:
    """Huang et al. (2024), section 2 (R3GAN): softplus of minus the difference of a pair's logits."""
    return RelativisticLoss(curve=lambda lead: softplus(-lead))
