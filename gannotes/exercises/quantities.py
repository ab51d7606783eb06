"""An answer as one real number, whatever it is written with: Python, numpy, torch, pandas, Decimal, sympy."""

from typing import Any

import numpy as np
import torch
from torch import Tensor


def as_number(answer: Any) -> float | None:
    """The answer as a float, also from a tensor, array or series of one element; None if it is no real number.

    A complex number is real if its imaginary part is 0. True is no number here, and a string is none: "2/3" is text.
    """
    if callable(getattr(answer, "item", None)) and not isinstance(answer, type):
        answer = _only_element(answer)
    if isinstance(answer, complex):
        return answer.real if answer.imag == 0 else None
    if isinstance(answer, bool | str | bytes) or not any(
        hasattr(type(answer), way) for way in ("__float__", "__index__")
    ):
        return None
    try:
        return float(answer)
    except (TypeError, ValueError):  # a sympy symbol has no value, an array of many not one
        return None


def _only_element(answer: Any) -> Any:
    """What a tensor or array of one element holds; None if it holds another number of them, or none at all."""
    try:
        if isinstance(answer, Tensor):
            answer = answer.detach().to_dense()
        return answer.item()
    except Exception:  # each library has its own
        return None


def rounding(answer: object) -> float:
    """The relative error that the answer's own dtype makes: 0 unless it is a tensor or array of floats."""
    dtype = getattr(answer, "dtype", None)
    if isinstance(dtype, torch.dtype):
        return torch.finfo(dtype).eps if dtype.is_floating_point or dtype.is_complex else 0.0
    if isinstance(dtype, np.dtype):
        return float(np.finfo(dtype).eps) if dtype.kind in "fc" else 0.0
    return 0.0
