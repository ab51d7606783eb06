"""Writes what an experiment found: every record in the same form, finite in each number, and whole or not at all.

A record begins with the command that repeats it, a digest of the code that made it, the versions, the machine and the
seconds of processor time; then come the results. Arrays, such as sheets of pictures, lie beside it in an .npz.
"""

import io
import json
import math
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch

from gannotes.recipes.whole_files import atomic_write

Arrays = Mapping[str, np.ndarray]


class MadeByOtherCode(ValueError):
    """A record that would be overwritten tells of other code than this."""


def head(command: str, code: str, device: torch.device) -> dict[str, str]:
    """What every record begins with."""
    processor = f"one thread of {platform.machine()}"
    return {
        "command": command,
        "code": code,
        "gannotes": version("gannotes"),
        "python": platform.python_version(),
        "torch": torch.__version__.partition("+")[0],
        "hardware": processor if device.type == "cpu" else torch.cuda.get_device_name(device),
    }


def joined(top: Mapping[str, object], found: Mapping[str, object]) -> dict[str, object]:
    """The head and the results as one record. ValueError if a result is called as a part of the head."""
    if taken := top.keys() & found.keys():
        raise ValueError(f"a record begins with {sorted(taken)} of its own: give these results other names")
    return {**top, **found}


def refuse_other_code(file: Path, code: str) -> None:
    """MadeByOtherCode if the file holds a record of other code, or of code that it doesn't name."""
    if file.exists() and (made_by := json.loads(file.read_text(encoding="utf-8")).get("code")) != code:
        raise MadeByOtherCode(
            f"{file.name} was made by {f'the code {made_by}' if made_by else 'code that it does not name'}, and this "
            f"is {code}: say --remake to put the new record in its place, or --out FOLDER to write it elsewhere"
        )


def refuse_gaps(value: object, place: str) -> None:
    """ValueError, with its place, for the first number that is nan or infinite, as deep as it stands."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            refuse_gaps(part, f"{place}, {name}")
    elif isinstance(value, list | tuple):
        for at, part in enumerate(value):
            refuse_gaps(part, f"{place}, {at}")
    elif isinstance(value, np.ndarray):
        if value.dtype.kind == "f" and not np.isfinite(value).all():
            raise ValueError(f"{place}: the array holds nan or infinity; nothing was written")
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{place}: {value} is no finite number; nothing was written")


def merged(old: object, new: object, order: list[str]) -> object:
    """The old results with the new ones in their places; rows that `order` names stand in that order."""
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        return new
    both = {**old, **{name: merged(old.get(name), part, order) for name, part in new.items()}}
    if not set(both) <= set(order):
        return both
    return {name: both[name] for name in order if name in both}


def read(file: Path) -> tuple[dict, dict[str, np.ndarray]]:
    """A record, and the arrays beside it, if there are any."""
    sheet = file.with_suffix(".npz")
    arrays = {}
    if sheet.exists():
        with np.load(sheet) as saved:
            arrays = dict(saved)
    return json.loads(file.read_text(encoding="utf-8")), arrays


def write(file: Path, record: Mapping[str, object], arrays: Arrays) -> None:
    """The arrays, then the record. ValueError, and nothing is written, if a number in either isn't finite."""
    refuse_gaps(record, file.name)
    refuse_gaps(arrays, file.with_suffix(".npz").name)
    text = json.dumps(record, indent=1, allow_nan=False) + "\n"
    file.parent.mkdir(parents=True, exist_ok=True)
    if arrays:
        packed = io.BytesIO()
        np.savez_compressed(packed, **arrays)
        atomic_write(file.with_suffix(".npz"), packed.getvalue())
    atomic_write(file, text.encode())
