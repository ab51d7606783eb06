"""The exercises of chapter 13, Paired translation."""

import torch
from torch.nn.functional import softplus

from gannotes.exercises.examiners import Exercise, number
from gannotes.exercises.functions import function

F64 = torch.float64


def _translator_pays(logits: torch.Tensor, made: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Non-saturating, plus 100 times the mean absolute difference."""
    return softplus(-logits).mean() + 100 * (made - truth).abs().mean()


def _matchmaker_pays(right: torch.Tensor, wrong: torch.Tensor, made: torch.Tensor) -> torch.Tensor:
    """Minus (13.7), of logits."""
    return softplus(-right).mean() + (softplus(wrong).mean() + softplus(made).mean()) / 2


EXERCISES = {
    "13.1": Exercise(
        number(1.0),
        hints=(
            "Which number does (13.2) ask for: the mean, the median or the most frequent value?",
            "Sort the values and add up their probabilities from the left.",
            "You are there when as much lies on the one side as on the other, or as near to it as the steps allow.",
        ),
    ),
    "13.2": Exercise(
        number(29),
        hints=(
            "Put the three layers into (13.6), from the first to the last.",
            "The first layer adds its kernel less 1. For each later one, how far apart are its inputs in pixels?",
            "Strides multiply: the third layer's inputs are as far apart as the first two strides make together.",
        ),
    ),
    "13.3": Exercise(
        number(0.5),
        hints=(
            "Which of the three kinds of pair are called fake, and with which share each?",
            "(13.9) says what the forger's law is, if he can reach it.",
            "Twice the one less the other. See that a tree and no tree add up to one.",
        ),
    ),
    "13.4": Exercise(
        function(
            _translator_pays,
            cases=[
                (
                    torch.tensor([0.5, -1.0, 2.0], dtype=F64),
                    torch.tensor([[[[0.1, -0.2], [0.3, 0.9]]]], dtype=F64),
                    torch.tensor([[[[0.2, -0.2], [0.1, 1.0]]]], dtype=F64),
                ),
                (
                    torch.tensor([-800.0, 0.0], dtype=F64),
                    torch.tensor([[[[0.5]]], [[[-0.5]]]], dtype=F64),
                    torch.tensor([[[[0.5]]], [[[0.5]]]], dtype=F64),
                ),
            ],
            gradient=True,
        ),
        hints=(
            "Two terms: what G pays in the non-saturating game, and the distance.",
            "-log sigmoid(a) is softplus(-a): that stays finite for very negative logits.",
            "The distance is a mean over pixels and batch, not a sum; its weight is the paper's.",
        ),
    ),
    "13.5": Exercise(
        function(
            _matchmaker_pays,
            cases=[
                (
                    torch.tensor([1.0, -0.5], dtype=F64),
                    torch.tensor([0.3, 0.8], dtype=F64),
                    torch.tensor([-2.0, 0.1], dtype=F64),
                ),
                (
                    torch.tensor([400.0], dtype=F64),
                    torch.tensor([250.0], dtype=F64),
                    torch.tensor([-0.4], dtype=F64),
                ),
            ],
            gradient=True,
        ),
        hints=(
            "D maximises (13.7); what she pays is minus that.",
            "-log(1 - sigmoid(a)) is softplus(a).",
            "The real pictures with right captions count in full; each kind of fake counts half.",
        ),
    ),
}
