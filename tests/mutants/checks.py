"""Checks that can't fail: claims that always tick, examiners that never look."""

import torch

from gannotes.claims import ClaimFailed
from mutants.mutant import mutant


@mutant(
    trap=27,
    place="exercises.examiners.number",
    truth="A wrong number is wrong.",
    killer="test_exercises.py::test_a_number_is_right_within_its_tolerance_on_either_side",
)
def any_finite_number(expected, within=1e-3):
    def examine(answer):
        return None if torch.isfinite(torch.as_tensor(float(answer))) else f"{answer} is no number."

    return examine


@mutant(
    trap=27,
    place="exercises.examiners.number",
    truth="A number that is too small is as wrong as one that is too large.",
    killer="test_exercises.py::test_a_number_is_right_within_its_tolerance_on_either_side",
)
def a_signed_difference(expected, within=1e-3):
    def examine(answer):
        return None if answer - expected < within else f"{answer} is not it."

    return examine


@mutant(
    trap=27,
    place="exercises.functions.function",
    truth="The answer is called, not the reference twice.",
    killer="test_exercises.py::test_a_function_is_judged_by_what_it_returns",
)
def the_reference_compared_with_itself(reference, cases, within=1e-6, gradient=False):
    def examine(answer):
        for case in cases:
            value, expected = reference(*case), reference(*case)
            if not torch.allclose(value, expected, rtol=0, atol=within):
                return f"called with {case}, your function is off."
        return None

    return examine


@mutant(
    trap=27,
    place="exercises.examiners.one_of",
    truth="Of the options one is right; the others are not.",
    killer="test_exercises.py::test_a_choice_has_one_right_answer",
)
def any_of_the_options(expected, options):
    def examine(answer):
        return None if answer.strip().lower() in options else f"answer with one of {options}."

    return examine


@mutant(
    trap=28,
    place="claims.claim",
    truth="A claim that does not hold fails its cell.",
    killer="test_claims.py::test_a_claim_that_fails_names_itself_and_prints_nothing",
)
def a_cross_and_on_it_goes(statement, condition):
    print("\N{CHECK MARK}" if condition else "\N{BALLOT X}", statement)


@mutant(
    trap=28,
    place="claims.claim",
    truth="nan < 1 is false, but it is not the object False: a tensor or an array of one bool is a truth value too.",
    killer="test_claims.py::test_a_claim_that_fails_names_itself_and_prints_nothing",
)
def whatever_is_not_the_word_false(statement, condition):
    if condition is False:
        raise ClaimFailed(f"\N{BALLOT X} {statement}")
    print(f"\N{CHECK MARK} {statement}")


@mutant(
    trap=28,
    place="claims.claim",
    truth="A loss of 0.3, or nan, was compared with nothing: only a comparison is a claim.",
    killer="test_claims.py::test_what_was_compared_with_nothing_is_refused",
)
def whatever_counts_as_true(statement, condition):
    if not condition:
        raise ClaimFailed(f"\N{BALLOT X} {statement}")
    print(f"\N{CHECK MARK} {statement}")
