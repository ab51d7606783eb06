"""A penalty on one norm of all samples' gradients together."""

import torch

from gannotes import penalties
from gannotes.exercises.broken.critic import charged
from gannotes.exercises.broken.fault import Fault
from gannotes.exercises.broken.probes import steepness


def steepness_of(D, x):
    """|grad_x D(x)|: the penalty is 10 (steepness - 1)^2, in the mean."""
    x = x.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.norm()


FAULT = Fault(
    letter="g",
    name="one slope for the whole batch",
    story="My critic has a gradient penalty, and its scores hardly leave 0. G learns, after a fashion.",
    part=steepness_of,
    right=penalties.slope,
    mutant="penalties.one_norm_over_the_whole_batch",
    play=charged,
    probe=steepness,
    asked="the slopes at five points, and the gradient of a penalty on them in D's weights",
    hints=(
        "This critic should have slope 1, so its logits should lie about as far apart as the data and the fakes.",
        "They lie much closer than that. By which factor? And what is the square root of 128, the batch size?",
        "How many numbers should this function return for 128 samples?",
    ),
    repair=(
        "One norm for each sample, over all of its own axes.",
        "Flatten all axes but the first, and take the norm over dim=1.",
    ),
)
