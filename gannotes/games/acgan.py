"""AC-GAN (Odena et al., 2017): a discriminator that also names the class, and a generator that wants it named."""

from collections.abc import Callable, Iterable

from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.optim import Optimizer

from gannotes.games.gan import Latent, fakes, seen
from gannotes.losses import Loss
from gannotes.train import Descent, Learner


def acgan(
    G: nn.Module,
    D: nn.Module,
    loss: Loss,
    latent: Latent,
    optimize: Callable[[Iterable[nn.Parameter]], Optimizer],
    weight: float = 1.0,
) -> list[Learner]:
    """Odena et al. (2017), section 3: both also want the label c, a one-hot row, to be read from x by D(x)[1].

    Batches are (x, c). D(x) is two things: a logit for each picture, and for each picture a logit for each class. The
    naming costs `weight` times its cross-entropy; the paper adds it as it is. The rest is as in `gan`.
    """

    def for_D(x: Tensor, c: Tensor) -> Tensor:
        fake = fakes(G, x, latent(len(x)), c)
        (real_logits, named), (fake_logits, fake_named) = D(x), D(fake)
        naming = cross_entropy(named, c) + cross_entropy(fake_named, c)
        return loss.for_discriminator(real_logits, fake_logits) + weight * naming

    def for_G(x: Tensor, c: Tensor) -> Tensor:
        logits, named = D(G(latent(len(x)), c))
        real = seen(lambda x: D(x)[0], x)
        return loss.in_turn_of_generator(logits, real) + weight * cross_entropy(named, c)

    return [Descent("D", for_D, optimize(D.parameters())), Descent("G", for_G, optimize(G.parameters()))]
