"""Examiners that a learner's function can move: by the tensors that it shares with them, or by its dtype."""

import torch

from mutants.mutant import mutant


@mutant(
    trap=27,
    place="exercises.functions.function",
    truth="What a function does to its input is no part of the reference's input: each has a copy of its own.",
    killer="test_odd_answers.py::test_what_is_wrong_is_wrong_whatever_it_does_to_its_input",
)
def one_tensor_for_both(reference, cases, within=1e-6, gradient=False):
    def examine(answer):
        for case in cases:
            case = tuple(part.clone() for part in case)
            value, expected = answer(*case), reference(*case)
            if not torch.allclose(value.double(), expected.double(), rtol=0, atol=within):
                return f"called with {case}, your function returned {value.tolist()}; that value is off."
        return None

    return examine


@mutant(
    trap=27,
    place="exercises.functions.called",
    truth="A function that changes its input changes a copy: the next answer is called with the case itself.",
    killer="test_odd_answers.py::test_every_answer_is_given_the_same_input_whatever_the_last_one_did_to_it",
)
def the_case_itself(answer, case, gradient=False):
    return answer(*case), case[0]


@mutant(
    trap=27,
    place="exercises.functions._agree",
    truth="A value that is right is right in every dtype.",
    killer="test_odd_answers.py::test_a_function_is_right_in_any_floating_dtype",
)
def the_dtype_too(found, expected, slack):
    return found.dtype == expected.dtype and bool(((found - expected).abs() <= slack).all())


@mutant(
    trap=27,
    place="exercises.functions._agree",
    truth="A dtype is granted its rounding, and no more: what is wrong is wrong in half precision too.",
    killer="test_odd_answers.py::test_and_wrong_in_any",
)
def whatever_is_near(found, expected, slack):
    return bool(torch.allclose(found.double(), expected, rtol=0.2, atol=0.2))


@mutant(
    trap=27,
    place="exercises.functions.derivative",
    truth="The slope is that of what the function returned.",
    killer="test_odd_answers.py::test_and_wrong_in_any",
)
def the_slope_of_the_reference(value, start):
    return -torch.sigmoid(-start.detach())
