"""The exercises of chapter 17, Growing."""

import torch
from jaxtyping import Float
from torch import Tensor

from gannotes.exercises.examiners import Exercise, number, one_of
from gannotes.exercises.functions import function

F64 = torch.float64
_DICE = torch.Generator().manual_seed(17)


def _normed(x: Float[Tensor, "n c h w"], scale: Float[Tensor, "n c"], bias: Float[Tensor, "n c"]) -> Tensor:
    """Each map of each picture with a mean and a deviation of its own."""
    mean = x.mean((2, 3), keepdim=True)
    deviation = (x - mean).square().mean((2, 3), keepdim=True).sqrt()
    return scale[:, :, None, None] * (x - mean) / deviation + bias[:, :, None, None]


def _faded(
    coarse: Float[Tensor, "n c h w"], fine: Float[Tensor, "n c h2 w2"], alpha: Float[Tensor, ""]
) -> Float[Tensor, "n c h2 w2"]:
    """The small picture, doubled, and the large one, mixed."""
    doubled = coarse.repeat_interleave(2, 2).repeat_interleave(2, 3)
    return (1 - alpha) * doubled + alpha * fine


def _spread(x: Float[Tensor, "n c h w"]) -> Float[Tensor, ""]:
    """The deviation over the batch, averaged over channels and places."""
    return (x - x.mean(0)).square().mean(0).sqrt().mean()


def _maps(*shape: int) -> Tensor:
    return torch.randn(shape, generator=_DICE, dtype=F64)


EXERCISES = {
    "17.1": Exercise(
        number(-2.0),
        hints=(
            "The four pixels become one: their mean. What is it?",
            "Doubled, the mean stands in all four places. A detail is the picture less that.",
        ),
    ),
    "17.2": Exercise(
        number(4.77, within=0.02),
        hints=(
            "By how much does the mean squared error grow? By its definition, (17.4) is 10 log10 of one over it.",
            "The truth and the guess both differ from the mean, independently: one variance, and two.",
            "The error of the guess is 1 + 2 variances: 10 log10(3).",
        ),
    ),
    "17.3": Exercise(
        function(
            _normed, cases=[(_maps(2, 3, 4, 5) + 2, _maps(2, 3), _maps(2, 3)), (_maps(1, 1, 1, 3), *_maps(2, 1, 1))]
        ),
        hints=(
            "Mean and deviation are over the last two axes: each map of each picture has its own.",
            "`keepdim=True` leaves axes of length 1, so that the difference is taken in the right places.",
            "The variance is the population's: `correction=0`. Give scale and bias two axes of length 1.",
        ),
    ),
    "17.4": Exercise(
        function(
            _faded,
            cases=[
                (_maps(2, 3, 2, 2), _maps(2, 3, 4, 4), torch.tensor(0.25, dtype=F64)),
                (_maps(1, 1, 2, 3), _maps(1, 1, 4, 6), torch.tensor(1.0, dtype=F64)),
            ],
        ),
        hints=(
            "The coarse picture has to be doubled first: each pixel a square of four.",
            "`repeat_interleave(2, dim)` doubles along one axis; the axes are 2 and 3.",
            "At alpha 0 all is coarse, at alpha 1 all is fine.",
        ),
    ),
    "17.5": Exercise(
        function(_spread, cases=[(_maps(4, 2, 3, 3),), (_maps(2, 3, 2, 2) * 5,)]),
        hints=(
            "First a deviation for each channel and each place: over which axis?",
            "Over the batch, axis 0, with the population's variance. Then average what is left to one number.",
        ),
    ),
    "17.6": Exercise(
        one_of("c", ("a", "b", "c")),
        hints=(
            "What does the deviation over a batch of copies say, and what over a batch of two faces, in turn?",
            "Would the forger be caught if he drew the same 40 faces over and over, and no others?",
        ),
    ),
}
