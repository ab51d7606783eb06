"""OUT, the folder of a run: run.json says what it is, history.jsonl how it went, beside checkpoints/ and sheets/."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from torch import nn

from gannotes.recipes.whole_files import atomic_write, check_apart, check_room
from gannotes.watch import Snapshot

RUN, HISTORY, CHECKPOINTS, SHEETS, WEIGHTS = "run.json", "history.jsonl", "checkpoints", "sheets", "weights.safetensors"


def begun(out: Path, resume: bool) -> dict[str, Any] | None:
    """What the folder's run is, if there is one to go on with. ValueError where --resume and the folder don't agree."""
    there = (out / RUN).is_file()
    if there and not resume:
        raise ValueError(f"{out} holds a run already: say --resume to go on with it, or name another folder")
    if resume and not there:
        raise ValueError(f"{out} holds no run to go on with: leave --resume out to begin one")
    return about(out) if there else None


def about(out: Path) -> dict[str, Any]:
    """run.json. ValueError if there is none, or if it is another file."""
    file = out / RUN
    if not file.is_file():
        raise ValueError(f"{out} holds no run: name the folder that `gannotes train` or `translate` wrote")
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise ValueError(f"{file} can't be read ({problem}): it was altered, take it from a copy") from None
    if not isinstance(found, dict) or "verb" not in found:
        raise ValueError(f"{file} does not say what run it is of: another program wrote it")
    return found


def prepare(out: Path, sources: Sequence[Path], networks: Iterable[nn.Module]) -> None:
    """Before hours of work: OUT lies apart from what is read, and takes what will be kept of the networks.

    That is their weights, and in each of three checkpoints, and a fourth that is being written, four times as much:
    Adam's memory is twice the weights, and an average once.
    """
    check_apart(out, *sources)
    own = sum(tensor.nbytes for network in networks for tensor in network.state_dict().values())
    check_room(out / WEIGHTS, (1 + 4 * 4) * own)


def note(out: Path, run: Mapping[str, Any]) -> None:
    atomic_write(out / RUN, (json.dumps(run, indent=1) + "\n").encode())


def write_history(out: Path, rounds: Sequence[int], history: Sequence[Snapshot]) -> None:
    """A line for each reading: the round, and what was read."""
    lines = [json.dumps({"round": round, **asdict(reading)}) for round, reading in zip(rounds, history, strict=True)]
    atomic_write(out / HISTORY, "".join(f"{line}\n" for line in lines).encode())


def read_history(out: Path, upto: int | None = None) -> tuple[list[int], list[Snapshot]]:
    """The rounds of the readings, and the readings; none after round `upto`, which a cut run has not kept."""
    file = out / HISTORY
    if not file.is_file():
        return [], []
    try:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        rows = [row for row in rows if upto is None or row["round"] <= upto]
        return [row.pop("round") for row in rows], [Snapshot(**row) for row in rows]
    except (KeyError, TypeError, ValueError) as problem:
        raise ValueError(f"{file} can't be read ({problem!r}): it was altered, take it from a copy") from None
