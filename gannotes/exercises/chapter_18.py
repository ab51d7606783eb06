"""The exercises of chapter 18, Sequences."""

import math

import torch

from gannotes.exercises.examiners import Exercise, number, one_of
from gannotes.exercises.functions import function

F64 = torch.float64


def _reinforced(logits: torch.Tensor, chosen: torch.Tensor, worth: torch.Tensor) -> torch.Tensor:
    """Minus the mean of log p(chosen), weighed by the worth less the mean worth of the others."""
    others = (worth.sum() - worth) / (len(worth) - 1)
    likely = (chosen * logits.log_softmax(dim=1)).sum(dim=1)
    return -((worth - others) * likely).mean()


def _relaxed(logits: torch.Tensor, u: torch.Tensor, temperature: torch.Tensor) -> torch.Tensor:
    """The softmax of the logits with Gumbel noise, at a temperature."""
    return ((logits - (-u.log()).log()) / temperature).softmax(dim=1)


_LOGITS = torch.tensor([[1.0, 0.0, -1.0], [0.3, 0.3, 2.0], [-0.5, 1.5, 0.0], [0.0, 0.0, 0.0]], dtype=F64)
_U = torch.tensor([[0.2, 0.9, 0.5], [0.05, 0.6, 0.7], [0.99, 0.3, 0.4], [0.5, 0.8, 0.1]], dtype=F64)

EXERCISES = {
    "18.1": Exercise(
        number(2 / 3),
        hints=(
            "All three words are equally likely. What is the expected worth?",
            "The slope in a logit is p_v (R_v - E R).",
        ),
    ),
    "18.2": Exercise(
        number(7 / 8),
        hints=(
            "For two strings it was a half. Which of the terms of the mean isn't independent of the string?",
            "(18.6), with n = 8.",
        ),
    ),
    "18.3": Exercise(
        one_of("b", ("a", "b", "c")),
        hints=(
            "What does each of them ask of D: an answer, a slope, or nothing?",
            "The slope of R never occurs in (18.4), and D not at all in (18.11).",
        ),
    ),
    "18.4": Exercise(
        function(
            _reinforced,
            cases=[
                (_LOGITS, torch.eye(3, dtype=F64)[[0, 2, 1, 1]], torch.tensor([1.0, 3.0, 0.0, 2.0], dtype=F64)),
                (_LOGITS[:2], torch.eye(3, dtype=F64)[[1, 1]], torch.tensor([10.0, 11.0], dtype=F64)),
            ],
            gradient=True,
        ),
        hints=(
            "First the log-probability of each chosen token: log_softmax, and the one-hot picks.",
            "The mean of the others is (the sum - the own one) / (n - 1), a tensor of shape (n,).",
            "The optimiser goes downhill and the worth is to go up: mind the sign, and take the mean over n.",
        ),
    ),
    "18.5": Exercise(
        function(
            _relaxed,
            cases=[(_LOGITS, _U, torch.tensor(temperature, dtype=F64)) for temperature in (1.0, 0.3, 0.001)],
            gradient=True,
        ),
        hints=(
            "The noise is -log(-log u), one number for each logit.",
            "Divide the sum of logit and noise by the temperature: not the logit alone.",
            "A cold token overflows exp: let softmax do it, over the last axis.",
        ),
    ),
    "18.6": Exercise(
        number(math.factorial(8)),
        hints=(
            "The judges are content with any translator whose files are again equally likely.",
            "Chapter 14 counted the permutations of three points.",
        ),
    ),
}
