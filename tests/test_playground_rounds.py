"""The game in the page is the package's: the same weights, batches and settings lead to the same weights.

Its scripts run in V8, which the build has for KaTeX. All is in float64; what V8 and torch round otherwise is all that
may part them: about 1e-10 in 200 rounds.
"""

import json

import numpy
import played_twice
import pytest
from py_mini_racer import MiniRacer


@pytest.fixture(scope="module")
def engine():
    with MiniRacer() as v8:
        v8.eval(played_twice.SCRIPT)
        yield v8


@pytest.mark.parametrize("name", played_twice.SETTINGS)
def test_200_rounds_in_the_page_are_200_rounds_of_the_package(engine, name, as_readers_run):
    page, package = json.loads(engine.eval(played_twice.in_javascript(name))), played_twice.by_the_package(name)
    for what in ("G", "D", "paid"):
        assert numpy.array(page[what]) == pytest.approx(numpy.array(package[what]), rel=0, abs=1e-6)
    assert numpy.ptp(package["paid"]) > 1e-3, "a game in which nothing moves would prove nothing"
