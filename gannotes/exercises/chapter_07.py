"""The exercises of chapter 7, f-GAN."""

import math

import torch

from gannotes.exercises.examiners import Exercise, number, one_of
from gannotes.exercises.functions import function

F64 = torch.float64

EXERCISES = {
    "7.1": Exercise(
        number(1 / 4),
        hints=(
            "Work out the ratio p/q for each face.",
            "Square what each ratio lacks of 1. Whose coin are the squares averaged over?",
            "Over the forger's, as in (7.1). For which of the two faces is the square larger?",
        ),
    ),
    "7.2": Exercise(
        number(-1 - math.log(2)),
        hints=(
            "Write down u t - f(u) for this f and t. At which u is its slope 0?",
            "The slope is t + 1/u. With the u where it vanishes, put both terms together.",
            "There u t is a whole number, and f(u) is a logarithm. Mind the two minus signs.",
        ),
    ),
    "7.3": Exercise(
        number(math.exp(-1)),
        hints=(
            "Which T does she bid at a logit of 0, with the activation of KL?",
            "The best bid is f'(p/q). For which ratio is that her bid?",
            "Her threshold is 1, not 0. So does she call this note real, or forged?",
        ),
    ),
    "7.4": Exercise(
        function(
            lambda t: 2 - 2 * torch.sqrt(1 - t),
            cases=[(torch.tensor([0.0, 0.5, -3.0], dtype=F64),), (torch.tensor([0.99, -24.0, -0.44], dtype=F64),)],
            gradient=True,
        ),
        hints=(
            "Write f(u) as u - 2 + 1/u. Then u t - f(u) has one term in u, a constant, and one term in 1/u.",
            "Its slope in u is t - 1 + 1/u^2. Which u > 0 makes that 0?",
            "At that u the term in u and the term in 1/u are equal. Check: your function must be 0 at t = 0.",
        ),
    ),
    "7.5": Exercise(
        one_of("b", ("a", "b", "c")),
        hints=(
            "The second derivative of u log u, divided by u: which curve is bent like that?",
            "Look at the row of KL in the table below (7.16), and mind the places of p and q.",
        ),
    ),
}
