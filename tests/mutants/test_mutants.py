"""Each known fault, planted, makes its test fail; what is no fault, or only breaks the code, does not count."""

import ast
import importlib
import multiprocessing
import pkgutil
import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

import mutants
from mutants import controls
from mutants.mutant import Mutant
from mutants.traps import NO_CODE, TRAPS
from mutants.trial import fate


def found():
    """The mutants of every file of this folder: one that is put there is tried, and nothing else lists it."""
    for _, name, _ in pkgutil.iter_modules(mutants.__path__):
        if not name.startswith(("test_", "conftest")):
            module = importlib.import_module(f"mutants.{name}")
            yield from (thing for thing in vars(module).values() if isinstance(thing, Mutant))


MUTANTS = [mutant for mutant in found() if mutant.trap]  # the harness's own controls have none


@pytest.fixture(scope="module")
def trial():
    """trial(mutant) -> its fate, found in another process, where the mutants come one after the other."""
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as process:

        def put_on(mutant, *killers):
            return process.submit(fate, mutant.address, *(killers or [mutant.killer])).result(timeout=600)

        yield put_on


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.trap:02}-{mutant.name}")
def test_each_planted_fault_is_found_by_an_assertion(mutant, trial, record_property):
    word, why = trial(mutant)
    assert word == "killed", f"{word}: {why}\nWhat is true: {mutant.truth}"
    record_property("mutant", f"trap {mutant.trap:2}  {mutant.name}\n         {why}")


def test_right_code_in_other_words_survives_every_test_that_kills(trial):
    killers = {mutant.killer for mutant in [*MUTANTS, controls.minimax_in_other_words]}
    word, why = trial(controls.minimax_in_other_words, *sorted(killers))
    assert word == "survived", why


@pytest.mark.parametrize(
    ("control", "why"),
    [
        (controls.a_slope_that_cannot_be_called, "test_the_norm_.* did not fail, it broke: TypeError"),
        (controls.a_fault_whose_test_is_gone, "test_that_was_renamed could not be run"),
        (controls.a_fault_in_a_room_that_is_gone, "could not be run:.*no attribute 'steepness'"),
    ],
    ids=["broken code", "test gone", "place gone"],
)
def test_what_breaks_is_no_kill(control, why, trial):
    word, because = trial(control)
    assert word == "neither"
    assert re.search(why, because, re.DOTALL)


def test_every_known_trap_is_planted_or_has_no_code():
    planted = {mutant.trap for mutant in MUTANTS}
    assert sorted([*planted, *NO_CODE]) == sorted(TRAPS)


@pytest.mark.parametrize("file", sorted(Path(mutants.__file__).parent.glob("*.py")), ids=lambda file: file.stem)
def test_each_mutant_that_is_written_is_tried(file):
    """Two of one name in a file are one mutant: the second takes the place of the first, which nobody ever tries."""
    defined = [node for node in ast.parse(file.read_text(encoding="utf-8")).body if hasattr(node, "decorator_list")]
    marks = {node: [ast.unparse(mark).partition("(")[0] for mark in node.decorator_list] for node in defined}
    marked = [node.name for node in defined if "mutant" in marks[node]]
    tried = [mutant.name for mutant in found() if mutant.address.startswith(f"mutants.{file.stem}:")]
    assert marked == tried
