"""What the tests of the package have: shapes checked as the signatures state them, and each device that is here."""

import jaxtyping
import pytest
import torch

torch.set_num_threads(1)
jaxtyping.install_import_hook("gannotes", "typecheck.check")  # before gannotes is imported; no reader's kernel has it


@pytest.fixture
def as_readers_run(monkeypatch):
    """No shape checks, as outside of the tests: what a reader's mistake meets there is the library's own ValueError."""
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)  # looked up at each call


def devices() -> list[str]:
    """The CPU, and CUDA where there is one. Apple's mps has no float64, in which most oracles compute."""
    return ["cpu", "cuda"] if torch.cuda.is_available() else ["cpu"]


@pytest.fixture(params=devices())
def device(request) -> torch.device:
    """Each device of this machine in turn."""
    return torch.device(request.param)
