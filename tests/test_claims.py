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


HOLDS = {
    "at most": ({"at_most": 0.2}, 0.125, "0.125, at most 0.2"),
    "at least": ({"at_least": 0.9}, 0.95, "0.95, at least 0.9"),
    "within": ({"within": (0.3, 0.5)}, 0.4, "0.4, within 0.3 to 0.5"),
    "equal, to a tolerance": ({"equal_to": 1, "tolerance": 0.05}, 1.02, "1.02, equal to 1 ± 0.05"),
    "equal": ({"equal_to": 8}, 8, "8, equal to 8"),
    "at the bound itself": ({"at_most": 0.5}, 0.5, "0.5, at most 0.5"),
    "one for each seed": ({"at_most": 0.2}, [0.125, 0.05, 0.0625], "0.05 to 0.125 (3 values), at most 0.2"),
    "a tensor": ({"at_least": 2}, torch.tensor([[2.0, 3.0], [4.0, 5.0]]), "2 to 5 (4 values), at least 2"),
    "a tensor of one": ({"at_least": 2}, torch.tensor(2.5), "2.5, at least 2"),
    "an array": ({"at_most": 3}, np.array([1, 2]), "1 to 2 (2 values), at most 3"),
    "numbers of numpy in a list": (
        {"at_most": 3},
        [np.float32(1.5), torch.tensor(2.0)],
        "1.5 to 2 (2 values), at most 3",
    ),
    "an infinity": ({"at_least": 1}, math.inf, "inf, at least 1"),
}


@pytest.mark.parametrize(("bound", "measured", "said"), HOLDS.values(), ids=HOLDS)
def test_a_number_is_printed_with_its_bound(bound, measured, said, capsys):
    claim("it is small", measured, **bound)
    assert capsys.readouterr().out == f"✓ it is small [measured {said}]\n"


BREAKS = {
    "above": ({"at_most": 0.2}, 0.2000001),
    "below": ({"at_least": 0.9}, 0.8999999),
    "left of the interval": ({"within": (0.3, 0.5)}, 0.29),
    "right of the interval": ({"within": (0.3, 0.5)}, 0.51),
    "too high for equal": ({"equal_to": 1, "tolerance": 0.05}, 1.051),
    "too low for equal": ({"equal_to": 1, "tolerance": 0.05}, 0.949),
    "not equal": ({"equal_to": 8}, 7),
    "one of five": ({"at_most": 0.2}, [0.1, 0.1, 0.3, 0.1, 0.1]),
    "not a number, at most": ({"at_most": 1.0}, math.nan),
    "not a number, at least": ({"at_least": -1.0}, [0.0, math.nan]),
    "not a number, within": ({"within": (-1.0, 1.0)}, torch.tensor([math.nan, 0.0])),
}


@pytest.mark.parametrize(("bound", "measured"), BREAKS.values(), ids=BREAKS)
def test_a_number_outside_its_bound_fails_the_cell(bound, measured, capsys):
    with pytest.raises(ClaimFailed, match=r"✗ it is small \[measured .*, (at most|at least|within|equal to) "):
        claim("it is small", measured, **bound)
    assert capsys.readouterr().out == ""


UNFIT = {
    "a truth value where a number is due": (True, {"at_most": 1}, "needs a number"),
    "an array of truth values": (torch.tensor([True]), {"at_most": 1}, "needs a number"),
    "words": ("0.5", {"at_most": 1}, "needs a number"),
    "nothing": ([], {"at_most": 1}, "needs a number"),
    "two bounds": (0.5, {"at_most": 1, "at_least": 0}, "has one bound, but got at most, at least"),
    "an interval that ends before it begins": (0.5, {"within": (1, 0)}, "low end first"),
    "a bound that is no number": (0.5, {"at_most": math.nan}, "no nan"),
    "a tolerance without its number": (0.5, {"at_most": 1, "tolerance": 0.1}, "belongs to equal_to="),
    "a tolerance without a bound": (True, {"tolerance": 0.1}, "equal_to=, which is missing"),
    "a negative tolerance": (0.5, {"equal_to": 0.5, "tolerance": -0.1}, "low end first"),
}


@pytest.mark.parametrize(("measured", "bound", "said"), UNFIT.values(), ids=UNFIT)
def test_a_bound_that_could_not_fail_or_never_hold_is_refused(measured, bound, said, as_readers_run):
    with pytest.raises(ValueError, match=said):
        claim("it is small", measured, **bound)
