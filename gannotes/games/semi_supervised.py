"""Semi-supervised learning (Salimans et al., 2016): a classifier that also learns from pictures without labels."""

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.optim import Optimizer

from gannotes.games.gan import Latent, Network, check_reach, fakes
from gannotes.losses import non_saturating
from gannotes.train import Descent, Learner


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
    optimizer_C: Optimizer,
    optimizer_G: Optimizer,
) -> list[Learner]:
    """Salimans et al. (2016), sections 3.1 and 5: C names K classes, and is D by `real_logit`; G matches mean features.

    Batches are (x, x with labels, labels). C(x) gives K logits for each picture, and `features` is a layer of C's,
    (n, d); G(z) draws, and `latent(n)` deals n of z.
    """
    loss = non_saturating()

    def for_C(x: Tensor, known: Tensor, label: Tensor) -> Tensor:
        check_reach(G, known)
        fake = fakes(G, x, latent(len(x)))
        return cross_entropy(C(known), label) + loss.for_discriminator(real_logit(C(x)), real_logit(C(fake)))

    def for_G(x: Tensor, known: Tensor, label: Tensor) -> Tensor:
        return feature_distance(features(x), features(G(latent(len(x)))))

    return [Descent("D", for_C, optimizer_C), Descent("G", for_G, optimizer_G)]


def feature_distance(real: Float[Tensor, "n d"], fake: Float[Tensor, "m d"]) -> Float[Tensor, ""]:
    """Salimans et al. (2016), section 3.1: the squared distance of the batches' means, not the mean of distances."""
    return (real.mean(dim=0) - fake.mean(dim=0)).square().sum()
