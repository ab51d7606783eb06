"""Plays the tasks of an experiment, and says how a script is asked for one.

    python -m experiments.ch13_paired_translation.runs skips                            writes skips.json
    python -m experiments.ch13_paired_translation.runs skips --rounds 2 --out FOLDER    a trial of seconds

A script is a table of tasks, name -> task, where task(run) returns what it found. A record tells of one code: if the
script, or what it imports of gannotes, has changed since, --remake puts a new one in its place. --only plays some rows
of a table alone and leaves the others as they are; the record says so under "again".
"""

import argparse
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch

from experiments import code, record

Row = TypeVar("Row")


@dataclass
class Run:
    """One run of a task: how long it may take, and what it keeps beside its record."""

    most_rounds: int | None = None  # of a trial, which has one seed and few samples
    only: tuple[str, ...] = ()  # the rows to be played; none are all
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    settings: dict[str, list[int]] = field(default_factory=lambda: {"rounds": [], "seeds": []})
    order: list[str] = field(default_factory=list)

    @property
    def trial(self) -> bool:
        return self.most_rounds is not None

    def rounds(self, usual: int) -> int:
        """How many rounds a game has that usually has so many."""
        return self._noted("rounds", [min(usual, self.most_rounds) if self.trial else usual])[0]

    def seeds(self, usual: Iterable[int]) -> list[int]:
        """These seeds; in a trial the first of them."""
        return self._noted("seeds", list(usual)[: 1 if self.trial else None])

    def samples(self, usual: int, trial: int = 200) -> int:
        """How many samples are measured, where the whole number would make a trial long."""
        return min(usual, trial) if self.trial else usual

    def chosen(self, table: Mapping[str, Row]) -> dict[str, Row]:
        """The rows of a table that are to be played. ValueError if one is asked for that isn't there."""
        self.order = list(table)
        if unknown := set(self.only) - set(table):
            raise ValueError(f"there is no row {sorted(unknown)}: choose from {list(table)}")
        return {name: row for name, row in table.items() if name in (self.only or table)}

    def _noted(self, what: str, numbers: list[int]) -> list[int]:
        self.settings[what] = sorted({*self.settings[what], *numbers})
        return numbers


Task = Callable[[Run], Mapping[str, object]]


def perform(task: Task, run: Run, command: str, made_by: str) -> dict[str, object]:
    """The task, timed, and its record."""
    torch.set_num_threads(1)
    start = time.process_time()
    found = task(run)
    if run.only and not run.order:
        raise ValueError("this task has no rows to choose from: leave --only out")
    top = {**record.head(command, made_by, run.device), "seconds": round(time.process_time() - start, 1)}
    return record.joined({**top, "settings": run.settings}, found)


def keep(file: Path, new: dict[str, object], run: Run) -> None:
    """Writes the record; where some rows alone were played, into the one that is there."""
    if not (run.only and file.exists()):
        return record.write(file, new, run.arrays)
    old, arrays = record.read(file)
    top = {name: new.pop(name) for name in ("command", "code", "gannotes", "python", "torch", "hardware", "seconds")}
    again = [*old.pop("again", []), {**top, "settings": new.pop("settings")}]
    record.write(file, {**record.merged(old, new, run.order), "again": again}, {**arrays, **run.arrays})


def parser(about: str | None, names: Iterable[str]) -> argparse.ArgumentParser:
    """What every script can be asked."""
    asked = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}; without one, all")
    asked.add_argument("--only", nargs="+", default=[], metavar="ROW", help="these rows; the others stay as recorded")
    asked.add_argument("--rounds", type=int, help="a trial: at most so many of each game, one seed; needs --out")
    asked.add_argument("--out", type=Path, help="another folder for what is written")
    asked.add_argument("--remake", action="store_true", help="in place of a record that other code made")
    return asked


def main(
    module: str, about: str | None, tasks: Mapping[str, Task], arguments: list[str] | None = None, also: str = ""
) -> None:
    """Plays the tasks that are asked for and writes a record of each; `also` is code that they run and don't import."""
    asked = parser(about, tasks)
    chosen = asked.parse_args(arguments)
    if unknown := set(chosen.names) - set(tasks):
        asked.error(f"there is no task {sorted(unknown)}: choose from {list(tasks)}")
    if chosen.rounds is not None and (chosen.rounds < 1 or chosen.out is None):
        asked.error("a trial has at least one round, and is no record: give --rounds 1 or more, and --out FOLDER")
    out, made_by = chosen.out or code.file_of(module).parent, code.digest(module, also)
    files = {name: out / f"{name}.json" for name in chosen.names or tasks}
    try:
        if not chosen.remake:
            for file in files.values():
                record.refuse_other_code(file, made_by)
        for name, file in files.items():
            run = Run(chosen.rounds, tuple(chosen.only))
            command = command_of(module, name, tasks, chosen)
            keep(file, perform(tasks[name], run, command, made_by), run)
    except ValueError as problem:
        raise SystemExit(str(problem)) from problem


def command_of(module: str, name: str, tasks: Mapping[str, Task], chosen: argparse.Namespace) -> str:
    """What repeats this task; a script's only task needs no name."""
    words = ["python", "-m", module, *([name] if len(tasks) > 1 else [])]
    words += ["--rounds", str(chosen.rounds)] if chosen.rounds else []
    return " ".join([*words, *(["--only", *(f'"{row}"' for row in chosen.only)] if chosen.only else [])])
