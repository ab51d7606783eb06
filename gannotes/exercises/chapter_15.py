"""The exercises of chapter 15, Evolution."""

import math

import torch
from torch import Tensor

from gannotes.exercises.examiners import Exercise, number, one_of
from gannotes.exercises.functions import function

F64 = torch.float64


def _followed(p: Tensor, q: Tensor) -> Tensor:
    """Half of Pearson's divergence: c(r) = 1 + r, f = r + r^2/2, less what is the same for all q."""
    return ((q - p) ** 2 / p).sum() / 2


def _distillation(child: Tensor, one: Tensor, other: Tensor, likes_one: Tensor, likes_other: Tensor) -> Tensor:
    """Note by note, the better parent's."""
    better = torch.where((likes_one > likes_other)[:, None], one, other)
    return (child - better).square().sum(dim=1).mean()


EXERCISES = {
    "15.1": Exercise(
        number(0.4 + 0.1 * math.log(2)),
        hints=(
            "(15.2): a mean, and gamma times minus a logarithm.",
            "The quality is the mean of the two probabilities. Minus the logarithm of a norm below 1 has which sign?",
            "F_d is the natural logarithm of 2. Weigh it with gamma and add the quality.",
        ),
    ),
    "15.2": Exercise(
        number((4 - math.sqrt(7)) / 6),
        hints=(
            "(15.3) gives the slopes of both costs in the logit. Add them.",
            "You want the largest value of (1 - D)/2 + 2 D (1 - D)^2 for D between 0 and 1. Where is its derivative 0?",
            "That is a quadratic equation in D. One of its roots lies beyond 1.",
        ),
    ),
    "15.3": Exercise(
        one_of("one", ("one", "four", "eight")),
        hints=(
            "(15.2): F_d is large where the gradient of D's loss is small. Against whom has she nothing left to learn?",
            "(15.11). It does not ask how many modes a law has.",
        ),
    ),
    "15.4": Exercise(
        function(
            _followed,
            cases=[
                (torch.tensor([0.5, 0.5], dtype=F64), torch.tensor([0.9, 0.1], dtype=F64)),
                (torch.tensor([0.2, 0.3, 0.5], dtype=F64), torch.tensor([0.6, 0.4, 0.0], dtype=F64)),
                (torch.tensor([0.2, 0.3, 0.5], dtype=F64), torch.tensor([0.2, 0.3, 0.5], dtype=F64)),
            ],
        ),
        hints=(
            "(15.4): write the cost against the best officer as a function c of the ratio r = q/p. What is D* in r?",
            "Integrate c to get f, then sum p f(q/p) over the faces. Which terms are the same for every q?",
            "f is r plus half of its square. Subtract the value at p = q, so that nothing is left there.",
        ),
    ),
    "15.5": Exercise(
        function(
            _distillation,
            cases=[
                (
                    torch.tensor([[0.0, 0.0], [1.0, 1.0], [2.0, -1.0]], dtype=F64),
                    torch.tensor([[1.0, 0.0], [3.0, 1.0], [0.0, 0.0]], dtype=F64),
                    torch.tensor([[0.0, 2.0], [1.0, -2.0], [2.0, 2.0]], dtype=F64),
                    torch.tensor([0.5, -1.0, 3.0], dtype=F64),
                    torch.tensor([-0.5, 2.0, 1.0], dtype=F64),
                ),
                (
                    torch.tensor([[0.3], [-2.0]], dtype=F64),
                    torch.tensor([[1.0], [4.0]], dtype=F64),
                    torch.tensor([[-3.0], [5.0]], dtype=F64),
                    torch.tensor([-4.0, -3.0], dtype=F64),
                    torch.tensor([-1.0, -6.0], dtype=F64),
                ),
            ],
        ),
        hints=(
            "For each row pick one parent's note: the one with the higher logit. torch.where does it.",
            "The condition has shape (n,), the notes (n, d): add an axis to the condition with [:, None].",
            "Then the squared distance: sum over a note's coordinates, mean over the notes.",
        ),
    ),
}
