"""A claim holds and is printed, or fails its cell; what was never compared is refused."""

import contextlib
import io
import math
import os

import numpy as np
import pytest
import torch

from gannotes import exercises
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


@contextlib.contextmanager
def console(encoding):
    """Standard output in that encoding; yields a function that says what was printed there."""
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)

    def printed():
        out.flush()
        return out.buffer.getvalue().decode(encoding).replace(os.linesep, "\n")

    with contextlib.redirect_stdout(out):
        yield printed


BY_NAME = r"\N{GREEK SMALL LETTER BETA} \N{LESS-THAN OR EQUAL TO} 1"
NARROW = {"cp1252": f"OK {BY_NAME}", "ascii": f"OK {BY_NAME}", "gbk": "OK β ≤ 1", "utf-8": "✓ β ≤ 1"}


@pytest.mark.parametrize(("encoding", "said"), NARROW.items())
def test_a_narrow_console_gets_plain_signs_and_names_of_letters(encoding, said):
    with console(encoding) as printed:
        claim("β ≤ 1", True)
        assert printed() == f"{said}\n"


@pytest.mark.parametrize("encoding", NARROW)
def test_a_verdict_is_given_on_a_narrow_console_whatever_is_in_it(encoding):
    with console(encoding) as printed:
        exercises.check("2.6", "\U0001f600 \ud800")
        exercises.check("2.6", "b")
        no, hint, yes = printed().splitlines()
    wrong, right = ("✗", "✓") if encoding == "utf-8" else ("NO", "OK")
    assert no.startswith(f"{wrong} Exercise 2.6: answer with one of 'a', 'b', 'c', not ")
    assert hint.startswith("Hint 1 of 2")
    assert yes == f"{right} Exercise 2.6: right."


@pytest.mark.parametrize("encoding", NARROW)
def test_a_claim_that_fails_can_be_told_on_a_narrow_console(encoding):
    with console(encoding), pytest.raises(ClaimFailed) as failed:
        claim("β \ud800", False)
    assert str(failed.value).encode(encoding)


def test_a_stream_without_an_encoding_takes_every_letter():
    with contextlib.redirect_stdout(io.StringIO()) as out:
        claim("β ≤ 1", True)
    assert out.getvalue() == "✓ β ≤ 1\n"
