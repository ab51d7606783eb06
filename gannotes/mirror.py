"""Descent for a whole law at once, as Proposition 2 of 2014 has it: no parameters, no samples."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from gannotes.divergences import masses

Law = Float[Tensor, "*batch n"]


def mirror_step(q: Law, cost: Law, step: float = 1.0) -> Law:
    """q exp(-step cost), normalised: the law that minimises <cost, r> + KL(r || q)/step over all laws r.

    Mirror descent on probabilities (Beck and Teboulle, 2003, sec. 5). Where q is 0 it stays 0, whatever the cost.
    """
    if not 0 < step < math.inf:
        raise ValueError(f"a step must be positive and finite, got {step}")
    if q.shape != cost.shape:
        raise ValueError(f"each face has its cost, but q has shape {tuple(q.shape)} and cost {tuple(cost.shape)}")
    logits = torch.where(q > 0, masses(q, name="q").log() - step * cost, -math.inf)
    return torch.softmax(logits, dim=-1)
