"""Odd answers: right in whatever form and dtype, wrong whatever is done to the input, and never a traceback."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy
import torch
from torch.nn.functional import softplus

from gannotes import exercises
from gannotes.exercises import examiners, functions

F64 = torch.float64


@pytest.fixture(autouse=True)
def torch_as_it_was():
    """Should an examiner leave torch otherwise, no other test suffers."""
    yield
    torch.set_default_dtype(torch.float32)
    torch.set_default_device(None)
    torch.set_grad_enabled(True)


class Series:
    """One number in a frame, as pandas gives it: an item and no reshape."""

    size, shape = 1, (1,)

    def item(self):
        return 2 / 3


class Raising:
    """An answer that can't be read, nor shown."""

    def __float__(self):
        raise SystemExit("no float")

    def __repr__(self):
        raise RuntimeError("no repr")


TWO_THIRDS = [
    *(2 / 3, 0.67, Fraction(2, 3), Decimal("0.6667"), sympy.Rational(2, 3), sympy.exp(sympy.log(2) - sympy.log(3))),
    *(2 / 3 + 0j, np.float16(2 / 3), np.complex64(2 / 3), np.array([[2 / 3]]), np.array(Fraction(2, 3)), Series()),
    *(torch.tensor(2 / 3, dtype=dtype) for dtype in (F64, torch.float16, torch.bfloat16, torch.complex64)),
    *(torch.tensor([2 / 3], requires_grad=True), torch.tensor([2 / 3]).to_sparse()),
]


@pytest.mark.parametrize("right", TWO_THIRDS, ids=lambda answer: type(answer).__name__)
def test_a_number_is_right_whatever_it_is_written_with(right):
    assert examiners.number(2 / 3)(right) is None


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        (10**400, "that is a number too large for a float, and not it."),
        (Decimal("1e-400"), "0 is not it."),
        (Decimal("nan"), "nan is no answer: look for a division by 0 or a log of 0."),
        (sympy.oo, "inf is no answer: look for a division by 0 or a log of 0."),
        ("2/3", "a number is wanted, such as 0.5 or math.log(2), without quotes, but this is str."),
        (2 / 3 + 1j, "a number is wanted, such as 0.5 or math.log(2), but this is complex."),
        (sympy.Symbol("p"), "a number is wanted, such as 0.5 or math.log(2), but this is Symbol."),
        (np.bool_(True), "a number is wanted, such as 0.5 or math.log(2), but this is bool."),
        (np.array([]), "a number is wanted, such as 0.5 or math.log(2), but this is ndarray."),
        ([2 / 3], "a number is wanted, such as 0.5 or math.log(2), but this is list."),
        (math.log, "a number is wanted, such as 0.5 or math.log(2), but this is builtin_function_or_method."),
        (torch.Tensor, "a number is wanted, such as 0.5 or math.log(2), but this is _TensorMeta."),
        (torch.tensor(2 / 3, device="meta"), "a number is wanted, such as 0.5 or math.log(2), but this is Tensor."),
        (torch.tensor(0.5, dtype=torch.float16), "0.5 is not it."),
    ],
    ids=str,
)
def test_what_is_odd_and_not_the_number_gets_a_sentence(odd, said):
    assert examiners.number(2 / 3)(odd) == said


@pytest.mark.parametrize("right", ["b", "B", " b ", "(b)", "b)", "b.", "[B]", "'b'", "b:", "\uff42", np.str_("b")])
def test_an_option_is_known_by_its_letter_alone(right):
    assert examiners.one_of("b", ("a", "b", "c"))(right) is None


@pytest.mark.parametrize("right", [2, "2", "(2)", np.int64(2)])
def test_an_option_may_be_a_whole_number(right):
    assert examiners.one_of("2", ("1", "2"))(right) is None


@pytest.mark.parametrize("none", ["bb", "", "()", "b c", b"b", True, ["b"], 2.5, np.array(["b"])])
def test_what_is_no_option_is_told_which_there_are(none):
    assert examiners.one_of("b", ("a", "b", "c"))(none) == f"answer with one of 'a', 'b', 'c', not {none!r}."


def test_an_answer_that_cannot_be_shown_is_called_by_its_type_and_a_long_one_is_cut():
    assert examiners.one_of("b", ("a", "b"))(Raising()) == "answer with one of 'a', 'b', not a Raising."
    assert len(examiners.one_of("b", ("a", "b"))("x" * 10_000)) < 400


CASES = [(torch.tensor([-3.0, 0.5, 2.0], dtype=F64),), (torch.tensor([0.25], dtype=F64),)]
square = functions.function(lambda x: x.square(), CASES)
cost = functions.function(lambda a: softplus(-a), CASES, gradient=True)
KEPT = []


def halving_first(x):
    """Wrong, and its input is then what makes it right."""
    x /= 2
    return x.square()


def keeping(x):
    """Wrong, and turns what it was given in an earlier case."""
    KEPT.append(x)
    for earlier in KEPT:
        earlier.zero_()
    return x


def setting_the_scene(x):
    """Wrong, and leaves torch another."""
    torch.set_default_dtype(torch.float16)
    torch.set_default_device("meta")
    torch.set_grad_enabled(False)
    torch.manual_seed(0)
    return x + 1


@pytest.mark.parametrize("wrong", [halving_first, keeping, setting_the_scene, lambda x: x.zero_(), lambda x: x])
def test_what_is_wrong_is_wrong_whatever_it_does_to_its_input(wrong):
    assert "that value is off" in str(square(wrong))
    assert "that value is off" in str(square(wrong)), "the next time too"
    assert square(torch.square) is None, "and the next answer does not suffer"


def test_every_answer_is_given_the_same_input_whatever_the_last_one_did_to_it():
    seen = []

    def spoiling(x):
        seen.append(x.tolist())
        return x.zero_()

    own = functions.function(torch.square, [(torch.tensor([3.0, 1.0]),)])
    own(spoiling)
    own(spoiling)
    assert seen == [[3.0, 1.0], [3.0, 1.0]]


def test_torch_is_left_as_it_was_found():
    def state():
        return torch.get_default_dtype(), torch.get_default_device(), torch.is_grad_enabled(), torch.get_rng_state()

    before = state()
    square(setting_the_scene)
    assert state()[:3] == before[:3]
    assert torch.equal(state()[3], before[3])


@pytest.mark.parametrize("right", [lambda x: x.square_(), lambda x: x.mul_(x), lambda x: torch.mul(x, x, out=x)])
def test_what_is_right_may_work_in_place(right):
    assert square(right) is None


def test_what_is_right_may_work_in_place_where_a_gradient_is_asked_for():
    assert cost(lambda a: softplus(a.neg_())) is None
    assert "its derivative at" in str(cost(lambda a: softplus(-a.detach()) + a.mul_(0).sum()))
    assert "its derivative can't be taken: RuntimeError" in str(cost(lambda a: softplus(-a).exp().log_().exp().log_()))


FLOATS = [torch.float64, torch.float32, torch.float16, torch.bfloat16]


@pytest.mark.parametrize("dtype", FLOATS)
def test_a_function_is_right_in_any_floating_dtype(dtype):
    assert square(lambda x: x.to(dtype).square()) is None
    assert cost(lambda a: softplus(-a.to(dtype))) is None


@pytest.mark.parametrize("dtype", FLOATS)
def test_and_wrong_in_any(dtype):
    assert "that value is off" in str(square(lambda x: (1.1 * x.square()).to(dtype)))
    assert "its derivative" in str(cost(lambda a: (softplus(-a.detach()) + 0.1 * (a - a.detach())).to(dtype)))


@pytest.mark.parametrize(
    "right",
    [
        lambda x: x.square().to_sparse(),
        lambda x: x.square().to(torch.complex64),
        lambda x: torch.nn.Parameter(x.square()),
        lambda x: (4 * x.square()).sqrt() ** 2 * torch.ones(x.shape) / 4,
    ],
)
def test_a_tensor_of_another_make_counts_by_its_values(right):
    assert square(right) is None


@pytest.mark.parametrize("dtype", [torch.int64, torch.uint8, torch.bool])
def test_whole_numbers_are_right_where_the_values_are(dtype):
    ones = functions.function(torch.ones_like, CASES)
    assert ones(lambda x: torch.ones(x.shape, dtype=dtype)) is None
    assert "that value is off" in ones(lambda x: torch.zeros(x.shape, dtype=dtype))


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        (lambda x: x.square().numpy(), "your function returned ndarray, not a tensor."),
        (lambda x: x.square().tolist(), "your function returned list, not a tensor."),
        (lambda x: 3.0, "your function returned float, not a tensor."),
        (lambda x: [x.square()], "your function returned list, not a tensor."),
        (lambda x: x.square()[None], "a tensor of shape (1, 3), not (3,)."),
        (lambda x: x.square().to("meta"), "your function returned a tensor that can't be read: "),
        (lambda x: x.square() + 1j, "your function returned complex numbers, and real ones are wanted."),
        (lambda x: x.square() + 1e-4, "that value is off, by a little: within 1e-06 is wanted."),
        (lambda x: x.resize_(2), "a tensor of shape (2,), not (3,)."),
        (lambda x: exit(), "your function raised SystemExit"),
        (lambda x: x / {}, "your function raised TypeError"),
        (lambda x: (_ for _ in ()).throw(KeyError("{x}")), "your function raised KeyError ('{x}') when called with"),
    ],
)
def test_a_function_that_returns_no_such_tensor_gets_a_sentence(odd, said):
    assert said in square(odd)


def test_an_exception_that_cannot_be_told_is_called_by_its_type():
    class Mute(Exception):
        def __str__(self):
            raise ValueError

    def answer(x):
        raise Mute

    assert square(answer) == "your function raised Mute when called with [-3.0, 0.5, 2.0]."


def test_infinity_is_right_where_it_is_the_truth_and_nan_nowhere():
    logs = functions.function(torch.log, [(torch.tensor([0.0, 1.0], dtype=F64),)])
    assert logs(lambda x: x.float().log()) is None
    assert "that value is off" in logs(lambda x: (x + 1e-30).log())
    assert "that value is off" in logs(lambda x: x.log() * torch.tensor([math.nan, 1.0]))


def test_check_makes_a_verdict_of_whatever_an_answer_raises(capsys):
    exercises.check("2.1", Raising())
    said = capsys.readouterr().out
    assert said.startswith("✗ Exercise 2.1: your answer, of type Raising, can't be examined: SystemExit (no float).\n")


def test_an_interrupt_passes():
    def interrupted(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exercises.check("0.2", interrupted)

    class Interrupted:
        def __float__(self):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exercises.check("0.1", Interrupted())


def test_the_books_tensors_are_its_own_whatever_the_reader_has_set(capsys):
    torch.set_default_dtype(torch.float16)
    torch.set_default_device("meta")
    with torch.inference_mode():
        exercises.check("2.4", lambda a: softplus(-a).mean())
    assert capsys.readouterr().out == "✓ Exercise 2.4: right.\n"
