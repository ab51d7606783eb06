"""A book whose statements are checked as it is read."""


class ClaimFailed(AssertionError):
    """What the book says is not what this run measured."""


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
    if getattr(condition, "shape", ()) not in ((), (1,)):
        raise ValueError(f"a claim needs one truth value, but got {tuple(condition.shape)} of them: use .all()")
    if not bool(condition):
        raise ClaimFailed(f"\N{BALLOT X} {statement}")
    print(f"\N{CHECK MARK} {statement}")
