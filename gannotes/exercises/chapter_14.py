"""The exercises of chapter 14, Without pairs."""

import torch

from gannotes.exercises.examiners import Exercise, number, one_of
from gannotes.exercises.functions import function

F64 = torch.float64


def _identity_term(w: torch.Tensor, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """G(v) = w v is given a y, F(v) = v / w an x; each should leave it alone."""
    return (w * y - y).abs().mean() + (x / w - x).abs().mean()


EXERCISES = {
    "14.1": Exercise(
        number(4),
        hints=(
            "Use (14.9). Which winters may T exchange without changing the law of the winters?",
            "A winter can take only the place of one that is equally frequent. Sort the five into groups.",
            "There are three groups. Multiply the factorials of their sizes.",
        ),
    ),
    "14.2": Exercise(
        number(10 * (2 / 3 + 2)),
        hints=(
            "Write down F(G(x)) and G(F(y)) as formulas. How far is each from where it started?",
            "F(G(x)) = (3x - 2)/3. The distance from x does not depend on x; nor does the other from y.",
            "(14.2) adds both distances, and the weight multiplies the sum.",
        ),
    ),
    "14.3": Exercise(
        function(
            _identity_term,
            cases=[
                (
                    torch.tensor(2.0, dtype=F64),
                    torch.tensor([1.0, -3.0, 4.0], dtype=F64),
                    torch.tensor([0.5, 7.0], dtype=F64),
                ),
                (
                    torch.tensor(0.5, dtype=F64),
                    torch.tensor([[1.0, 2.0], [3.0, -5.0]], dtype=F64),
                    torch.tensor([[0.0, 1.0]], dtype=F64),
                ),
            ],
        ),
        hints=(
            "Which pile is G's own, the one whose pictures it should leave alone? It is the pile that G translates to.",
            "So G is given y, and F is given x. Each term is the mean distance from what was given.",
            "The first term compares w * y with y. Take absolute values before the mean.",
        ),
    ),
    "14.4": Exercise(
        number(1 / 3),
        hints=(
            "From a grey, the way back leads to one colour only.",
            "So how many of the six can come home at most, whatever the two maps are?",
            "(14.10): how many greys are there for how many colours?",
        ),
    ),
    "14.5": Exercise(
        one_of("b", ("a", "b", "c")),
        hints=(
            "What do the two judges compare: single pictures with their partners, or piles with piles?",
            "Think of the twelve seeds of the four blobs: what would their logs have shown?",
            "Where X and Y hold equally much, a network can find the way home without hiding anything.",
        ),
    ),
}
