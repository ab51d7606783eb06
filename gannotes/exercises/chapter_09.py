"""The exercises of chapter 9, Wasserstein."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from gannotes.exercises.examiners import Examiner, Exercise, number, one_of
from gannotes.exercises.functions import function
from gannotes.penalties import slope

F64 = torch.float64


def _of_weights(dragan: Callable) -> Callable:
    """The penalty as a function of the weights of a small critic, a quadratic whose slope varies from note to note."""

    def penalty(w, x, delta):  # a learner's function may return anything
        def critic(x):
            x = x.to(w.dtype)  # whatever the learner reckons in
            return x.square() @ w / 2 + x.prod(dim=1)

        return dragan(critic, x.detach().clone(), delta.detach().clone())

    return penalty


def _dragan(D: Callable[[Tensor], Tensor], x: Tensor, delta: Tensor) -> Tensor:
    return 10 * (slope(D, x + delta) - 1).square().mean()


def _penalty() -> Examiner:
    """A penalty that agrees with the reference on two batches, and whose gradient reaches the critic's weights."""
    batches = (
        ([2.0, -1.0], [[1.0, 0.5], [-0.5, 2.0], [0.0, 0.0]], [[0.1, -0.2], [0.3, 0.0], [-0.2, 0.4]]),
        ([0.3, 0.4], [[1.0, 1.0]], [[-0.5, 0.25]]),
    )
    cases = [tuple(torch.tensor(part, dtype=F64) for part in batch) for batch in batches]
    examine = function(_of_weights(_dragan), cases, gradient=True)
    return lambda answer: examine(_of_weights(answer) if callable(answer) else answer)


EXERCISES = {
    "9.1": Exercise(
        number(2),
        hints=(
            "On a line the best plan keeps the order. Which heap of the data goes to which heap of the fakes?",
            "(9.3): the left half goes to the left half and the right half to the right half. Average the two ways.",
        ),
    ),
    "9.2": Exercise(
        number(math.sqrt(2 / math.pi)),
        hints=(
            "A variance of 4: how many times as wide is the forger's law? Then use (9.3).",
            "The note at z in the one law has the same rank as the note at 2z in the other. How far are they apart?",
            "So W1 is the mean of |z| for a standard normal z.",
        ),
    ),
    "9.3": Exercise(
        number(0.07, within=1e-4),
        hints=(
            "The score of a linear critic depends on the two means only: it is the mark of their difference.",
            "That is 3 times the one weight plus 4 times the other, and each is free in its own interval.",
            "Nothing ties the weights together: put both where they earn most.",
        ),
    ),
    "9.4": Exercise(
        one_of("b", ("a", "b", "c")),
        hints=(
            "By (9.16) she is 1-Lipschitz. Which step of the proof holds for every 1-Lipschitz critic?",
            "(9.6): no critic scores more than the best plan costs. Does each critic score as much?",
        ),
    ),
    "9.5": Exercise(
        _penalty(),
        hints=(
            "You need one slope for each note, taken at x + delta: what does the package have for that?",
            "penalties.slope(D, points) gives n slopes. By autograd: the gradient of D(points).sum() in the points, "
            "with create_graph=True, and one norm for each row.",
            "Subtract 1, square, take the mean over the batch, and mind the weight.",
        ),
    ),
}
