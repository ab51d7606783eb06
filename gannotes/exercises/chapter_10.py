"""The exercises of chapter 10, Images."""

import torch
from torch.nn.functional import conv_transpose1d

from gannotes.exercises.examiners import Exercise, number, one_of
from gannotes.exercises.functions import function

F64 = torch.float64


def _normalised(x: torch.Tensor) -> torch.Tensor:
    """Batch norm in training, with scale 1, shift 0 and epsilon 1e-5; x of shape (n, c)."""
    return (x - x.mean(0)) / torch.sqrt(x.var(0, unbiased=False) + 1e-5)


def _stamped(x: torch.Tensor, kernel: torch.Tensor) -> torch.Tensor:
    """A transposed convolution on a line, stride 2, no padding."""
    return conv_transpose1d(x[None, None], kernel[None, None], stride=2)[0, 0]


EXERCISES = {
    "10.1": Exercise(
        number(21),
        hints=(
            "Which of (10.2) and (10.4) makes a picture larger?",
            "Between the first and the last of 7 stamps there are 6 strides.",
            "Put n = 7, k = 5, s = 3, p = 1 into (10.4), and mind that padding takes pixels away at both ends.",
        ),
    ),
    "10.2": Exercise(
        number(2.25),
        hints=(
            "Count along one axis first: (10.5), or lay stamps of width 5 every 2 pixels and count.",
            "Along one axis some pixels are reached by more stamps than others. How many each?",
            "In a picture the counts of the two axes multiply.",
        ),
    ),
    "10.3": Exercise(
        function(
            _normalised,
            cases=[
                (torch.tensor([[1.0, 0.0], [3.0, 10.0], [5.0, 20.0], [7.0, 50.0]], dtype=F64),),
                (torch.tensor([[0.01], [-0.02], [0.0]], dtype=F64),),
            ],
        ),
        hints=(
            "One mean and one variance for each column, over the rows.",
            "The variance of (10.6) divides by m. torch.var divides by m - 1 unless it is told otherwise.",
            "Epsilon stands inside of the root, beside the variance.",
        ),
    ),
    "10.4": Exercise(
        function(
            _stamped,
            cases=[
                (torch.tensor([1.0, 2.0, 3.0], dtype=F64), torch.tensor([1.0, -1.0, 0.5], dtype=F64)),
                (torch.tensor([2.0], dtype=F64), torch.tensor([1.0, 2.0, 3.0, 4.0], dtype=F64)),
                (torch.tensor([1.0, 5.0, -2.0, 0.5], dtype=F64), torch.tensor([3.0, 1.0, 4.0, 1.5], dtype=F64)),
            ],
        ),
        hints=(
            "How long is the result? (10.4) with p = 0 and s = 2.",
            "Start from zeros. The number at place j stamps the whole kernel, times itself, from place 2j on.",
            "Where stamps overlap they add: use += on a slice as long as the kernel.",
        ),
    ),
    "10.5": Exercise(
        one_of("b", ("a", "b", "c")),
        hints=(
            "Look up the order of BatchNorm2d's arguments: the number of channels, and then?",
            "Which number stands under the root of (10.6) beside the variance?",
        ),
    ),
}
