"""The reader's record: the verdict never waits for it, and two notebooks at once lose nothing."""

import errno
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gannotes import exercises
from gannotes.exercises import progress


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Progress kept in a file of this test's own."""
    file = tmp_path / "progress.json"
    monkeypatch.setenv("GANNOTES_PROGRESS", str(file))
    return file


def said_to_a_right_answer(capsys):
    exercises.check("2.6", "b")
    return capsys.readouterr().out.splitlines()


def a_remark(line, *words):
    assert line.startswith("(It could not be noted among the exercises that you have solved: ")
    return all(word in line for word in words)


@pytest.mark.parametrize("place", ["", "below"])
def test_where_nothing_can_be_written_the_verdict_comes_first_and_then_a_remark(place, tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("a file, where a folder is due")
    monkeypatch.setenv("GANNOTES_PROGRESS", str(tmp_path / "file" / place / "progress.json"))
    verdict, remark = said_to_a_right_answer(capsys)
    assert verdict == "✓ Exercise 2.6: right."
    assert a_remark(remark, "Error", str(tmp_path / "file"))


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"done": "2.6"}', b'{"done": [2.6]}', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_record_is_named_in_the_remark_and_left_as_it_is(damage, kept, capsys):
    kept.write_bytes(damage)
    verdict, remark = said_to_a_right_answer(capsys)
    assert verdict == "✓ Exercise 2.6: right."
    assert a_remark(remark, f"{kept} is damaged", "Delete it to start anew")
    assert kept.read_bytes() == damage


def test_a_full_disk_leaves_the_record_as_it_was_and_no_draft(kept, monkeypatch, capsys):
    progress.record("0.1")

    def full(self, *_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    verdict, remark = said_to_a_right_answer(capsys)
    assert verdict == "✓ Exercise 2.6: right."
    assert a_remark(remark, "No space left on device")
    assert progress.done() == ["0.1"]
    assert not list(kept.parent.glob("*.draft"))


def test_a_reader_without_a_home_gets_the_verdict_too(monkeypatch, capsys):
    def homeless(*_):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(progress, "file", homeless)
    verdict, remark = said_to_a_right_answer(capsys)
    assert verdict == "✓ Exercise 2.6: right."
    assert a_remark(remark, "Could not determine home directory.")


def test_notebooks_that_write_at_once_keep_every_exercise(kept):
    def solve(chapter):
        for number in range(10):
            progress.record(f"{chapter}.{number}")

    with ThreadPoolExecutor(4) as notebooks:
        list(notebooks.map(solve, range(4)))
    assert len(json.loads(kept.read_text())["done"]) == 40
    assert progress.done() == sorted(f"{chapter}.{number}" for chapter in range(4) for number in range(10))
    assert not list(kept.parent.glob("*.draft"))


def test_an_exercise_is_recorded_by_its_number_alone(kept, capsys):
    exercises.check(" 2.6\n", "b")
    exercises.check("2.6", "b")
    assert capsys.readouterr().out == 2 * "✓ Exercise 2.6: right.\n"
    assert progress.done() == ["2.6"]
