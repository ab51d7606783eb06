"""How long the fuzzers look: some seconds among the other tests, as long as you like with --fuzz-seconds."""

import pytest


def pytest_addoption(parser):
    parser.addoption("--fuzz-seconds", type=float, default=10.0, help="how long each fuzzer looks for trouble")


@pytest.fixture
def fuzz_seconds(request) -> float:
    return request.config.getoption("--fuzz-seconds", default=10.0)  # where pytest met this file too late
