"""The exercises of chapter 16, Dissection."""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from gannotes.exercises.examiners import Exercise, number, one_of
from gannotes.exercises.functions import function

F64 = torch.float64


def _iou_over(speaks: Bool[Tensor, "n h w"], there: Bool[Tensor, "n h w"]) -> Float[Tensor, ""]:
    """Intersections over unions, each summed over all pictures."""
    return (speaks & there).sum() / (speaks | there).sum()


_DICE = torch.Generator().manual_seed(16)
_SPEAKS = torch.rand(3, 4, 4, generator=_DICE) < torch.tensor([0.9, 0.3, 0.1])[:, None, None]
_THERE = torch.rand(3, 4, 4, generator=_DICE) < torch.tensor([0.8, 0.1, 0.5])[:, None, None]


def _inserted(
    maps: Float[Tensor, "n units h w"], units: Int[Tensor, "k"], values: Float[Tensor, "k"], place: Int[Tensor, "2"]
) -> Float[Tensor, "n units h w"]:
    """The maps with the values of some units at one place."""
    edited = maps.clone()
    edited[:, units, place[0], place[1]] = values
    return edited


_MAPS = torch.rand(2, 4, 3, 3, generator=_DICE, dtype=F64)

EXERCISES = {
    "16.1": Exercise(
        number(0.5),
        hints=(
            "Count the pixels that are 1 in both, and those that are 1 in at least one.",
            "Two pixels are 1 in both. Now count those of either.",
        ),
    ),
    "16.2": Exercise(
        number(0.125),
        hints=(
            "The unit speaks in fewer pixels than the concept has. What is the best that can happen?",
            "All of the unit's pixels lie on the concept. The union is then the concept itself.",
            "By (16.3): the smaller share over the larger.",
        ),
    ),
    "16.3": Exercise(
        function(_iou_over, cases=[(_SPEAKS, _THERE), (_THERE, _SPEAKS[[1, 2, 0]])]),
        hints=(
            "For booleans, & is 'in both' and | is 'in at least one'.",
            "Sum the intersections over everything, then the unions, and divide once.",
        ),
    ),
    "16.4": Exercise(
        function(
            _inserted,
            cases=[
                (_MAPS, torch.tensor([0, 2]), torch.tensor([7.0, 8.0], dtype=F64), torch.tensor([1, 2])),
                (_MAPS, torch.tensor([3]), torch.tensor([9.0], dtype=F64), torch.tensor([0, 1])),
            ],
        ),
        hints=(
            "Copy the maps first: the network still needs its own.",
            "The axes are pictures, units, rows, columns. Which two are given by `place`?",
            "An index may be a tensor of units: `edited[:, units, row, column]` has the shape (n, k).",
        ),
    ),
    "16.5": Exercise(
        one_of("b", ("a", "b", "c")),
        hints=(
            "IoU compares two maps. Does it ever touch the network?",
            "Think of the pairs of Figure 16.5: what may one unit do when another is silenced?",
        ),
    ),
}
