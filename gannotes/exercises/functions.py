"""How a function is examined: called on inputs of its own, and compared with a reference in shape, value and slope."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

import torch
from torch import Tensor

from gannotes.exercises.calls import Case, Off, called, case_text, derivative, numbers_of
from gannotes.exercises.examiners import Examiner
from gannotes.exercises.quantities import rounding
from gannotes.exercises.surroundings import as_found, untouched

Reference = Callable[..., Tensor]
ROUNDINGS = 4  # how many of its dtype's rounding errors an answer may collect


class Truth(NamedTuple):
    """What a reference says to a case, in float64; the slope is that of its sum in the first argument, or 0."""

    value: Tensor
    slope: Tensor


def function(reference: Reference, cases: Sequence[Case], within: float = 1e-6, gradient: bool = False) -> Examiner:
    """A function that agrees with the reference on every case, and with its derivatives in the first argument too.

    `within` is relative where values exceed 1. An answer may be in any dtype, and is granted that dtype's rounding.
    """

    def examine(answer: object) -> str | None:
        try:
            for case in cases:
                _examine_on(case, answer, reference, within, gradient)
        except Off as off:
            return str(off)
        return None

    return examine


def _examine_on(case: Case, answer: object, reference: Reference, within: float, gradient: bool) -> None:
    truth = _truth(reference, case, gradient)
    value, start = called(answer, case, gradient)
    with as_found():
        found = numbers_of(value, case)
        if found.shape != truth.value.shape:
            shapes = f"of shape {tuple(found.shape)}, not {tuple(truth.value.shape)}"
            raise Off(f"called with {case_text(case)}, your function returned a tensor {shapes}.")
        slack = _slack(reference, case, truth, gradient, found, within)
        if not _agree(found, truth.value, slack.value):
            near = _agree(found, truth.value, torch.tensor(1e-2))
            off = f"off, by a little: within {within:g} is wanted." if near else "off."
            raise Off(f"called with {case_text(case)}, your function returned {found.tolist()}; that value is {off}")
        if gradient and not _agree(derivative(found, start), truth.slope, slack.slope):
            raise Off(f"the value is right, but its derivative at {case_text(case)} is off.")


def _truth(reference: Reference, case: Case, gradient: bool) -> Truth:
    """Of a copy of the case, that nobody else has."""
    with untouched():
        first, *others = (part.double().clone() if part.is_floating_point() else part.clone() for part in case)
        first.requires_grad_(gradient)
        value = reference(first, *others)
        (slope,) = torch.autograd.grad(value.sum(), first) if gradient else (torch.zeros(()),)
        return Truth(value.detach().double(), slope.double())


def _slack(reference: Reference, case: Case, truth: Truth, gradient: bool, found: Tensor, within: float) -> Truth:
    """How far off value and slope may be: `within`, and what rounding does to them and to the inputs before them."""
    rounded = truth
    if found.is_floating_point() and found.dtype != torch.float64:
        inputs = tuple(part.to(found.dtype).to(part.dtype) if part.is_floating_point() else part for part in case)
        with suppress(ValueError):  # rounded shares may not sum to 1 any more
            rounded = _truth(reference, inputs, gradient)
    return Truth(
        *(
            (within + ROUNDINGS * rounding(found)) * exact.abs().nan_to_num(posinf=1).clamp(min=1)
            + 2 * (near - exact).abs().nan_to_num(nan=0, posinf=0)
            for exact, near in zip(truth, rounded, strict=True)
        )
    )


def _agree(found: Tensor, expected: Tensor, slack: Tensor) -> bool:
    """Entry by entry; infinity agrees with itself alone, and nan with nothing."""
    found = found.detach().double()
    return bool(((found == expected) | ((found - expected).abs() <= slack)).all())
