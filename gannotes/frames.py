"""Frames: what an interactive figure shows for each of its values, drawn beforehand for readers without a kernel.

A bundle's FRAMES entry is {"width": CSS pixels, "controls": [{"name", "values"}, ...], "moves": [...],
"frames": [{"webp": base64, "text": description}, ...]}: one frame for each combination of values, the last control's
value changing fastest. A recorded game has one control, its moves in the order played.
"""

import base64
import io
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FRAMES = "application/vnd.gannotes.frames+json"
MOST = 64  # combinations: more would make a page heavy, and a reader tired


def webp(png: bytes) -> bytes:
    """The same pixels in a third of the bytes."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(buffer, "WEBP", lossless=True, method=6)
    return buffer.getvalue()


def value_text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def bundle(figures: "Iterable[tuple[Figure, str]]", controls: dict[str, Sequence], moves: Sequence[str] = ()) -> dict:
    from gannotes import viz  # here, for the site's builder reads FRAMES without torch

    width, frames = 0, []
    for figure, text in figures:
        width = round(figure.get_figwidth() * viz.SCREEN)
        frames.append({"webp": base64.b64encode(webp(viz.png(figure))).decode(), "text": text})
    listed = [
        {"name": name.replace("_", " "), "values": [value_text(value) for value in values]}
        for name, values in controls.items()
    ]
    return {"width": width, "controls": listed, "moves": list(moves), "frames": frames}


def explored(draw: "Callable[..., Figure]", describe: Callable[..., str], **choices: Sequence[object]) -> dict:
    """A frame for each combination of the choices."""
    combinations = [dict(zip(choices, values, strict=True)) for values in itertools.product(*choices.values())]
    if len(combinations) > MOST:
        raise ValueError(
            f"{' x '.join(str(len(values)) for values in choices.values())} = {len(combinations)} combinations are "
            f"more frames than the {MOST} that a page can carry: offer fewer values"
        )
    return bundle(((draw(**values), describe(**values)) for values in combinations), choices)


def recorded_frames(
    draw: "Callable[[], Figure]",
    describe: Callable[[], str],
    moves: dict[str, Callable[[], object]],
    record: Sequence[str],
) -> dict:
    """Plays the recorded moves; a frame before the first and one after each. The last move must start again."""
    if unknown := set(record) - set(moves):
        raise ValueError(f"the recording names {sorted(unknown)}, but the moves are {sorted(moves)}")
    if len(record) >= MOST:
        raise ValueError(f"{len(record)} moves are more than the {MOST - 1} that a page can carry: record fewer")

    def played() -> "Iterable[tuple[Figure, str]]":
        yield draw(), describe()
        for name in record:
            moves[name]()
            yield draw(), describe()

    names = [name.replace("_", " ") for name in record]
    made = bundle(played(), {"move": ["start", *names]}, list(dict.fromkeys(names)))
    if made["frames"][-1]["text"] != made["frames"][0]["text"]:
        raise ValueError("a recording leaves the game as it was: end it with the move that starts again")
    return made
