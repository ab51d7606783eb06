"""The exercises of chapter 0, Start here."""

import torch

from gannotes.exercises.examiners import Exercise, number
from gannotes.exercises.functions import function

EXERCISES = {
    "0.1": Exercise(
        number(91 / 6),
        hints=(
            "In (0.1), h(x) is now x squared, and the six probabilities are what they were.",
            "Add the squares of 1 to 6 and divide by 6.",
        ),
    ),
    "0.2": Exercise(
        function(
            lambda x: x.square().mean(),
            cases=[
                (torch.tensor(entries, dtype=torch.float32),)
                for entries in ([1.0, 2.0, 3.0], [-4.0], [[0.5, 0.0], [2.0, -1.0]])
            ],
        ),
        hints=(
            "Two steps: square every entry, then take the mean. Tensors have methods for both.",
            "A tensor x has x.square() and x.mean().",
        ),
    ),
}
