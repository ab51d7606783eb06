"""Which exercises a reader has done: a small file on their own machine, and nowhere else."""

import json
import os
from pathlib import Path

import platformdirs


def file() -> Path | None:
    """GANNOTES_PROGRESS names the file; "off" keeps none (as tests do); by default it is in the user's data folder."""
    place = os.environ.get("GANNOTES_PROGRESS") or platformdirs.user_data_path("gannotes") / "progress.json"
    return None if str(place) == "off" else Path(place)


def done() -> list[str]:
    """The exercises answered rightly so far, in the book's order."""
    path = file()
    if path is None or not path.exists():
        return []
    try:
        names = [str(name) for name in json.loads(path.read_text(encoding="utf-8"))["done"]]
    except (ValueError, KeyError, TypeError):
        raise ValueError(
            f"{path} is damaged: it should hold a list of exercises under 'done'. Delete it to start anew"
        ) from None
    return sorted(names, key=lambda name: [(part.isalpha(), part.zfill(4)) for part in name.split(".")])


def record(name: str) -> None:
    """Adds an exercise; the file is replaced whole, so that it is never found half-written."""
    path = file()
    if path is None or name in done():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps({"done": [*done(), name]}, indent=1), encoding="utf-8")
    draft.replace(path)
