"""How long a fuzzer runs, and from which seed on."""

import itertools
import random
import time

import pytest

SECONDS, FIRST = 10.0, 0


def pytest_addoption(parser):
    parser.addoption("--fuzz-seconds", type=float, default=SECONDS, help="how long each fuzzer tries (default 10)")
    parser.addoption("--fuzz-seed", type=int, default=FIRST, help="the number of its first trial (default 0)")


@pytest.fixture
def fuzz_seconds(request) -> float:
    """How long a fuzzer tries. The default holds, too, where pytest met this file too late for options."""
    return request.config.getoption("--fuzz-seconds", SECONDS)


@pytest.fixture
def fuzz(request, fuzz_seconds):
    """fuzz(check) calls check(dice) until the time is up, with the dice of one seed after the other; once at least."""
    first = request.config.getoption("--fuzz-seed", FIRST)

    def try_each(check):
        end = time.monotonic() + fuzz_seconds
        for seed in itertools.count(first):
            try:
                check(random.Random(seed))
            except BaseException as found:
                found.add_note(f"once more: pytest '{request.node.nodeid}' --fuzz-seconds 0 --fuzz-seed {seed}")
                raise
            if time.monotonic() > end:
                break

    return try_each
