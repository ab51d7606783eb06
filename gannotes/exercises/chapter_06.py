"""The exercises of chapter 6, When it fails."""

import math

import torch

from gannotes.exercises.examiners import Exercise, number, one_of
from gannotes.exercises.functions import function

F64 = torch.float64


def _descended(p: torch.Tensor, q: torch.Tensor) -> torch.Tensor:
    """2 KL(m || p) with m = (p + q)/2, in the order p, q."""
    m = (p + q) / 2
    return 2 * (torch.xlogy(m, m) - torch.xlogy(m, p)).sum()


def _faces(*shares: float) -> torch.Tensor:
    return torch.tensor(shares, dtype=F64)


EXERCISES = {
    "6.1": Exercise(
        number(math.exp(6), within=0.5),
        hints=(
            "You need not compute either slope: (6.1) is their quotient.",
            "With D for the probability that she gives to the fake, the quotient is (1 - D)/D.",
            "Mind the sign of the logit. The fake is seen through, so the answer is large.",
        ),
    ),
    "6.2": Exercise(
        number(math.log(2) + (0.6 * math.log(0.6) - 1.6 * math.log(1.6)) / 2),
        hints=(
            "(6.10) has the formula; or begin with the definition, (4.9), one mode at a time.",
            "r is the share of modes that he makes. What is p/m on those modes, and what on the others?",
            "On the modes that he leaves out p/m is 2. On the others p/m and q/m have the same two values everywhere.",
        ),
    ),
    "6.3": Exercise(
        number(22),
        hints=(
            "(6.8) with n = 5 and d = 2. How many terms has the sum?",
            "Three: i = 0, 1 and 2, each a number of ways to choose i things out of n - 1.",
            "Don't forget the factor before the sum: each way to part the colours counts again with them exchanged.",
        ),
    ),
    "6.4": Exercise(
        function(
            _descended,
            cases=[
                (_faces(0.2, 0.3, 0.5), _faces(0.4, 0.4, 0.2)),
                (_faces(0.5, 0.5, 0.0), _faces(1.0, 0.0, 0.0)),
                (_faces(0.5, 0.5, 0.0), _faces(0.0, 0.5, 0.5)),
            ],
        ),
        hints=(
            "(6.4) says which two divergences, (6.5) that they are one. Which of the two forms is easier to write?",
            "A face that only the data have must not give nan. torch.xlogy(x, y) is x log y, and 0 where x is 0.",
            "A face that only he makes, and the data never show, makes it infinite: there, inf is right.",
        ),
    ),
    "6.5": Exercise(
        one_of("c", ("a", "b", "c", "d")),
        hints=(
            "Read recall together with auc: most of the data are missing. What does D say about it?",
            "An oscillating forger moves by a good part of his gap each time, and before a saturated one D never errs.",
            "Which rule of the last section asks for told_most and stride, both of them small?",
        ),
    ),
}
