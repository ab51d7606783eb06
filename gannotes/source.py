"""Show a reader the code that the tests run, not a copy of it."""

import inspect
from pathlib import Path
from typing import Any

from IPython.display import Code, display

PACKAGE = Path(__file__).resolve().parent


def source(thing: Any) -> str:
    """The text of a function, method or class, under its place in the repository."""
    try:
        thing = inspect.unwrap(thing)
        lines, first = inspect.getsourcelines(thing)
        place = Path(inspect.getfile(thing)).resolve().relative_to(PACKAGE)
    except (TypeError, ValueError, OSError) as problem:
        raise ValueError(f"show takes functions and classes of gannotes, got {thing!r} ({problem})") from None
    return f"# {PACKAGE.name}/{place.as_posix()}:{first}\n" + inspect.cleandoc("".join(["\n", *lines])) + "\n"


def show(*things: object) -> None:
    """Displays each object's source, coloured."""
    for thing in things:
        display(Code(source(thing), language="python"))
