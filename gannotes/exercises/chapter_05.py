"""The exercises of chapter 5, Convergence."""

import math

import torch

from gannotes.divergences import kl
from gannotes.exercises.examiners import Exercise, number, one_of
from gannotes.exercises.functions import function

F64 = torch.float64


def _missing(p: torch.Tensor, q: torch.Tensor, r: torch.Tensor) -> torch.Tensor:
    """C(r) - U(r, D*_q): what the officer who prepared for q loses when the forger prints r."""
    return kl(r, q) - 2 * kl((p + r) / 2, (p + q) / 2)


_LAWS = torch.tensor(
    [[0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [0.25, 0.25, 0.5], [1 / 3, 1 / 3, 1 / 3], [0.8, 0.15, 0.05]], dtype=F64
)

EXERCISES = {
    "5.1": Exercise(
        number(math.log(0.9 / 1.4) - math.log(0.1 / 0.6)),
        hints=(
            "While she stands still, her value is a straight line in his coin. What does each face add to it?",
            "A face that he makes with probability q adds q log(1 - D*), and 1 - D* is q/(p + q).",
            "More heads means fewer tails: the slope is what heads adds less what tails adds.",
        ),
    ),
    "5.2": Exercise(
        function(_missing, cases=[tuple(_LAWS[[0, 1, 2]]), tuple(_LAWS[[3, 4, 0]]), tuple(_LAWS[[1, 2, 2]])]),
        hints=(
            "Her value is a line, and C is above it. Which equation of step 6 says by how much?",
            "(5.8): one KL between the forger's two laws, and one between two mixtures.",
            "Or without any KL: the value of r against p/(p + r), less its value against p/(p + q).",
        ),
    ),
    "5.3": Exercise(
        one_of("b", ("a", "b", "c")),
        hints=(
            "There are fewer officers for her to choose from, but still many. Go through steps 1, 2 and 3.",
            "Step 5 needs Theorem 1. Look at the middle panel of Figure 5.6.",
        ),
    ),
    "5.4": Exercise(
        number(math.sqrt(1 - 0.2 * 0.6 + 0.2**2 * 0.25)),
        hints=(
            "First (5.21): is this weight below the one where the game stops turning?",
            "It is, so the eigenvalues are a complex pair, and (5.22) gives the square of what you want.",
            "Mind the square of omega, and the root at the end.",
        ),
    ),
    "5.5": Exercise(
        number(2),
        hints=(
            "Look at Figure 5.9: errors shrink fastest where the game has just stopped turning.",
            "The root in (5.21) vanishes there.",
            "With another omega the lowest place is elsewhere; the length of the step doesn't matter.",
        ),
    ),
}
