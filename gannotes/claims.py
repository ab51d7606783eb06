"""claim: a statement of the text that is checked where it stands."""

import sys

IN_ASCII = {"\N{CHECK MARK}": "OK", "\N{BALLOT X}": "NO"}


class ClaimFailed(AssertionError):
    """What the book says is not what this run measured."""


def spelt(text: str) -> str:
    """The text in the letters that standard output has: a sign that it lacks in ASCII, another character by its name.

    Consoles in cp1252, gbk or ASCII have no tick, and print would raise in place of a verdict.
    """
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"  # None, such as a StringIO's: any letter will do
    for sign, plain in IN_ASCII.items():
        if sign.encode(encoding, "replace").decode(encoding) != sign:
            text = text.replace(sign, plain)
    return text.encode(encoding, "namereplace").decode(encoding)


def claim(statement: str, condition: object) -> None:
    """Prints the statement with a tick if the condition holds; fails the cell with the statement if it does not.

    The condition is one truth value (bool, or a tensor or array of one bool). Anything else is a ValueError:
    a number, a list or a whole array would count as true without having been compared with anything.
    """
    if str(getattr(condition, "dtype", type(condition).__name__)).removeprefix("torch.") != "bool":
        raise ValueError(
            f"a claim needs one comparison, True or False, but got {condition!r} for: {statement}. "
            "Compare it with something, and use .all() for an array"
        )
    if (shape := getattr(condition, "shape", ())) not in ((), (1,)):
        raise ValueError(f"a claim needs one truth value, but got {tuple(shape)} of them: use .all()")
    if not bool(condition):
        raise ClaimFailed(spelt(f"\N{BALLOT X} {statement}"))
    print(spelt(f"\N{CHECK MARK} {statement}"))
