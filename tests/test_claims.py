"""A claim holds and is printed, or fails its cell; what was never compared is refused."""

import math

import numpy as np
import pytest
import torch

from gannotes.claims import ClaimFailed, claim


@pytest.mark.parametrize("true", [True, torch.tensor(True), np.bool_(True), torch.tensor([True])])
def test_a_claim_that_holds_is_printed_with_a_tick(true, capsys):
    claim("JS is at most log 2", true)
    assert capsys.readouterr().out == "✓ JS is at most log 2\n"


@pytest.mark.parametrize("false", [False, torch.tensor(math.nan) < 1, np.float64("nan") < 1, torch.tensor([False])])
def test_a_claim_that_fails_names_itself_and_prints_nothing(false, capsys):
    with pytest.raises(ClaimFailed, match="JS is at most log 2"):
        claim("JS is at most log 2", false)
    assert capsys.readouterr().out == ""
    assert issubclass(ClaimFailed, AssertionError)


@pytest.mark.parametrize("nothing", [1, 0.3, "yes", [False], torch.tensor(0.5), None, np.array(1)])
def test_what_was_compared_with_nothing_is_refused(nothing, as_readers_run):
    with pytest.raises(ValueError, match="needs one comparison, True or False"):
        claim("loss is small", nothing)


@pytest.mark.parametrize("many", [torch.tensor([True, True]), np.array([True, False])])
def test_a_whole_array_is_refused(many, as_readers_run):
    with pytest.raises(ValueError, match=r"one truth value, but got \(2,\).*\.all\(\)"):
        claim("all are good", many)
