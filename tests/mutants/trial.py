"""A mutant on trial: planted where its killer will meet it, and the killer run. Nothing here may import gannotes."""

import contextlib
import io
import os
import pkgutil
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from beartype._cache.cacheclear import clear_caches

TESTS = Path(__file__).parent.parent


class Fate(NamedTuple):
    """What became of a mutant: "killed" by an assertion, "survived", or "neither"; and why."""

    word: str
    why: str


class Planting:
    """The pytest plugin that plants a mutant, and notes how the first test failed."""

    def __init__(self, address: str):
        self.address, self.failure = address, None

    def pytest_configure(self):
        """After conftest.py, whose import hook must see gannotes first; before tests import names from it by value."""
        pkgutil.resolve_name(self.address).plant()

    def pytest_exception_interact(self, node, call, report):
        self.failure = node.name, report.when, call.excinfo.value


def helps_tests(module: object) -> bool:
    """Whether it lies beside the tests: it holds what it imported of a gannotes that is gone."""
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).parent == TESTS


def fate(address: str, *killers: str) -> Fate:
    """Runs the killers, and nothing else, with the mutant planted: in a process that has no use for gannotes itself.

    The next one may be tried in the same process, since all modules of ours are imported anew each time.
    """
    for name, module in list(sys.modules.items()):
        if (name.startswith(("gannotes", "mutants.")) or helps_tests(module)) and name != __name__:
            del sys.modules[name]
    clear_caches()  # which take list[Player] for the same type as before, though Player is another class by now
    os.environ.pop("PYTEST_ADDOPTS", None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # no coverage, no further processes
    planting = Planting(address)
    options = ["-x", "-q", "-o", "addopts=", "-p", "no:cacheprovider"]
    options += ["-p", "no:unraisableexception"]  # whose garbage collections took half of the time
    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(said):
        code = pytest.main([*options, *[str(TESTS / killer) for killer in killers]], plugins=[planting])
    if code == pytest.ExitCode.OK:
        return Fate("survived", f"with it, {' '.join(killers)} passes")
    if code != pytest.ExitCode.TESTS_FAILED:
        return Fate("neither", f"{' '.join(killers)} could not be run:\n{said.getvalue()}")
    test, phase, problem = planting.failure
    if phase != "call" or not isinstance(problem, AssertionError | pytest.fail.Exception):
        return Fate("neither", f"{test} did not fail, it broke: {type(problem).__name__}: {problem}")
    return Fate("killed", f"{test}: {str(problem).splitlines()[0]}")
