"""A discriminator that ends in a sigmoid, under a loss of logits."""

import torch
from torch import Tensor

from gannotes.exercises.broken.fault import Fault
from gannotes.exercises.broken.setting import F64, hill, seated, sit_down
from gannotes.models import mlp


def forward(self, x):
    """x of shape (n, *shape) -> one number each, of shape (n,): D's verdict."""
    verdict = self.stack(x.flatten(1)).squeeze(1)
    return torch.sigmoid(verdict)


def ending_in(part) -> type[mlp.Discriminator]:
    """A discriminator whose forward pass is the part."""
    return type("Ending", (mlp.Discriminator,), {"forward": part})


def verdicts(part) -> list[Tensor]:
    """What a D says to seven points, from far out on one side to far out on the other."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        D = mlp.Discriminator((1,), (4,)).double()
    return [part(D, torch.linspace(-90, 90, 7, dtype=F64)[:, None])]


FAULT = Fault(
    letter="l",
    name="a sigmoid before a loss of logits",
    story="D's loss never gets below 1, however long I train D. More layers don't help.",
    part=forward,
    right=mlp.Discriminator.forward,
    mutant="models.a_sigmoid_at_the_end",
    play=lambda part: sit_down(hill(), seated(), D=ending_in(part)),
    probe=verdicts,
    asked="what D says to seven points, near and far",
    hints=(
        "Look at D's numbers for reals and for fakes. Between which two do they stay?",
        "A sure D pays nearly nothing. What is the least that this one can pay?",
        "The loss takes logits. What are D's numbers?",
    ),
    repair=(
        "softplus has the sigmoid in it already.",
        "Return what the stack gives, one for each sample.",
    ),
)
