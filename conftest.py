"""What every run of pytest has: one thread, no traces on the reader's progress, and strict notebooks with --nbval."""

import os
import sys
from pathlib import Path

# Before torch is imported. Whoever raises the number of threads gets some that sleep while they wait.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ["GANNOTES_PROGRESS"] = "off"  # the exercises that tests solve are not the reader's

sys.path.insert(0, str(Path(__file__).parent / "tests"))  # where nbval_strict is


def pytest_addoption(parser):
    parser.addoption("--cheap", action="store_true", help="with --nbval: only the cells above the first that trains")


def pytest_configure(config):
    if getattr(config.option, "nbval", False):
        config.pluginmanager.import_plugin("nbval_strict")
