"""The loop behind `train` and `translate`: a bar, readings, sheets and checkpoints now and then, and a tidy end."""

import argparse
import io
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from tqdm.auto import tqdm

from gannotes.models.device import best_device
from gannotes.recipes.commands import outfolder
from gannotes.recipes.kept import Parts, keep, newest, restored
from gannotes.recipes.processes import ALONE, Group, joined
from gannotes.recipes.whole_files import atomic_write
from gannotes.watch import Snapshot


@dataclass
class Match:
    """A run under way: what it is, all its state, and what is to be written of it."""

    made_by: dict[str, Any]  # as run.json has it
    parts: Parts
    rounds: int
    turns: Callable[[int], Iterator[dict[str, float]]]  # the rounds played already -> what each player pays
    sheet: Callable[[], Image.Image]
    weights: Callable[[], bytes]  # for using: FloatingPointError if one is not finite
    read: Callable[[], Snapshot] | None = None
    read_at: list[int] = field(default_factory=list)
    history: list[Snapshot] = field(default_factory=list)
    group: Group = ALONE

    def checkpoints(self, out: Path) -> Path:
        """Each process keeps its own: they differ in their chance and in their batches."""
        name = outfolder.CHECKPOINTS if self.group.writes else f"{outfolder.CHECKPOINTS}-{self.group.rank}"
        return out / name


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed: the round is played to its end first. Pressed again, it stops at once."""
    pressed: list[int] = []

    def note(number: int, frame: object) -> None:
        pressed.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


def play_on(out: Path, match: Match, every: int, resume: bool) -> None:
    """Plays to the last round. KeyboardInterrupt, FloatingPointError and OSError say what is kept, and how to go on."""
    own, group = match.checkpoints(out), match.group
    upto = group.least(newest(own)) if group.size > 1 else None
    played = restored(match.parts, own, match.made_by, upto) if resume else 0
    match.read_at, match.history[:] = outfolder.read_history(out, played) if resume else ([], [])
    if group.writes:
        outfolder.note(out, match.made_by)
    done = saved = played
    with stopping() as stopped, tqdm(total=match.rounds, initial=played, unit="round", disable=not group.writes) as bar:
        try:
            for done, paid in enumerate(match.turns(played), start=played + 1):
                bar.update()
                stop = bool(group.greatest(stopped()))  # they end after the same round, or one would wait for ever
                if done % every == 0 or done == match.rounds or stop:
                    bar.set_postfix({name: f"{value:.2f}" for name, value in paid.items()})
                    save(out, match, done)
                    saved = done
                if stop:
                    raise KeyboardInterrupt
        except RuntimeError as problem:
            if group.size == 1:
                raise
            raise OSError(
                f"stopped after round {done} of {match.rounds}: process {group.rank} of {group.size} lost another "
                f"({str(problem).splitlines()[0]}). {what_is_kept(out, saved)}; torchrun with --max-restarts does it"
            ) from problem
        except (FloatingPointError, KeyboardInterrupt, OSError) as end:
            kind = next(kind for kind in (FloatingPointError, KeyboardInterrupt, OSError) if isinstance(end, kind))
            why = f": {end}" if str(end) else ""
            raise kind(f"stopped after round {done} of {match.rounds}{why}. {what_is_kept(out, saved)}") from end
    if group.writes:
        print(f"{out} holds the run: its weights, its sheets and its history. See it with: gannotes look {out}")


def save(out: Path, match: Match, round: int) -> None:
    """All is made before anything is written: from then on only the disk can fail."""
    if not match.group.writes:
        return keep(match.parts, match.checkpoints(out), round, match.made_by)
    png = io.BytesIO()
    match.sheet().save(png, "PNG")
    weights = match.weights()
    if match.read is not None:
        match.read()
        match.read_at.append(round)
    keep(match.parts, match.checkpoints(out), round, match.made_by)
    (out / outfolder.SHEETS).mkdir(exist_ok=True)
    atomic_write(out / outfolder.SHEETS / f"{round:06}.png", png.getvalue())
    atomic_write(out / outfolder.WEIGHTS, weights)
    outfolder.write_history(out, match.read_at, match.history)


def what_is_kept(out: Path, saved: int) -> str:
    """After a run that ended early, and how to go on."""
    if not saved:
        return "Nothing is kept: with a smaller --every less can be lost"
    return f"Round {saved} is kept: go on with the same command and --resume"


def on_each_process(given: argparse.Namespace, run_on: Callable[[Group, argparse.Namespace, bool], None]) -> None:
    """Under torchrun there are several; one that was started anew goes on by itself, as with --resume."""
    given.device = given.device or best_device()
    with joined(given.device) as group:
        there = (given.out / outfolder.RUN).is_file()
        run_on(group, given, given.resume or (group.restarted and there))
