"""The exercises of chapter 2, The game."""

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import softplus
from torch.optim import Optimizer

from gannotes.exercises.examiners import Exercise, number, one_of
from gannotes.exercises.functions import function
from gannotes.exercises.training import Step, Table, generator_network, training_step
from gannotes.models import mlp

F64 = torch.float64


def _table(number: int) -> Table:
    """Two small players after a turn of G, which has left its gradients in D's weights, too."""
    torch.manual_seed(number)
    D, G = mlp.Discriminator(hidden=(8,)).double(), mlp.Generator(1, hidden=(8,)).double()
    x, z = 1 + torch.randn(16, 1, dtype=F64), torch.rand(16, 1, dtype=F64)
    softplus(-D(G(z))).mean().backward()
    return D, G, x, z, torch.optim.SGD(D.parameters(), lr=0.1)


def _turn(cost: Callable[[Tensor, Tensor], Tensor], clear: bool = True) -> Step:
    """A step of D down a cost of its logits on real and fake samples."""

    def step(D: nn.Module, G: nn.Module, x: Tensor, z: Tensor, optimizer: Optimizer) -> None:
        if clear:
            optimizer.zero_grad()
        cost(D(x), D(G(z).detach())).backward()
        optimizer.step()

    return step


def _minus_V(real: Tensor, fake: Tensor) -> Tensor:
    return softplus(-real).mean() + softplus(fake).mean()


def _stand(*table: object) -> None:
    """No step at all."""


_SLIPS = {
    "D has not moved: the last line of a turn is the optimizer's step.": _stand,
    "what an earlier turn left in D's gradients is still in this step: clear them first.": _turn(_minus_V, clear=False),
    "D has moved the other way, and V has fallen. An optimizer goes down: what should it be given?": _turn(
        lambda real, fake: -_minus_V(real, fake)
    ),
    "D has moved the right way, but half as far: V is the sum of two means.": _turn(
        lambda real, fake: _minus_V(real, fake) / 2
    ),
    "D has learnt from the real samples alone.": _turn(lambda real, fake: softplus(-real).mean()),
    "real and fake are exchanged.": _turn(lambda real, fake: _minus_V(fake, real)),
}

EXERCISES = {
    "2.1": Exercise(
        number(math.log(0.8) + math.log(0.2)),
        hints=(
            "Read (2.1) with D(x) = 0.8 for every x: what is left of the two expectations?",
            "The mean of a constant is the constant. One term is log 0.8; what is D's probability for fake?",
            "Natural logarithms, and both terms are negative.",
        ),
    ),
    "2.2": Exercise(
        number(2 / 3),
        hints=(
            "Draw one sample from the pooled batch. How probable is it that it was real, before you look at it?",
            "The densities are equal, so looking doesn't help: (2.5), with each density weighted by its share.",
        ),
    ),
    "2.3": Exercise(
        function(
            lambda x: torch.sigmoid(2 - 2 * x),
            cases=[(torch.tensor([0.0, 1.0, 2.5], dtype=F64),), (torch.tensor([-7.0, 9.0], dtype=F64),)],
        ),
        hints=(
            "Put both densities into (2.5). What cancels?",
            "Divide numerator and denominator by the data's density: only the ratio p_g/p_data is left.",
            "The logarithm of that ratio is a straight line in x.",
        ),
    ),
    "2.4": Exercise(
        function(
            lambda logits: softplus(-logits).mean(),
            cases=[
                (torch.tensor([0.5, -1.0, 2.0], dtype=F64),),
                (torch.tensor([-200.0], dtype=torch.float32),),
                (torch.tensor([-3.0, 3.0, 1.0, 0.0], dtype=F64),),
            ],
            gradient=True,
        ),
        hints=(
            "It is the mean of -log D(G(z)), with D = sigmoid of the logit.",
            "Which side of (2.4) is -log sigmoid(a)?",
            "torch.nn.functional.softplus is written so that it never overflows. Mind the sign, and take the mean.",
        ),
    ),
    "2.5": Exercise(
        number(999, within=0.5),
        hints=("Divide the two slopes of (2.7).", "The ratio is (1 - D)/D."),
    ),
    "2.6": Exercise(
        one_of("b", ("a", "b", "c")),
        hints=(
            "Is a new forger's note taken for real, or for fake?",
            "Look at the grey part of Figure 2.9.",
        ),
    ),
    "2.7": Exercise(
        training_step(_turn(_minus_V), _SLIPS, _table),
        hints=(
            "Read the inner loop of Algorithm 1, typed flat: the five lines between `for` and G's turn.",
            "Four things in a row: the cost from both batches; clear old gradients; backward; step.",
            "The cost is -V: the mean of softplus(-D(x)) and the mean of softplus(D(G(z))), added.",
        ),
    ),
    "2.8": Exercise(
        generator_network(inputs=(8,), outputs=(1, 6, 6), num_parameters=8 * 32 + 32 + 32 * 36 + 36),
        hints=(
            "A picture of 6 times 6 is 36 numbers. The layers make these, and the last one only changes their shape.",
            "torch.nn.Sequential puts layers in a row. You need two Linear, a ReLU between them, and a Tanh.",
            "torch.nn.Unflatten(1, (1, 6, 6)) makes pictures of rows of 36.",
        ),
    ),
}
