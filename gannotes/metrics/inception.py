"""The Inception score: sure about each picture, unsure about all of them."""

import torch
from jaxtyping import Float
from torch import Tensor


def inception_score(probabilities: Float[Tensor, "n classes"]) -> float:
    """Salimans et al. (2016): exp E KL(p(y|x) || p(y)), between 1 and the number of classes; 0 log 0 = 0.

    p(y) is the mean over all the samples given: one split. The published scores average over ten.
    """
    p = probabilities.double()
    if p.dim() != 2 or len(p) == 0:
        raise ValueError(f"probabilities must have shape (n, classes), n > 0, got {tuple(p.shape)}")
    if not (p >= 0).all() or not torch.allclose(p.sum(1), torch.ones_like(p[:, 0]), atol=1e-4):
        raise ValueError("each row must be probabilities that sum to 1: give softmax(logits), not logits")
    entropy_of_the_mean = torch.special.entr(p.mean(0)).sum()
    mean_entropy = torch.special.entr(p).sum(1).mean()
    return (entropy_of_the_mean - mean_entropy).clamp(min=0).exp().item()
