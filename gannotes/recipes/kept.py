"""Runs that stop and go on: `kept` writes checkpoints along with a game, `restored` goes back to the last one.

A run that was cut anywhere, and goes on in a new process from what is restored, ends as the run left alone would have
ended, bit for bit: if its parts name all the state that it has.
"""

import itertools
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar, runtime_checkable

import torch
from torch import Generator

from gannotes.recipes.checkpoints import State, load_state, read_checkpoint, write_checkpoint

Turn = TypeVar("Turn")


@runtime_checkable
class Stateful(Protocol):
    """What can say its state and take it back: networks, players, pools, streams."""

    def state_dict(self) -> dict[str, Any]: ...

    def load_state_dict(self, state: dict[str, Any], /) -> object: ...


Parts = Mapping[str, Stateful]


class Randomness:
    """The random state of a run: its own generators, and torch's on every device."""

    def __init__(self, *generators: Generator):
        self.generators = generators

    def state_dict(self) -> State:
        return {
            "generators": [generator.get_state() for generator in self.generators],
            "torch": torch.get_rng_state(),
            "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
        }

    def load_state_dict(self, state: State) -> None:
        if len(state["generators"]) != len(self.generators):
            raise ValueError(f"{len(state['generators'])} generators were kept, and the run has {len(self.generators)}")
        for generator, own in zip(self.generators, state["generators"], strict=True):
            generator.set_state(own)
        torch.set_rng_state(state["torch"])
        if torch.cuda.is_available() and state["cuda"]:
            torch.cuda.set_rng_state_all(state["cuda"])


def checkpoints(folder: Path) -> list[Path]:
    """Those that the folder holds, the oldest first."""
    return sorted(file for file in folder.glob("*.safetensors") if file.stem.isdecimal())


def keep(parts: Parts, folder: Path, round: int, made_by: State | None = None, last: int = 3) -> None:
    """Writes a checkpoint of this round, whole or not at all, and removes all but the `last` ones."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {name: part.state_dict() for name, part in parts.items()}
    write_checkpoint(folder / f"{round:08}.safetensors", state, round, made_by or {})
    for old in checkpoints(folder)[:-last]:
        old.unlink(missing_ok=True)


def kept(
    turns: Iterable[Turn],
    parts: Parts,
    folder: Path,
    every: int,
    played: int = 0,
    made_by: State | None = None,
    last: int = 3,
) -> Iterator[Turn]:
    """The same turns; after every so many rounds, and after the last, the parts' state is in the folder.

    `played` is what `restored` gave. `made_by` says in JSON's words what the run is, for `restored` to compare.
    """
    if every < 1 or last < 1:
        raise ValueError(f"keep a checkpoint every 1 round or more, and the last 1 or more: got {every} and {last}")
    round = played
    for round, turn in enumerate(turns, start=played + 1):
        if round % every == 0:
            keep(parts, folder, round, made_by, last)
        yield turn
    if round > played and round % every:
        keep(parts, folder, round, made_by, last)


def newest(folder: Path) -> int:
    """The round of the newest checkpoint that can be read; 0 if there is none."""
    for file in reversed(checkpoints(folder)):
        try:
            return read_checkpoint(file)[1]
        except ValueError:
            continue
    return 0


def restored(parts: Parts, folder: Path, made_by: State | None = None, upto: int | None = None) -> int:
    """Gives the parts the state of the newest checkpoint; how many rounds were played by then, 0 if there is none.

    Where several processes have one each, `upto` is the last round that all of them have. A file that can't be read is
    passed over with a warning for the one before it. ValueError if none can be read, or if it is another run's:
    `made_by` differs, or a part is missing, unknown, or built otherwise.
    """
    files = [file for file in checkpoints(folder) if upto is None or int(file.stem) <= upto]
    problems: list[str] = []
    for file in reversed(files):
        try:
            state, played, maker = read_checkpoint(file)
        except ValueError as problem:
            problems.append(str(problem))
            continue
        for problem in problems:
            warnings.warn(f"{problem}: the run goes on from round {played}", stacklevel=2)
        check_maker(file, maker, made_by or {})
        if missing := sorted(parts.keys() ^ state.keys()):
            raise ValueError(f"{file} is another run's: it and this one differ in the parts {', '.join(missing)}")
        for name, part in parts.items():
            load_state(name, part, state[name])
        return played
    if problems:
        raise ValueError("; ".join(problems))
    return 0


def check_maker(file: Path, was: State, is_now: State) -> None:
    """ValueError, with the first difference, if another run wrote the file."""
    for name in itertools.chain(was, is_now):
        if was.get(name) != is_now.get(name):
            raise ValueError(
                f"{file} is another run's: its {name} is {was.get(name)!r}, and this one's {is_now.get(name)!r}. "
                "Go on as it was begun, or take another folder"
            )
