"""`check("2.1", answer)`: a verdict at once, a further hint with each miss, and a record of what is done."""

import importlib
import importlib.util
from collections import Counter

from gannotes.claims import spelt
from gannotes.exercises import progress
from gannotes.exercises.calls import Unanswered
from gannotes.exercises.examiners import Exercise
from gannotes.exercises.surroundings import untouched
from gannotes.exercises.words import told

_misses: Counter[str] = Counter()


def exercises_of(chapter: str) -> dict[str, Exercise]:
    """The exercises of a chapter ("2" or "02"), by name; none where there is no such chapter."""
    module = f"gannotes.exercises.chapter_{chapter.zfill(2)}"
    if not chapter.isalnum() or importlib.util.find_spec(module) is None:
        return {}
    with untouched():  # whatever dtype the reader has set, the book's tensors are its own
        return importlib.import_module(module).EXERCISES


def find(name: str) -> Exercise:
    """The exercise of that name, such as "2.1"; ValueError with the names that exist if there is none."""
    if not isinstance(name, str):
        raise ValueError(f'name the exercise by its number in quotes, as in check("2.1", answer); got {name!r}')
    chapter = name.partition(".")[0].strip()
    known = exercises_of(chapter)
    if name.strip() not in known:
        there = f"chapter {chapter} has {', '.join(known)}" if known else f"there are none for chapter {chapter!r}"
        raise ValueError(f"no exercise {name!r}: {there}")
    return known[name.strip()]


def check(name: str, answer: object) -> None:
    """Prints whether the answer is right; if not, what is off with it and the next hint. Never the answer.

    Whatever the answer is or raises becomes a verdict, and so does what keeps the record from being written.
    """
    exercise = find(name)
    name = name.strip()
    try:
        if answer is None or answer is ...:
            raise Unanswered
        fault = exercise.examine(answer)
    except Unanswered:
        print(f"Exercise {name} waits for your answer: put it where the dots are, and run the cell.")
        return
    except KeyboardInterrupt:
        raise
    except BaseException as problem:  # out of an answer of a kind that nobody thought of
        fault = f"your answer, of type {type(answer).__name__}, can't be examined: {told(problem)}."
    if fault is None:
        _misses.pop(name, None)
        print(spelt(f"\N{CHECK MARK} Exercise {name}: right."))
        _note(name)
        return
    print(spelt(f"\N{BALLOT X} Exercise {name}: {fault}"))
    stage = min(_misses[name], len(exercise.hints) - 1)
    _misses[name] += 1
    print(spelt(f"Hint {stage + 1} of {len(exercise.hints)}: {exercise.hints[stage]}"))


def _note(name: str) -> None:
    """Records that it is done; where that fails, says so, for a read-only home is no fault of the answer."""
    try:
        progress.record(name)
    except Exception as problem:  # no home at all is a RuntimeError
        print(spelt(f"(It could not be noted among the exercises that you have solved: {told(problem)}.)"))
