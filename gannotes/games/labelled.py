"""Games whose D also names classes: AC-GAN, and a classifier that learns from pictures without labels."""

from collections.abc import Callable, Iterable

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.optim import Optimizer

from gannotes.games.adversarial import Latent, Network, check_reach, fakes, seen
from gannotes.losses import Loss, non_saturating
from gannotes.train import Descent, Learner


def acgan(
    G: nn.Module,
    D: nn.Module,
    loss: Loss,
    latent: Latent,
    optimize: Callable[[Iterable[nn.Parameter]], Optimizer],
    weight: float = 1.0,
) -> list[Learner]:
    """Odena et al. (2017), section 3: both also want the label c, a one-hot row, to be read from x by D(x)[1]."""

    def judge(x: Tensor, c: Tensor) -> Tensor:
        fake = fakes(G, x, latent(len(x)), c)
        (real_logits, named), (fake_logits, fake_named) = D(x), D(fake)
        naming = cross_entropy(named, c) + cross_entropy(fake_named, c)
        return loss.for_discriminator(real_logits, fake_logits) + weight * naming

    def forge(x: Tensor, c: Tensor) -> Tensor:
        logits, named = D(G(latent(len(x)), c))
        real = seen(lambda x: D(x)[0], x)
        return loss.in_turn_of_generator(logits, real) + weight * cross_entropy(named, c)

    return [Descent("D", judge, optimize(D.parameters())), Descent("G", forge, optimize(G.parameters()))]


def real_logit(class_logits: Float[Tensor, "n classes"]) -> Float[Tensor, "n"]:
    """Salimans et al. (2016), section 5: with the logit of "fake" held at 0, D = Z / (Z + 1), Z the sum of e^l.

    So D's own logit is log Z.
    """
    return class_logits.logsumexp(dim=1)


def semi_supervised(
    G: nn.Module,
    C: Network,
    features: Network,
    latent: Latent,
    for_C: Optimizer,
    for_G: Optimizer,
) -> list[Learner]:
    """Salimans et al. (2016), sections 3.1 and 5: C names K classes, and is D by `real_logit`; G matches mean features.

    Batches are (x, x with labels, labels); `features` is a layer of C's.
    """
    loss = non_saturating()

    def judge(x: Tensor, known: Tensor, label: Tensor) -> Tensor:
        check_reach(G, known)
        fake = fakes(G, x, latent(len(x)))
        return cross_entropy(C(known), label) + loss.for_discriminator(real_logit(C(x)), real_logit(C(fake)))

    def match(x: Tensor, known: Tensor, label: Tensor) -> Tensor:
        return feature_distance(features(x), features(G(latent(len(x)))))

    return [Descent("D", judge, for_C), Descent("G", match, for_G)]


def feature_distance(real: Float[Tensor, "n d"], fake: Float[Tensor, "m d"]) -> Float[Tensor, ""]:
    """Salimans et al. (2016), section 3.1: the squared distance of the batches' means, not the mean of distances."""
    return (real.mean(dim=0) - fake.mean(dim=0)).square().sum()
