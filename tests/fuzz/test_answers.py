"""Whatever is given as an answer gets a verdict, leaves torch as it was, and spoils nothing for the next answer."""

import contextlib
import io
import math
import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import torch
from answers import chapter_00, chapter_02, chapter_09, chapter_10, chapter_11, chapter_12, chapter_16

from gannotes.exercises import check

ROUNDS_A_SECOND = 30  # about what a slow core can do
CHAPTERS = chapter_00, chapter_02, chapter_09, chapter_10, chapter_11, chapter_12, chapter_16
RIGHT = {name: answers[0] for chapter in CHAPTERS for name, answers in chapter.RIGHT.items()}
WRONG = {name: list(errors.values()) for chapter in CHAPTERS for name, errors in chapter.WRONG.items()}
FUNCTIONS = [name for name, answer in RIGHT.items() if callable(answer)]
DTYPES = [dtype for dtype in vars(torch).values() if isinstance(dtype, torch.dtype)]
SHAPES = [(), (1,), (3,), (0,), (1, 1), (3, 1), (1, 3), (2, 4, 3, 3)]


class Hostile:
    """Raises at whatever is asked of it."""

    def __init__(self, problem):
        object.__setattr__(self, "problem", problem)

    def __getattribute__(self, name):
        raise object.__getattribute__(self, "problem")

    def _raises(self, *_):
        raise object.__getattribute__(self, "problem")

    __repr__ = __str__ = __float__ = __index__ = __eq__ = __hash__ = __len__ = __iter__ = __bool__ = _raises


class Unspeakable(Exception):
    """An exception that can't be told."""

    def __str__(self):
        raise RecursionError


PROBLEMS = [
    *(ValueError("{braces} and \ud800"), RuntimeError("x" * 10_000), Unspeakable(), SystemExit(3), GeneratorExit()),
    *(StopIteration(), OverflowError(), MemoryError(), AssertionError(), ExceptionGroup("two", [KeyError(1)])),
]


def some_tensor(rng):
    """Of any dtype, shape, layout and device that torch will make here."""
    with contextlib.suppress(Exception):
        made = torch.zeros(rng.choice(SHAPES), dtype=rng.choice(DTYPES)) + rng.choice([0, 1, 0.5, math.nan, math.inf])
        made = made.to(rng.choice(DTYPES))
        return rng.choice([made, made.to_sparse(), made.to("meta"), made.requires_grad_(), torch.nn.Parameter(made)])
    return torch.empty(rng.choice(SHAPES), dtype=rng.choice(DTYPES))


def some_number(rng):
    value = rng.choice([0, 0.5, -1.8326, 15.1667, 1e-300, math.nan, math.inf, 10**400, True])
    kinds = [float, int, Decimal, Fraction, complex, str, repr, np.float16, np.float32, np.array, np.longdouble]
    with contextlib.suppress(ValueError, OverflowError, TypeError):
        return rng.choice(kinds)(value)
    return value


def some_object(rng):
    hostile = Hostile(rng.choice(PROBLEMS))
    text = "".join(chr(rng.randrange(0x110000)) for _ in range(rng.randrange(9)))
    ordinary = [(), [[]], iter([]), "(B).", b"b", ..., None, NotImplemented, np.array([]), np.array(["b"])]
    callables = [Hostile, type, len, math.log, torch.relu, torch.nn.Identity()]
    return rng.choice([hostile, [hostile], {"b": hostile}, text, *ordinary, *callables])


def some_value(rng):
    return rng.choice([some_tensor, some_number, some_object])(rng)


def some_function(rng):
    """Does something to what it is given and to torch, then returns something, or raises."""
    wild = random.Random(rng.random())

    def answer(*given):
        for _ in range(wild.randrange(3)):
            wild.choice(MISCHIEF)(wild.choice(given), wild)
        if wild.random() < 0.2:
            raise wild.choice(PROBLEMS)
        return wild.choice([*given, some_value(wild)])

    return answer


SILENT = [  # no operation that autograd would see
    lambda x, rng: x.data.fill_(1),
    lambda x, rng: torch.set_default_dtype(rng.choice([torch.float64, torch.float16])),
    lambda x, rng: torch.set_default_device("meta"),
    lambda x, rng: torch.set_grad_enabled(False),
    lambda x, rng: torch.manual_seed(0),
]
MISCHIEF = [
    *SILENT,
    lambda x, rng: x.zero_(),
    lambda x, rng: x.resize_(2),
    lambda x, rng: x.requires_grad_(),
    lambda x, rng: x.backward(torch.ones_like(x)),
]


def verdict_on(name, answer):
    """What is printed; an exception passes."""
    with contextlib.redirect_stdout(io.StringIO()) as said:
        check(name, answer)
    return said.getvalue()


def state():
    return (
        torch.get_default_dtype(),
        torch.get_default_device(),
        torch.is_grad_enabled(),
        torch.get_rng_state().numpy().tobytes(),
    )


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", [1, 2])
def test_any_answer_gets_a_verdict_and_leaves_all_as_it_was(seed, fuzz_seconds):
    rng, before = random.Random(seed), state()
    for _ in range(round(ROUNDS_A_SECOND * fuzz_seconds / 2)):
        name = rng.choice([*RIGHT, *FUNCTIONS])
        answer = rng.choice([some_value, some_function])(rng)
        assert verdict_on(name, answer)[:2] in ("✓ ", "✗ ", "Ex"), name
        assert state() == before, name
        assert verdict_on(name, RIGHT[name]) == f"✓ Exercise {name}: right.\n"


def with_mischief(function, rng):
    """What the function says, in another dtype; but what it was given is spoilt by then, and torch is set otherwise."""
    mischief, dtype = rng.sample(SILENT, 2), rng.choice([None, torch.float32, torch.float64])

    def answer(*given):
        tensors = [x for x in given if isinstance(x, torch.Tensor)] or [torch.zeros(3)]  # given none, there is one
        value = function(*(x.clone() if isinstance(x, torch.Tensor) else x for x in given))
        if dtype and isinstance(value, torch.Tensor) and value.is_floating_point():
            value = value.to(dtype)
        for some in mischief:
            some(rng.choice(tensors), rng)
        return value

    return answer


def test_right_is_right_and_wrong_is_wrong_whatever_is_done_beside_it(fuzz_seconds):
    rng = random.Random(3)
    for _ in range(round(ROUNDS_A_SECOND * fuzz_seconds / 2)):
        name = rng.choice(FUNCTIONS)
        wrong = rng.choice([error for error in WRONG[name] if callable(error)])
        assert verdict_on(name, with_mischief(wrong, rng)).startswith(f"✗ Exercise {name}: "), name
        assert verdict_on(name, with_mischief(RIGHT[name], rng)) == f"✓ Exercise {name}: right.\n"
