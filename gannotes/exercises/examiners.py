"""How an answer is examined: an examiner takes it and returns what is off with it, or None if it is right."""

import math
import numbers
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

Examiner = Callable[[object], str | None]


class Unanswered(Exception):
    """The dots are still there: nothing to examine."""


@dataclass(frozen=True)
class Exercise:
    examine: Examiner
    hints: tuple[str, ...]  # from a nudge to nearly there

    def __post_init__(self):
        if not self.hints:
            raise ValueError("an exercise needs at least one hint")


def as_number(answer: object) -> float | None:
    """The answer as a float, also from a tensor or array of one element; None if it is no number."""
    if isinstance(answer, bool):
        return None
    if isinstance(answer, numbers.Real):
        return float(answer)
    if hasattr(answer, "item") and getattr(answer, "size", None) is not None and answer.reshape(-1).shape == (1,):
        return as_number(answer.item())
    return None


def number(expected: float, within: float = 1e-3) -> Examiner:
    """A number, at most `within` from the expected one."""

    def examine(answer: object) -> str | None:
        value = as_number(answer)
        if value is None:
            return f"a number is wanted, such as 0.5 or math.log(2), but this is {type(answer).__name__}."
        if not math.isfinite(value):
            return f"{value} is no answer: look for a division by 0 or a log of 0."
        return None if abs(value - expected) <= within else f"{value:.6g} is not it."

    return examine


def one_of(expected: str, options: Sequence[str]) -> Examiner:
    """One of the options, by its letter or word."""

    def examine(answer: object) -> str | None:
        if not isinstance(answer, str) or answer.strip().lower() not in options:
            return f"answer with one of {', '.join(map(repr, options))}, not {answer!r}."
        return None if answer.strip().lower() == expected else f"{answer.strip()!r} is not it."

    return examine


def function(
    reference: Callable[..., Tensor],
    cases: Sequence[tuple[Tensor, ...]],
    within: float = 1e-6,
    gradient: bool = False,
) -> Examiner:
    """A function that agrees with the reference on every case, and with its derivatives in the first argument too."""

    def examine(answer: object) -> str | None:
        if not callable(answer):
            return f"a function is wanted, such as `def f(x): return ...`, but this is {type(answer).__name__}."
        for case in cases:
            case = tuple(argument.clone().requires_grad_(gradient) for argument in case)
            given = ", ".join(str(argument.detach().tolist()) for argument in case)
            try:
                value, expected = answer(*case), reference(*case)
            except Exception as problem:  # a learner's function may raise anything; the verdict passes it on
                return f"your function raised {type(problem).__name__} ({problem}) when called with {given}."
            if value is ... or value is None:
                raise Unanswered
            if not isinstance(value, Tensor):
                return f"called with {given}, your function returned {type(value).__name__}, not a tensor."
            if value.shape != expected.shape:
                return (
                    f"called with {given}, your function returned a tensor of shape {tuple(value.shape)}, "
                    f"not {tuple(expected.shape)}."
                )
            if not torch.allclose(value, expected, rtol=0, atol=within):
                return f"called with {given}, your function returned {value.tolist()}; that value is off."
            if gradient:
                if not value.requires_grad:
                    return "the value is right, but no gradient flows through your function: work with tensors only."
                there, wanted = (
                    torch.autograd.grad(out.sum(), case[0], materialize_grads=True)[0] for out in (value, expected)
                )
                if not torch.allclose(there, wanted, rtol=0, atol=within):
                    return f"the value is right, but its derivative at {given} is off."
        return None

    return examine
