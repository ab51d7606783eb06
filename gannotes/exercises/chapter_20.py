"""The exercises of chapter 20, Find the bug: a name and a repair for each of twelve cases, and two names for one."""

from gannotes.exercises.broken.dealt import NAMES, Finding
from gannotes.exercises.examiners import Examiner, Exercise, one_of
from gannotes.exercises.words import shown

CASES = range(1, 13)
LAST = 13


def _found(answer: object, number: int, how: str) -> Finding | str:
    """The finding, or what is wrong with its form."""
    if not isinstance(answer, Finding):
        return f"give check what cases[{number}].{how} returns, not {shown(answer)}."
    if answer.case.number != number:
        return f"this says something of case {answer.case.number}."
    return answer


def the_fault(number: int) -> Examiner:
    """The letters of all faults of a case, in any order."""

    def examine(answer: object) -> str | None:
        found = _found(answer, number, "named(letter)")
        if isinstance(found, str):
            return found
        faults = found.case.faults
        if len(found.said) != len(faults):
            return f"this case has {len(faults)} fault{'s' * (len(faults) > 1)}, and you name {len(found.said)}."
        missed = [fault for fault in faults if all(one_of(fault.letter, [*NAMES])(said) for said in found.said)]
        if not missed:
            return None
        if len(missed) < len(faults):
            return "one of them is right, the other is not."
        return one_of(missed[0].letter, [*NAMES])(found.said[0])

    return examine


def repaired(number: int) -> Examiner:
    """A function that stands the test in the place of the one that is shown."""

    def examine(answer: object) -> str | None:
        found = _found(answer, number, "repaired(function)")
        if isinstance(found, str):
            return found
        (part,) = found.said
        if not callable(part):
            return f"a function is wanted, with the name and arguments of the one that is shown, not {shown(part)}."
        return found.case.faults[0].examine(part)

    return examine


NAME = (
    "Read the log against that of a game that goes well: which column is off, and from which line on?",
    "Climb the ladder, and read the first complaint together with the code.",
    "cases[n].hint(1) to hint(3) say what to look at in this very case.",
)
REPAIR = (
    "Say in one sentence what the function promises. Which line does not keep it?",
    "One line is enough. The rest, and the arguments, stay as they are.",
    "show(...) of the package's own part is the last hint of all.",
)
EXERCISES = {
    **{f"20.{number}": Exercise(the_fault(number), NAME) for number in CASES},
    **{f"20.{number}.repair": Exercise(repaired(number), REPAIR) for number in CASES},
    f"20.{LAST}": Exercise(
        the_fault(LAST),
        hints=(
            "Of two faults one hides the other. Repair what you find, and climb again.",
            "What G does from the first line to the last has one cause, and what D does may have another.",
            "cases[13].hint(1) says what to look at.",
        ),
    ),
}
