"""The Inception score: sure about each picture, unsure about all of them."""

import torch
from jaxtyping import Float

from gannotes.metrics.features import Array, as_given


def _rounding(dtype: torch.dtype) -> float:
    return torch.finfo(dtype).eps if dtype.is_floating_point else 0.0


def inception_score(probabilities: Float[Array, "n classes"]) -> float:
    """Salimans et al. (2016): exp E KL(p(y|x) || p(y)), between 1 and the number of classes; 0 log 0 = 0.

    p(y) is the mean over all the samples given: one split. The published scores average over ten. Rows sum to 1 up to
    1e-4, or to the rounding of their own type where that is more: half and bfloat16.
    """
    given = as_given(probabilities)
    p = given.double()
    if p.dim() != 2 or len(p) == 0:
        raise ValueError(f"probabilities must have shape (n, classes), n > 0, got {tuple(p.shape)}")
    sums = p.sum(1, keepdim=True)
    if not (p >= 0).all() or not ((sums - 1).abs() <= max(1e-4, _rounding(given.dtype))).all():
        raise ValueError("each row must be probabilities that sum to 1: give softmax(logits), not logits")
    p = p / sums
    entropy_of_the_mean = torch.special.entr(p.mean(0)).sum()
    mean_entropy = torch.special.entr(p).sum(1).mean()
    return (entropy_of_the_mean - mean_entropy).clamp(min=0).exp().item()
