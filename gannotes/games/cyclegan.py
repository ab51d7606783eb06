"""CycleGAN (Zhu et al., 2017): two generators that must undo each other, and a discriminator for each domain."""

import copy
import itertools
from collections.abc import Callable, Iterable
from typing import Any, Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import l1_loss
from torch.optim import Optimizer

from gannotes.games.gan import Network, check_reach, fakes, seen
from gannotes.games.image_pool import ImagePool, Memory
from gannotes.losses import Loss
from gannotes.penalties import Penalty, no_penalty
from gannotes.train import Descent, Learner

ExtraTerm = Callable[[Any, Any, Tensor, Tensor], Tensor | float]  # of G, F, x, y: what G and F pay besides


@runtime_checkable
class Translator(Protocol):
    """Rewrites a string of tokens, and can say how likely each token was."""

    def __call__(self, x: Tensor, /) -> Tensor: ...

    def logits(self, x: Tensor, /) -> Tensor: ...


def no_term(G: Network, F: Network, x: Tensor, y: Tensor) -> float:
    """G and F pay for the game, the cycle and the identity, and for nothing besides."""
    return 0.0


def cycle_loss(G: Network, F: Network, x: Tensor, y: Tensor) -> Float[Tensor, ""]:
    """Zhu et al. (2017), eq. 2: |F(G(x)) - x| + |G(F(y)) - y|, each a mean over all values, as in the authors' code."""
    return l1_loss(F(G(x)), x) + l1_loss(G(F(y)), y)


def identity_loss(G: Network, F: Network, x: Tensor, y: Tensor) -> Float[Tensor, ""]:
    """Zhu et al. (2017), section 5.2: |G(y) - y| + |F(x) - x|: a picture of the other side is left alone."""
    return l1_loss(G(y), y) + l1_loss(F(x), x)


def paired_l1(x: Tensor, y: Tensor, weight: float = 10.0) -> ExtraTerm:
    """A few pairs that are known after all: weight * (|G(x) - y| + |F(y) - x|)."""
    if len(x) != len(y):
        raise ValueError(f"each x needs its y, but there are {len(x)} and {len(y)}")
    return lambda G, F, *_: weight * (l1_loss(G(x), y) + l1_loss(F(y), x))


def token_cycle(weight: float = 1.0) -> ExtraTerm:
    """The cycle of strings, in nats for each token: how surprised F is that x was what G(x) came from, and G of y.

    G and F are translators of one-hots that have `logits`, such as `models.sequence.Rewriter`.
    """

    def surprise(way: Translator, back: Translator, x: Tensor) -> Tensor:
        return -(x * back.logits(way(x)).log_softmax(dim=-1)).sum(dim=-1).mean()

    return lambda G, F, x, y: weight * (surprise(G, F, x) + surprise(F, G, y))


def domain_discriminator(
    name: str,
    D: Network,
    loss: Loss,
    optimizer: Optimizer,
    pick: Callable[[Tensor, Tensor], tuple[Tensor, Tensor]],
    penalty: Penalty = no_penalty,
) -> Descent:
    """D tells a domain's reals from fakes. `pick` says which are which: (x, y) -> real, fake.

    `name` is the player's. What `penalty(D, real, fake)` gives is added to what it pays.
    """

    def for_D(x: Tensor, y: Tensor) -> Tensor:
        with torch.no_grad():
            real, fake = pick(x, y)
        return loss.for_discriminator(D(real), D(fake)) + penalty(D, real, fake)

    return Descent(name, for_D, optimizer)


def cycle_generators(
    G: Network,
    F: Network,
    D_X: Network,
    D_Y: Network,
    loss: Loss,
    optimizer: Optimizer,
    cycle: float = 10.0,
    identity: float = 0.0,
    extra: ExtraTerm = no_term,
) -> Descent:
    """Zhu et al. (2017), eq. 3: G: X -> Y and F: Y -> X fool D_Y and D_X, and together bring every picture back."""

    def for_G_and_F(x: Tensor, y: Tensor) -> Tensor:
        check_reach(G, y)
        check_reach(F, x)
        fake_y, fake_x = G(x), F(y)
        for_Y = loss.in_turn_of_generator(D_Y(fake_y), seen(D_Y, y))
        for_X = loss.in_turn_of_generator(D_X(fake_x), seen(D_X, x))
        cost = for_Y + for_X + extra(G, F, x, y)
        if cycle:
            cost = cost + cycle * (l1_loss(F(fake_y), x) + l1_loss(G(fake_x), y))
        if identity:
            cost = cost + identity * identity_loss(G, F, x, y)
        return cost

    return Descent("G and F", for_G_and_F, optimizer)


def cyclegan(
    G: nn.Module,
    F: nn.Module,
    D_X: nn.Module,
    D_Y: nn.Module,
    loss: Loss,
    optimize: Callable[[Iterable[nn.Parameter]], Optimizer],
    cycle: float = 10.0,
    identity: float = 0.0,
    extra: ExtraTerm = no_term,
    penalty: Penalty = no_penalty,
    pool: Callable[[], Memory] = ImagePool,
) -> list[Learner]:
    """Zhu et al. (2017): three players; batches are (x, y), which need not belong together. G and F move as one.

    G: X -> Y and F: Y -> X translate; D_X and D_Y give logits, one for each picture or for each of its patches.
    `cycle` and `identity` weigh the two terms that G and F pay besides. For paintings the paper weighs the identity
    with half of the cycle's weight; elsewhere it leaves it out. `extra` adds a term of your own, (G, F, x, y) -> cost.
    `pool` makes a pool for each discriminator: `lambda: no_pool` for none. `loss`, `optimize` and `penalty` are as in
    `gan`.
    """
    pool_x, pool_y = pool(), pool()

    def meets_X(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        check_reach(G, y)  # before the first player has moved
        return x, pool_x(fakes(F, x, y))

    def meets_Y(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        check_reach(F, x)
        return y, pool_y(fakes(G, y, x))

    return [
        domain_discriminator("D_X", D_X, loss, optimize(D_X.parameters()), meets_X, penalty),
        # a penalty may count its D's turns: each has its own
        domain_discriminator("D_Y", D_Y, loss, optimize(D_Y.parameters()), meets_Y, copy.copy(penalty)),
        cycle_generators(
            G, F, D_X, D_Y, loss, optimize(itertools.chain(G.parameters(), F.parameters())), cycle, identity, extra
        ),
    ]
