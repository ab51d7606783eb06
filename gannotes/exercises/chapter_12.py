"""The exercises of chapter 12, Conditions."""

import math

import torch
from torch.nn.functional import cross_entropy

from gannotes.exercises.examiners import Exercise, number, one_of
from gannotes.exercises.functions import function

F64 = torch.float64


def _bound(said: torch.Tensor, c: torch.Tensor) -> torch.Tensor:
    """E log Q(c | x) + H(c), for logits of K codes that are equally often drawn."""
    return math.log(said.shape[1]) - cross_entropy(said, c)


_Z = sum(math.exp(logit) for logit in (2, 1, 0))
_LEFT = 0.05  # how often a code is read wrongly, shared evenly by the nine others

EXERCISES = {
    "12.1": Exercise(
        number(math.log(2 / 3) + math.log(1 / 3) / 2),
        hints=(
            "Write down the four pairs of order and coin, and how probable each is with the mint and the forger.",
            "On a pair that the mint never makes she is certain, and that costs nothing.",
            "On the other pairs D* is the mint's probability over the sum of both. Average log D* and log(1 - D*).",
        ),
    ),
    "12.2": Exercise(
        number(_Z / (_Z + 1)),
        hints=(
            "(12.17): what is Z?",
            "It is a softmax over four, one of the logits being 0. Which share is not that one's?",
        ),
    ),
    "12.3": Exercise(
        number(math.log(10) + (1 - _LEFT) * math.log(1 - _LEFT) + _LEFT * math.log(_LEFT / 9)),
        hints=(
            "With the best Q the bound (12.15) is an equality. What is then left to find?",
            "H(c | x) is the entropy of one large probability and nine small ones that are equal.",
            "Subtract that entropy from the entropy of ten codes that are equally often drawn.",
        ),
    ),
    "12.4": Exercise(
        one_of("b", ("a", "b", "c")),
        hints=(
            "One in ten, of ten classes: how would a forger score who never heard an order?",
            "The mixture of all samples is right, so somebody has trained well. By (12.4), who would not mind?",
        ),
    ),
    "12.5": Exercise(
        function(
            _bound,
            cases=[
                (
                    torch.tensor([[2.0, 0.0, -1.0], [0.5, 0.5, 3.0], [0.0, 0.0, 0.0]], dtype=F64),
                    torch.tensor([0, 2, 1]),
                ),
                (torch.tensor([[0.0, 3.0], [0.0, 1.0]], dtype=F64), torch.tensor([1, 0])),
                (torch.tensor([[1.0, 4.0, 2.0, 0.0]], dtype=F64), torch.tensor([3])),
            ],
        ),
        hints=(
            "Logits are no logarithms of probabilities yet: log_softmax, over the codes.",
            "For each row pick the one entry of the code that was drawn, by its index. Then average.",
            "The bound has a second term that depends on the number of codes only.",
        ),
    ),
}
