"""Each exercise of the book accepts what is right in more than one form, and rejects the stub and common errors."""

import importlib
from pathlib import Path

import pytest

from gannotes import exercises
from gannotes.exercises import progress

CHAPTERS = sorted(file.stem for file in Path(exercises.__file__).parent.glob("chapter_*.py"))
ANSWERS = {chapter: importlib.import_module(f"answers.{chapter}") for chapter in CHAPTERS}
RIGHT = {name: right for answers in ANSWERS.values() for name, right in answers.RIGHT.items()}
WRONG = {name: wrong for answers in ANSWERS.values() for name, wrong in answers.WRONG.items()}
ALL = [name for c in CHAPTERS for name in importlib.import_module(f"gannotes.exercises.{c}").EXERCISES]


def test_every_exercise_is_tried_here():
    assert sorted(ALL) == sorted(RIGHT) == sorted(WRONG)


@pytest.mark.parametrize("name", ALL)
def test_what_is_right_is_right_in_more_than_one_form(name, capsys):
    assert len(RIGHT[name]) >= 2
    for answer in RIGHT[name]:
        exercises.check(name, answer)
        assert capsys.readouterr().out == f"✓ Exercise {name}: right.\n"


@pytest.mark.parametrize("name", ALL)
def test_each_common_error_is_rejected_with_a_hint(name, capsys):
    assert len(WRONG[name]) >= 3
    for error, answer in WRONG[name].items():
        exercises.check(name, answer)
        verdict = capsys.readouterr().out
        assert verdict.startswith(f"✗ Exercise {name}: "), error
        assert "\nHint " in verdict


@pytest.mark.parametrize("name", ALL)
def test_the_stub_waits(name, capsys):
    stub = (lambda *_: ...) if callable(RIGHT[name][0]) else ...
    exercises.check(name, stub)
    assert "waits for your answer" in capsys.readouterr().out


@pytest.mark.parametrize("name", ALL)
def test_hints_never_give_the_answer_away(name):
    first = RIGHT[name][0]
    for hint in exercises.find(name).hints:
        assert len(hint) > 10
        if isinstance(first, float):
            assert f"{first:.3g}" not in hint


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Progress kept in a file of this test's own."""
    file = tmp_path / "reader" / "progress.json"
    monkeypatch.setenv("GANNOTES_PROGRESS", str(file))
    return file


def test_a_right_answer_is_remembered_once_and_a_wrong_one_is_not(kept):
    assert progress.done() == []
    exercises.check("2.6", "a")
    assert not kept.exists()
    for name in ("2.6", "0.1", "2.6"):
        exercises.check(name, RIGHT[name][0])
    assert progress.done() == ["0.1", "2.6"]
    assert not list(kept.parent.glob("*.draft")), "no draft is left behind"


def test_exercises_are_listed_in_the_books_order(kept):
    for name in ("10.1", "2.10", "2.2", "A.1"):
        progress.record(name)
    assert progress.done() == ["2.2", "2.10", "10.1", "A.1"]


@pytest.mark.parametrize("damage", ["", "[]", '{"done": 3}', '{"else": []}'])
def test_a_damaged_file_is_named_and_left_as_it_is(kept, damage):
    kept.parent.mkdir()
    kept.write_text(damage)
    with pytest.raises(ValueError, match=r"progress\.json is damaged.*Delete it to start anew"):
        progress.done()
    assert kept.read_text() == damage


def test_progress_is_off_where_it_is_switched_off_and_else_in_the_users_folder(monkeypatch):
    monkeypatch.setenv("GANNOTES_PROGRESS", "off")
    assert progress.file() is None
    progress.record("2.1")
    assert progress.done() == []
    monkeypatch.delenv("GANNOTES_PROGRESS")
    assert progress.file().name == "progress.json"
    assert "gannotes" in str(progress.file())
