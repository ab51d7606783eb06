"""A process that is killed, at any moment, loses at most the rounds since its last checkpoint, and never a file."""

import multiprocessing
import os
import random
import signal
import time
from dataclasses import replace

import pytest
from test_kept import bits, recipe_and_task

from gannotes import recipes
from gannotes.recipes.checkpoints import read_checkpoint
from gannotes.recipes.kept import checkpoints

EVERY, ROUNDS, KILLS = 3, 300, 20
FORKED = multiprocessing.get_context("fork") if "fork" in multiprocessing.get_all_start_methods() else None


def play(folder):
    recipe, task = recipe_and_task()
    for _ in recipes.run(recipe, replace(task, rounds=ROUNDS), 3, folder, every=EVERY):
        pass


def alone():
    recipe, task = recipe_and_task()
    *_, last = recipes.run(recipe, replace(task, rounds=ROUNDS), 3)
    return bits(last.G.state_dict())


def reached(folder):
    """The rounds of the newest checkpoint; ValueError if one of them can't be read."""
    return max((read_checkpoint(file)[1] for file in checkpoints(folder)), default=0)


@pytest.mark.skipif(FORKED is None, reason="this system has no fork, and starting Python anew takes seconds")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")  # Python 3.12 and newer
def test_twenty_kills_at_random_moments_lose_no_file_and_no_checkpoint(tmp_path):
    rng, before, killed = random.Random(5), 0, []
    for _ in range(KILLS):
        process = FORKED.Process(target=play, args=(tmp_path,))
        process.start()
        time.sleep(rng.uniform(0.0, 0.3))
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        killed.append(process.exitcode == -signal.SIGKILL)
        after = reached(tmp_path)
        assert after >= before
        assert after == ROUNDS or after % EVERY == 0
        before = after
    assert any(killed)
    play(tmp_path)
    state, played, _ = read_checkpoint(checkpoints(tmp_path)[-1])
    averaged = {name.removeprefix("module."): t for name, t in state["averaged G"].items() if name != "n_averaged"}
    assert (played, bits(averaged)) == (ROUNDS, alone())
    assert {file.suffix for file in tmp_path.iterdir() if not file.name.startswith(".")} == {".safetensors"}
