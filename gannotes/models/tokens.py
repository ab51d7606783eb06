"""From logits to a token: what is chosen, and what stands in for the choice where a slope is wanted.

Each takes logits and Gumbel noise of one shape, whose last axis runs over the symbols, and gives a token: a one-hot, or
a point between the one-hots.
"""

from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import one_hot

Logits = Float[Tensor, "*n symbols"]
Pick = Callable[[Tensor, Tensor], Tensor]


def highest(logits: Logits) -> Logits:
    """The one-hot of argmax: piecewise constant in the logits, so that no slope comes back through it."""
    return one_hot(logits.argmax(dim=-1), logits.shape[-1]).to(logits.dtype)


def gumbel_max(logits: Logits, gumbel: Logits) -> Logits:
    """Gumbel (1954): argmax of logits plus Gumbel noise is a sample of their softmax."""
    return highest(logits + gumbel)


def softmax_token(logits: Logits, gumbel: Logits) -> Logits:
    """Gulrajani et al. (2017), section 5.5: no choice at all, the probabilities themselves are the token."""
    return logits.softmax(dim=-1)


def _check(temperature: float) -> None:
    if not temperature > 0:
        raise ValueError(f"a temperature is positive, got {temperature}: for 0, which is argmax, take gumbel_max")


def gumbel_softmax(temperature: float = 1.0) -> Pick:
    """Jang et al. (2017), Maddison et al. (2017): softmax in place of the argmax in `gumbel_max`; 0 would be that."""
    _check(temperature)
    return lambda logits, gumbel: ((logits + gumbel) / temperature).softmax(dim=-1)


def straight_through(temperature: float = 1.0) -> Pick:
    """Jang et al. (2017), section 2.2: the token is `gumbel_max`'s, the slope that of `gumbel_softmax`."""
    soft = gumbel_softmax(temperature)

    def pick(logits: Tensor, gumbel: Tensor) -> Tensor:
        relaxed = soft(logits, gumbel)
        return gumbel_max(logits, gumbel) + relaxed - relaxed.detach()

    return pick
