"""Adversarial losses: each is three curves of the logit a = D(x), high where D says real."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import relu, softplus

from gannotes.divergences import FDivergence

Curve = Callable[[Tensor], Tensor]
Logits = Float[Tensor, "n"]
Scalar = Float[Tensor, ""]


def check_logits(logits: Tensor, name: str) -> None:
    """ValueError unless there is one logit a sample: (n, 1) against (n,) would broadcast to (n, n) without a word."""
    if logits.dim() != 1 or len(logits) == 0:
        raise ValueError(
            f"{name} must have shape (n,), n > 0, one logit for each sample; got {tuple(logits.shape)}: "
            "end D with .squeeze(1) or .flatten()"
        )


@dataclass(frozen=True)
class AdversarialLoss:
    """What the players pay: D minimises E[real(D(x))] + E[fake(D(G(z)))], G minimises E[generator(D(G(z)))]."""

    real: Curve
    fake: Curve
    generator: Curve

    def for_discriminator(self, real_logits: Logits, fake_logits: Logits) -> Scalar:
        check_logits(real_logits, "real_logits")
        check_logits(fake_logits, "fake_logits")
        if real_logits.shape != fake_logits.shape:
            raise ValueError(
                f"as many fakes as reals, please: got {len(real_logits)} real and {len(fake_logits)} fake logits"
            )
        return self.real(real_logits).mean() + self.fake(fake_logits).mean()

    def for_generator(self, fake_logits: Logits) -> Scalar:
        check_logits(fake_logits, "fake_logits")
        return self.generator(fake_logits).mean()


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
