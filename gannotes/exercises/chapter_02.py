"""The exercises of chapter 2, The game."""

import math

import torch
from torch.nn.functional import softplus

from gannotes.exercises.examiners import Exercise, number, one_of
from gannotes.exercises.functions import function

F64 = torch.float64

EXERCISES = {
    "2.1": Exercise(
        number(math.log(0.8) + math.log(0.2)),
        hints=(
            "Read (2.1) with D(x) = 0.8 for every x: what is left of the two expectations?",
            "The mean of a constant is the constant. One term is log 0.8; what is D's probability for fake?",
            "Natural logarithms, and both terms are negative.",
        ),
    ),
    "2.2": Exercise(
        number(2 / 3),
        hints=(
            "Draw one sample from the pooled batch. How probable is it that it was real, before you look at it?",
            "The densities are equal, so looking doesn't help: (2.5), with each density weighted by its share.",
        ),
    ),
    "2.3": Exercise(
        function(
            lambda x: torch.sigmoid(2 - 2 * x),
            cases=[(torch.tensor([0.0, 1.0, 2.5], dtype=F64),), (torch.tensor([-7.0, 9.0], dtype=F64),)],
        ),
        hints=(
            "Put both densities into (2.5). What cancels?",
            "Divide numerator and denominator by the data's density: only the ratio p_g/p_data is left.",
            "The logarithm of that ratio is a straight line in x.",
        ),
    ),
    "2.4": Exercise(
        function(
            lambda logits: softplus(-logits).mean(),
            cases=[
                (torch.tensor([0.5, -1.0, 2.0], dtype=F64),),
                (torch.tensor([-200.0], dtype=torch.float32),),
                (torch.tensor([-3.0, 3.0, 1.0, 0.0], dtype=F64),),
            ],
            gradient=True,
        ),
        hints=(
            "It is the mean of -log D(G(z)), with D = sigmoid of the logit.",
            "Which side of (2.4) is -log sigmoid(a)?",
            "torch.nn.functional.softplus is written so that it never overflows. Mind the sign, and take the mean.",
        ),
    ),
    "2.5": Exercise(
        number(999, within=0.5),
        hints=("Divide the two slopes of (2.7).", "The ratio is (1 - D)/D."),
    ),
    "2.6": Exercise(
        one_of("b", ("a", "b", "c")),
        hints=(
            "Is a new forger's note taken for real, or for fake?",
            "Look at the grey part of Figure 2.9.",
        ),
    ),
}
