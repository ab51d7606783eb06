"""How a verdict speaks of what a learner's code made: in one short line, even if that can't be printed itself."""

LONGEST = 300  # characters


def shown(thing: object) -> str:
    """Its repr, cut where it is long; its type's name if it has no repr."""
    try:
        return _cut(repr(thing))
    except Exception:  # a learner's __repr__ may raise anything
        return f"a {type(thing).__name__}"


def told(problem: BaseException) -> str:
    """An exception as "ValueError (its text)"."""
    kind = type(problem).__name__
    try:
        return f"{kind} ({_cut(str(problem))})"
    except Exception:  # so may its __str__
        return kind


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."
