"""The exercises of chapter 3, The optimal discriminator."""

import math

import torch

from gannotes.divergences import game_value, optimal_discriminator
from gannotes.exercises.examiners import Exercise, number
from gannotes.exercises.functions import function

F64 = torch.float64
POINTS = torch.tensor([0.0, 1.0, 2.5], dtype=F64), torch.tensor([-6.0, 8.0], dtype=F64)


def coin(*faces: float) -> torch.Tensor:
    return torch.tensor(faces, dtype=F64)


DICE = coin(3 / 4, 1 / 4, 0.0), coin(0.0, 1 / 4, 3 / 4)  # 3.1 and 3.5: p and q
WRONG_AND_CERTAIN = [(coin(0.0, 0.5, 0.2),), (coin(0.9, 0.6, 1.0),)]  # 3.5: she loses infinitely much

EXERCISES = {
    "3.1": Exercise(
        number(math.log(0.5) / 2),
        hints=(
            "Write D* under each face first: (3.1). Two of the three faces are beyond doubt.",
            "Where D* is 1 the real term is log 1, and where it is 0 the fake term is log 1: what is left of (3.9)?",
            "Only the shared face costs anything. It has a quarter of the real throws and a quarter of the fakes.",
        ),
    ),
    "3.2": Exercise(
        number(0.18),
        hints=(
            "What do the odds D/(1 - D) say about the two densities? Look under (3.11).",
            "The odds are 9 to 1, and they are the ratio of the densities.",
        ),
    ),
    "3.3": Exercise(
        function(lambda x: torch.sigmoid(math.log(2) + 2 - 2 * x), cases=[(points,) for points in POINTS]),
        hints=(
            "Which share of a pooled batch is real before anybody looks? That is the prior in (3.12).",
            "In logits the prior only adds a constant: the logarithm of its own odds, here 64 to 32.",
            "The rest of the logit is the log density ratio of (3.11): of two quadratics, a straight line is left.",
        ),
    ),
    "3.4": Exercise(
        function(
            lambda D: D / (0.9 - D),
            cases=[(coin(0.1, 0.45, 0.6),), (coin(0.85),), (coin(0.0, 0.3, 0.75, 0.81),)],
        ),
        hints=(
            "Put the two targets into (3.13): what is D, as a formula in p and q?",
            "Divide above and below by q, so that only the ratio r = p/q is left, and solve for r.",
            "Test yourself: where p = q the smoothed D is half of its largest value, and there the ratio must be 1.",
        ),
    ),
    "3.5": Exercise(
        function(
            lambda D: game_value(*DICE, optimal_discriminator(*DICE)) - game_value(*DICE, D),
            cases=[(coin(0.5, 0.5, 0.5),), (coin(0.9, 0.6, 0.2),), (coin(1.0, 0.5, 0.0),), *WRONG_AND_CERTAIN],
        ),
        hints=(
            "It is the value of the best officer less the value of this one, and the package computes values.",
            "If you write the logarithms out, mind the faces that one of the two never shows: 0 log 0 is 0, not nan.",
            "game_value(p, q, ...) twice: once with optimal_discriminator(p, q), once with D.",
        ),
    ),
}
