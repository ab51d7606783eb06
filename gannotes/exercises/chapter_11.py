"""The exercises of chapter 11, Judging samples."""

import math

import torch
from torch import Tensor

from gannotes.divergences import wasserstein_1d
from gannotes.exercises.calls import Off, called, case_text, numbers_of
from gannotes.exercises.examiners import Exercise, number, one_of
from gannotes.exercises.quantities import rounding
from gannotes.exercises.surroundings import untouched
from gannotes.metrics import frechet_distance

_SAMPLES = [torch.tensor(numbers, dtype=torch.float64) for numbers in ([0, 0, 0, 1, 5], [-2, 1, 1.5, 1.5, 2, 2, 9, 9])]


def _unseen_by_frechet(answer: object) -> str | None:
    """A function that turns a sample into another law, at Fréchet distance 0."""
    try:
        for x in _SAMPLES:
            _examine_on(x, answer)
    except Off as off:
        return str(off)
    return None


def _examine_on(x: Tensor, answer: object) -> None:
    value, _ = called(answer, (x,))
    with untouched():
        y = numbers_of(value, (x,)).detach()
        given, rounding_moves_it = case_text((x,)), (4 * rounding(y) * x.abs().max()) ** 2
        if y.shape != x.shape or not y.isfinite().all():
            raise Off(f"called with {given}, your function should return as many finite numbers, as a tensor.")
        distance = frechet_distance(x[:, None], y.double()[:, None])
        if distance > 1e-9 + rounding_moves_it:
            raise Off(f"called with {given}, your sample is at Fréchet distance {distance:.3g}: it would be seen.")
        if wasserstein_1d(x, y.double()) < 0.05 * x.std():
            raise Off(f"called with {given}, yours is the same law, or nearly: another order of it is no fake.")


EXERCISES = {
    "11.1": Exercise(
        number(4 * math.exp(-(-0.7 * math.log(0.7) - 0.3 * math.log(0.1)))),
        hints=(
            "What is p(y), the mean over the four pictures? By symmetry you need not add anything up.",
            "Use (11.5): the entropy of p(y), less the mean entropy of a picture's prediction. All four have the same.",
            "The score is 4 times the exponential of minus that entropy, in nats.",
        ),
    ),
    "11.2": Exercise(
        number(27),
        hints=(
            "First the means: the squared distance between two points of the plane.",
            "Both covariances are diagonal, so (11.11) applies: standard deviations, axis by axis.",
            "The entries of a covariance are variances; take their roots before you subtract.",
        ),
    ),
    "11.3": Exercise(
        _unseen_by_frechet,
        hints=(
            "On the line the Fréchet distance sees two numbers of a sample. Which?",
            "Keep the mean and the standard deviation; everything else is yours. Are the given samples symmetric?",
            "What does a mirror at the mean do to a sample that is not symmetric?",
        ),
    ),
    "11.4": Exercise(
        number(38, within=0.5),
        hints=(
            "(11.21) is a product: multiply factor after factor until no collision is less likely than a collision.",
            "The square root in (11.22) gives a first guess; the smallest s is one of its neighbours.",
        ),
    ),
    "11.5": Exercise(
        one_of("b", ("a", "b", "c")),
        hints=(
            "Which row of Figure 11.8 looks like this?",
            "No honest sample can be expected to come closer to the reference than other real digits do.",
        ),
    ),
}
