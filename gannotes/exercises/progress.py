"""Which exercises a reader has done: a small file on their own machine, and nowhere else."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs
from filelock import FileLock

PATIENCE = 5.0  # seconds that one notebook waits for another to write


def file() -> Path | None:
    """GANNOTES_PROGRESS names the file; "off" keeps none (as tests do); by default it is in the user's data folder."""
    place = os.environ.get("GANNOTES_PROGRESS") or platformdirs.user_data_path("gannotes") / "progress.json"
    return None if str(place) == "off" else Path(place)


def done() -> list[str]:
    """The exercises answered rightly so far, in the book's order; ValueError if the file is damaged."""
    path = file()
    if path is None:
        return []
    try:
        names = json.loads(path.read_text(encoding="utf-8"))["done"]
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise TypeError
    except (FileNotFoundError, NotADirectoryError):
        return []
    except (ValueError, KeyError, TypeError, RecursionError):  # no UTF-8, no JSON, brackets without end, another shape
        raise ValueError(
            f"{path} is damaged: it should hold a list of exercises under 'done'. Delete it to start anew"
        ) from None
    return sorted(names, key=lambda name: [(part.isalpha(), part.zfill(4)) for part in name.split(".")])


def record(name: str) -> None:
    """Adds an exercise; OSError or ValueError if it can't.

    The file is replaced whole, so that it is never found half-written, and by one process after the other, so that none
    writes over what another has just added.
    """
    path = file()
    if path is None or name in done():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with _draft(path) as draft, FileLock(path.with_name(f"{path.name}.lock"), timeout=PATIENCE):
        draft.write_text(json.dumps({"done": [*done(), name]}, indent=1), encoding="utf-8")
        draft.replace(path)


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """A file beside the path that no other process has; gone afterwards, unless it took the path's place.

    It is made before the lock is asked for: where nothing can be written, this says so at once.
    """
    handle, name = tempfile.mkstemp(prefix=f"{path.stem}.", suffix=".draft", dir=path.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
