"""The exercises of chapter 4, Divergence and the optimum."""

import math

import torch

from gannotes.exercises.examiners import Exercise, number, one_of
from gannotes.exercises.functions import function

F64 = torch.float64


def _js_of_nested(w: torch.Tensor) -> torch.Tensor:
    """JS between U[0, 1] and U[0, w], for w >= 1."""
    from_data = torch.log(2 * w / (w + 1))
    from_forger = torch.log(2 / (w + 1)) / w + (1 - 1 / w) * math.log(2)
    return (from_data + from_forger) / 2


EXERCISES = {
    "4.1": Exercise(
        number(math.log(2) / 2),
        hints=(
            "(4.4) is a sum over three faces, each ratio weighted by p. Which faces add nothing?",
            "Where p = q the ratio is 1; where p = 0 the weight is 0. One face is left.",
            "There p/q is 2. Mind the weight, and take the natural logarithm.",
        ),
    ),
    "4.2": Exercise(
        number(-math.log(2)),
        hints=(
            "Either work out what the best officer says to each face, or use (4.16).",
            "To which faces does she answer with certainty? These cost her nothing.",
            "By (4.16): as with the blocks of (4.19), only the mass that is not shared counts in JS.",
        ),
    ),
    "4.3": Exercise(
        function(
            _js_of_nested,
            cases=[(torch.tensor([1.0, 1.5, 2.0], dtype=F64),), (torch.tensor([4.0, 100.0], dtype=F64),)],
        ),
        hints=(
            "Cut the line in two: on [0, 1] both laws live, on [1, w] only the forger's.",
            "On [0, 1] the densities are 1 and 1/w. What is m there, and what is it on [1, w]?",
            "KL(p || m) is one logarithm. KL(q || m) has two, each weighted by the forger's mass on its part.",
        ),
    ),
    "4.4": Exercise(
        number(4),
        hints=(
            "Maximum likelihood on endless data minimises forward KL. What does (4.8) say of the best fit?",
            "It is the variance of the data: that within a hill, and that of the hills' means around the overall mean.",
            "First the overall mean. Then weigh the squared distances of 0 and 4 from it.",
        ),
    ),
    "4.5": Exercise(
        one_of("c", ("a", "b", "c")),
        hints=(
            "The mean of the two halves is -V/2. Which V is that?",
            "Look at the blue line of Figure 4.5, and at round 0 of Figure 4.4.",
        ),
    ),
}
