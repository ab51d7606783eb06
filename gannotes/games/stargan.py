"""One translator for many domains: it is told where to, and a judge says from where a picture seems to come."""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, l1_loss
from torch.optim import Optimizer

from gannotes.games.adversarial import check_reach, no_penalty
from gannotes.losses import AdversarialLoss
from gannotes.penalties import Penalty
from gannotes.train import Descent, Player


def stargan(
    G: nn.Module,
    D: nn.Module,
    loss: AdversarialLoss,
    optimize: Callable[[Iterable[nn.Parameter]], Optimizer],
    classify: float = 1.0,
    cycle: float = 10.0,
    k: int = 1,
    penalty: Penalty = no_penalty,
    dice: torch.Generator | None = None,
) -> list[Player]:
    """Choi et al. (2018), eq. 5-6: G(x, c') goes to domain c' and back to c; D learns domains from reals, G from D.

    Batches are (x, c), c an index for each picture; the domains to go to are the batch's own, in another order. D(x)
    is two things: a logit for each patch, and for each picture a logit for each domain.
    """

    def wanted(c: Tensor) -> Tensor:
        order = torch.randperm(len(c), generator=dice, device=dice.device if dice else None)
        return c[order.to(c.device)]

    def for_D(x: Tensor, c: Tensor) -> Tensor:
        with torch.no_grad():
            fake = G(x, wanted(c))
        real_logits, seems = D(x)
        fake_logits, _ = D(fake)
        cost = loss.for_discriminator(real_logits, fake_logits) + classify * cross_entropy(seems, c)
        return cost + penalty(lambda picture: D(picture)[0], x, fake)

    def for_G(x: Tensor, c: Tensor) -> Tensor:
        check_reach(G, x)
        to = wanted(c)
        fake = G(x, to)
        fake_logits, seems = D(fake)
        cost = loss.for_generator(fake_logits) + classify * cross_entropy(seems, to)
        return cost + cycle * l1_loss(G(fake, c), x)

    return [
        Descent("D", for_D, optimize(D.parameters()), steps=k),
        Descent("G", for_G, optimize(G.parameters())),
    ]
