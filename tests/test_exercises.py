"""An examiner looks at the answer: what is right passes in any form, each wrong answer is told what is off with it."""

import math
import re

import numpy as np
import pytest
import torch
from torch.nn.functional import logsigmoid, softplus

from gannotes import exercises
from gannotes.exercises import examiners, functions


@pytest.mark.parametrize("right", [math.log(2), 0.6883, 0.6979, torch.tensor(0.693), np.array([0.693])])
def test_a_number_is_right_in_any_form(right):
    assert examiners.number(math.log(2))(right) is None


@pytest.mark.parametrize("wrong", [0.67, 0.71, -0.693, 0, 2])
def test_a_number_is_right_within_its_tolerance_on_either_side(wrong):
    assert examiners.number(math.log(2))(wrong) == f"{wrong} is not it."


@pytest.mark.parametrize("near", [0.687, 0.699])
def test_a_number_that_is_near_is_told_how_near_is_wanted(near):
    said = f"{near} is not it. It is near, though: within 0.005 is wanted."
    assert examiners.number(math.log(2))(near) == said


@pytest.mark.parametrize(
    ("nothing", "fault"),
    [
        ("0.693", "a number is wanted.*this is str"),
        (True, "a number is wanted.*this is bool"),
        (torch.tensor([0.693, 0.693]), "a number is wanted.*this is Tensor"),
        (math.nan, "nan is no answer"),
        (-math.inf, "inf is no answer"),
    ],
)
def test_what_is_no_number_is_no_answer(nothing, fault):
    assert re.search(fault, str(examiners.number(math.log(2))(nothing)))


def test_a_choice_has_one_right_answer():
    examine = examiners.one_of("b", options=("a", "b", "c"))
    assert examine("b") is None
    assert examine(" B\n") is None
    assert examine("a") == "'a' is not it."
    for nothing in ("d", "", 2):
        assert examine(nothing).startswith("answer with one of 'a', 'b', 'c'")


LOGITS = torch.tensor([-3.0, 0.5, 40.0], dtype=torch.float64)


def of_a_logit(answer):
    """What the examiner says who asks for softplus(-a), with its slope."""
    return functions.function(lambda a: softplus(-a), [(LOGITS,), (LOGITS[:1],)], gradient=True)(answer)


@pytest.mark.parametrize(
    "right", [lambda a: softplus(-a), lambda a: -logsigmoid(a), lambda a: torch.log1p(torch.exp(-a))]
)
def test_a_function_is_right_in_any_form(right):
    assert of_a_logit(right) is None


def test_a_function_that_ignores_its_first_argument_has_slope_zero_there():
    product = functions.function(torch.mul, [(torch.tensor([0.0, 2.0]), torch.tensor([0.0, 0.0]))], gradient=True)
    assert product(torch.mul) is None
    assert product(lambda x, y: y * y) is None  # right here: both values and slopes in x are 0


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (lambda a: softplus(a), "called with .* returned .* that value is off"),
        (lambda a: softplus(-a) + 1e-3, "that value is off"),
        (lambda a: torch.full_like(a, math.nan), "that value is off"),
        (lambda a: softplus(-a).mean(), r"of shape \(\), not \(3,\)"),
        (lambda a: softplus(-a).detach(), "the value is right, but no gradient flows"),
        (lambda a: softplus(-a).detach() + a - a.detach(), "the value is right, but its derivative .* is off"),
        (lambda a: a.tolist(), "returned list, not a tensor"),
        (lambda: 0.0, "raised TypeError .* when called with"),
        (softplus(-LOGITS), "a function is wanted.*this is Tensor"),
    ],
)
def test_a_function_is_judged_by_what_it_returns(wrong, fault):
    assert re.search(fault, str(of_a_logit(wrong)))


def test_check_gives_its_verdict_and_a_further_hint_with_each_miss(monkeypatch, capsys):
    half = examiners.Exercise(examiners.number(0.5), hints=("a coin", "a fair one"))
    monkeypatch.setattr(exercises, "find", {"0.1": half}.get)
    said = []
    for answer in (..., 0.4, 0.6, 0.7, 0.5, 0.4):
        exercises.check("0.1", answer)
        said.append(capsys.readouterr().out)
    assert said[0] == "Exercise 0.1 waits for your answer: put it where the dots are, and run the cell.\n"
    assert said[1] == "✗ Exercise 0.1: 0.4 is not it.\nHint 1 of 2: a coin\n"
    assert said[2] == said[3].replace("0.7", "0.6") == "✗ Exercise 0.1: 0.6 is not it.\nHint 2 of 2: a fair one\n"
    assert said[4] == "✓ Exercise 0.1: right.\n"
    assert said[5] == said[1], "after a right answer the hints begin anew"


@pytest.mark.parametrize("stub", [..., None, lambda a: ..., lambda a: None])
def test_a_stub_is_not_wrong_but_waits_and_costs_no_hint(stub, monkeypatch, capsys):
    same = examiners.Exercise(functions.function(lambda a: a, [(LOGITS,)]), hints=("it is the shortest function",))
    monkeypatch.setattr(exercises, "find", {"0.2": same}.get)
    exercises.check("0.2", stub)
    said = capsys.readouterr().out
    assert said == "Exercise 0.2 waits for your answer: put it where the dots are, and run the cell.\n"


def test_an_exercise_without_a_hint_is_refused():
    with pytest.raises(ValueError, match="at least one hint"):
        examiners.Exercise(examiners.number(0.5), hints=())


def test_an_unknown_exercise_is_refused(as_readers_run):
    with pytest.raises(ValueError, match=r"no exercise '99\.1': there are none for chapter '99'"):
        exercises.check("99.1", 0)
    with pytest.raises(ValueError, match=r"by its number in quotes.*got 2\.1"):
        exercises.check(2.1, 0)
