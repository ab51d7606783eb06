"""Files that are written whole or not at all, in a place that was tried before hours of work depend on it."""

import os
from collections.abc import Iterable
from pathlib import Path

MEBIBYTE = bytes(2**20)


def atomic_write(file: Path, content: bytes) -> None:
    """First beside its place, then moved there in one stroke: whoever looks finds the old file or the new one."""
    written_in_parts(file, [content], keep=True)


def written_in_parts(file: Path, parts: Iterable[bytes], keep: bool) -> None:
    """The parts, one after the other, beside the file's place; kept, they become the file."""
    beside = file.with_name(f".{file.name}.part")
    try:
        with beside.open("wb") as stream:
            for part in parts:
                stream.write(part)
            stream.flush()
            os.fsync(stream.fileno())
        if keep:
            os.replace(beside, file)
    finally:
        beside.unlink(missing_ok=True)


def check_room(file: Path, size: int) -> None:
    """Makes the file's folder and tries to write so many bytes in it. ValueError if that fails, with the reason."""
    out = file.parent
    try:
        place = resolved(out)
        if place.exists() and not place.is_dir():
            raise ValueError(f"{out} is a file: name a folder, or one that can be made")
        if (place / file.name).is_dir():
            raise ValueError(f"{file} is a folder, and should become a file: name another folder than {out}")
        place.mkdir(parents=True, exist_ok=True)
        rest = [MEBIBYTE] * (size // len(MEBIBYTE)) + [MEBIBYTE[: size % len(MEBIBYTE)]]
        written_in_parts(place / file.name, rest, keep=False)
    except OSError as problem:
        raise ValueError(
            f"{out} can't take {size:,} bytes ({problem.strerror or problem}): make room, or name another folder"
        ) from problem


def check_apart(out: Path, *sources: Path) -> None:
    """ValueError if what is written to `out` would lie among the sources, which are folders that exist."""
    try:
        place = resolved(out)
        for above in (place, *place.parents):
            for source in sources:
                if above.exists() and above.samefile(source):
                    raise ValueError(
                        f"{out} is, or lies in, {source}: what is written there would be taken for its pictures the "
                        "next time; name a folder elsewhere"
                    )
    except OSError as problem:
        raise ValueError(f"{out} can't be looked at ({problem.strerror or problem}): name another folder") from problem


def resolved(path: Path) -> Path:
    """The place itself, whatever links lead to it."""
    try:
        return path.resolve()
    except RuntimeError as problem:  # before Python 3.13; an OSError since
        raise OSError(f"{path} is a link that leads to itself") from problem
