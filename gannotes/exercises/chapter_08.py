"""The exercises of chapter 8, Least squares."""

import torch

from gannotes.exercises.examiners import Exercise, number
from gannotes.exercises.functions import function

F64 = torch.float64


def _outputs(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=F64)


EXERCISES = {
    "8.1": Exercise(
        number(0.5),
        hints=(
            "The best mark is a mean of the two labels, (8.3). With which weights?",
            "Of four notes like this one, three are real. What is their mean label?",
        ),
    ),
    "8.2": Exercise(
        number(0.65),
        hints=(
            "For the 0-1 coding the integrand is q squared over p + q. Which values does it take?",
            "On the shared part p and q are equal, and elsewhere one of them is missing. How long is each part?",
            "Or go by (8.10): what is the triangular discrimination of two shifted blocks, and what stands around it?",
        ),
    ),
    "8.3": Exercise(
        function(
            lambda outputs, target: ((outputs - target) ** 2).mean() / 2,
            cases=[
                (_outputs(-1.0, 0.5, 3.0), _outputs(1.0).squeeze()),
                (_outputs(0.2, -0.2), _outputs(0.0).squeeze()),
                (_outputs(5.0), _outputs(1.0).squeeze()),
            ],
            gradient=True,
        ),
        hints=(
            "It is the second line of (8.1). An expectation becomes a mean over the batch.",
            "In which order: first square, then average. Test yourself on outputs that lie around the target.",
            "And the paper's half.",
        ),
    ),
    "8.4": Exercise(
        function(
            lambda b: torch.stack([b - 2, b, b - 1]),
            cases=[(_outputs(1.0),), (_outputs(0.0),), (_outputs(-0.5, 3.0),)],
        ),
        hints=(
            "In (8.10) two things have to go: the constant, and the factor.",
            "The constant vanishes if c is halfway between a and b. For the factor, how far apart must these be?",
            "These are the conditions of the theorem. Solve them for a and for c, given b.",
        ),
    ),
    "8.5": Exercise(
        number(1),
        hints=(
            "Look at (8.13): which value of kappa is the edge?",
            "kappa says how far the target lies on the way from a to b. Where is the edge on that way?",
        ),
    ),
}
