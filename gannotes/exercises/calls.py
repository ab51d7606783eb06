"""How a learner's function is called: on copies that are its own, so that whatever it does to them stays there."""

import torch
from torch import Tensor

from gannotes.exercises.surroundings import as_found
from gannotes.exercises.words import told

Case = tuple[Tensor, ...]


class Unanswered(Exception):
    """The dots are still there: nothing to examine."""


class Off(Exception):
    """What is off with an answer; its text is the verdict."""


def case_text(case: Case) -> str:
    """The case as a learner would type it."""
    return ", ".join(str(part.tolist()) for part in case)


def called(answer: object, case: Case, gradient: bool = False) -> tuple[object, Tensor]:
    """What the answer returns for a copy of the case, and where derivatives in the first argument are taken.

    Off if it is no function, or raises; Unanswered if it returns nothing yet.
    """
    if not callable(answer):
        raise Off(f"a function is wanted, such as `def f(x): return ...`, but this is {type(answer).__name__}.")
    try:
        with as_found():
            leaves = [part.detach().clone().requires_grad_(gradient) for part in case]
            value = answer(*(leaf.clone() for leaf in leaves))  # autograd lets nobody change a leaf in place
    except KeyboardInterrupt:
        raise
    except BaseException as problem:  # a learner's function may raise anything, SystemExit too
        raise Off(f"your function raised {told(problem)} when called with {case_text(case)}.") from None
    if value is ... or value is None:
        raise Unanswered
    return value, leaves[0]


def numbers_of(value: object, case: Case) -> Tensor:
    """What a function returned as a dense real tensor on the CPU, with its gradient; Off if it isn't one.

    Sparse tensors, and complex ones without imaginary part, count by their values.
    """
    returned = f"called with {case_text(case)}, your function returned"
    if not isinstance(value, Tensor):
        raise Off(f"{returned} {type(value).__name__}, not a tensor.")
    try:
        value = value.to_dense().cpu()
        if value.is_complex() and not value.imag.any():
            value = value.real
        if not value.is_complex():
            value.detach().double().tolist()
    except Exception as problem:  # a tensor on the device meta has no numbers
        raise Off(f"{returned} a tensor that can't be read: {told(problem)}.") from None
    if value.is_complex():
        raise Off(f"{returned} complex numbers, and real ones are wanted.")
    return value


def derivative(value: Tensor, start: Tensor) -> Tensor:
    """The slope of the values' sum at the start: 0 where none of them depends on it; Off if it can't be taken."""
    if not value.requires_grad:
        raise Off("the value is right, but no gradient flows through your function: work with tensors only.")
    try:
        return torch.autograd.grad(value.sum(), start, materialize_grads=True)[0].to_dense()
    except Exception as problem:  # autograd sees that something was changed in place, or cut
        raise Off(f"the value is right, but its derivative can't be taken: {told(problem)}.") from None
