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
    "0.3": Exercise(
        number(2),
        hints=(
            "Page 3: each example says 2 x (w x - y). What do the two say?",
            "The gradient of the batch is the mean of what they say, and the step goes against it.",
        ),
    ),
    "0.4": Exercise(
        number(8),
        hints=(
            "First the way forward: what does the network say now, and what is the loss?",
            "Then three factors, as in (0.6): at the output, through the second weight, and the input.",
            "The first two factors are both negative.",
        ),
    ),
}
