"""A penalty that is paid and not felt."""

import torch

from gannotes import penalties
from gannotes.exercises.broken.critic import charged
from gannotes.exercises.broken.fault import Fault
from gannotes.exercises.broken.probes import steepness


def steepness_of(D, x):
    """|grad_x D(x)|, one for each sample: the penalty is 10 (steepness - 1)^2."""
    x = x.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(D(x).sum(), x)
    return gradient.reshape(len(x), -1).norm(dim=1)


FAULT = Fault(
    letter="f",
    name="the penalty is paid but not felt",
    story="My critic has a gradient penalty, and still its scores get larger and larger.",
    part=steepness_of,
    right=penalties.slope,
    mutant="penalties.slope_without_its_graph",
    play=charged,
    probe=steepness,
    asked="the slopes at five points, and the gradient of a penalty on them in D's weights",
    hints=(
        "This critic should have slope 1. How far apart do its logits of reals and fakes get?",
        "What D pays rises, and D goes on. So is there something in its cost that its gradient does not know of?",
        "D's step needs the derivative of a derivative.",
    ),
    repair=(
        "The gradient must be differentiable once more.",
        "torch.autograd.grad has an argument for that.",
    ),
)
