"""StarGAN (Choi et al., 2018): one generator for many domains, given the goal; D also names a picture's domain."""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, l1_loss
from torch.optim import Optimizer

from gannotes.games.gan import check_reach, fakes, seen
from gannotes.losses import Loss
from gannotes.penalties import Penalty, no_penalty
from gannotes.train import Descent, Learner


def check_domains(c: Tensor, n: int) -> None:
    """ValueError unless c is an index for each of n pictures: a whole number from 0 up, of torch's own kind for it."""
    if c.dtype != torch.long or c.shape != (n,) or c.min() < 0:
        raise ValueError(
            f"the domains must be indices 0, 1, 2 ... of shape ({n},) and dtype torch.int64, got {tuple(c.shape)} of "
            f"{c.dtype} from {c.min().item():g}: c.long() for numbers, c.squeeze(1) for a column, "
            "c.argmax(dim=1) for one-hot rows"
        )


def stargan(
    G: nn.Module,
    D: nn.Module,
    loss: Loss,
    optimize: Callable[[Iterable[nn.Parameter]], Optimizer],
    classify: float = 1.0,
    cycle: float = 10.0,
    k: int = 1,
    penalty: Penalty = no_penalty,
    generator: torch.Generator | None = None,
) -> list[Learner]:
    """Choi et al. (2018), eq. 5-6: G(x, c') goes to domain c' and back to c; D learns domains from reals, G from D.

    Batches are (x, c), c an index for each picture; the domains to go to are the batch's own, in another order. D(x)
    is two things: a logit for each patch, and for each picture a logit for each domain. `classify` and `cycle` weigh
    the naming of the domain and the way back, as in the paper; `generator` draws the other order. `loss`, `optimize`,
    `k` and `penalty(D, real, fake)`, of the patches' logits, are as in `gan`.
    """

    def wanted(c: Tensor) -> Tensor:
        order = torch.randperm(len(c), generator=generator, device=generator.device if generator else None)
        return c[order.to(c.device)]

    def for_D(x: Tensor, c: Tensor) -> Tensor:
        check_domains(c, len(x))
        fake = fakes(G, x, x, wanted(c))
        real_logits, seems = D(x)
        fake_logits, _ = D(fake)
        cost = loss.for_discriminator(real_logits, fake_logits) + classify * cross_entropy(seems, c)
        return cost + penalty(lambda picture: D(picture)[0], x, fake)

    def for_G(x: Tensor, c: Tensor) -> Tensor:
        check_reach(G, x)
        check_domains(c, len(x))
        to = wanted(c)
        fake = G(x, to)
        fake_logits, seems = D(fake)
        cost = loss.in_turn_of_generator(fake_logits, seen(lambda x: D(x)[0], x)) + classify * cross_entropy(seems, to)
        return cost + cycle * l1_loss(G(fake, c), x)

    return [
        Descent("D", for_D, optimize(D.parameters()), steps=k),
        Descent("G", for_G, optimize(G.parameters())),
    ]
