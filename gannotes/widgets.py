"""Figures that answer to the hand: sliders and buttons, worked with the keyboard as with the mouse."""

import base64
import html
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import ipywidgets
from IPython.display import display
from matplotlib.figure import Figure

from gannotes import viz
from gannotes.frames import FRAMES, explored, recorded_frames, value_text

Draw = Callable[..., Figure]
Describe = Callable[..., str]  # the figure in words, for who can't see it; shown below it


class Stage:
    """Where a figure stands, and below it what it shows in words."""

    def __init__(self, draw: Draw, describe: Describe):
        self.draw, self.describe = draw, describe
        self.picture = ipywidgets.HTML()
        self.words = ipywidgets.HTML()
        self.png, self.text = b"", ""

    def show(self, **values: object) -> None:
        with self.failures_shown():
            self.text = self.describe(**values)
            figure = self.draw(**values)
            width = round(figure.get_figwidth() * viz.SCREEN)
            self.png = viz.png(figure)
        data, alt = base64.b64encode(self.png).decode(), html.escape(self.text, quote=True)
        self.picture.value = (
            f'<img src="data:image/png;base64,{data}" alt="{alt}" width="{width}" style="max-width:100%">'
        )
        self.words.value = f'<div role="status" aria-live="polite">{html.escape(self.text)}</div>'

    @contextmanager
    def failures_shown(self) -> Iterator[None]:
        """A callback's exception would end in a log that nobody reads: say it under the figure, and raise it."""
        try:
            yield
        except Exception as problem:
            self.words.value = f'<div role="alert"><b>{html.escape(f"{type(problem).__name__}: {problem}")}</b></div>'
            raise


def present(stage: Stage, *controls: ipywidgets.Widget, frames: dict | None = None) -> None:
    """Displays the controls above the stage. Where no kernel runs, the frames stand in, or else the first picture."""
    box = ipywidgets.VBox([*controls, stage.picture, stage.words])
    bundle = box._repr_mimebundle_()
    bundle |= {"image/png": stage.png, "text/plain": stage.text} | ({FRAMES: frames} if frames else {})
    display(bundle, metadata={"image/png": {"alt": stage.text}}, raw=True)


def found_again(value: object) -> bool:
    """nan is not equal to itself, and arrays say so of each entry."""
    try:
        return bool(value == value)
    except (ValueError, RuntimeError):
        return False


def sliders(stage: Stage, **choices: Sequence[object]) -> list[ipywidgets.SelectionSlider]:
    """One slider for each control, over the values given; the stage follows them."""
    for name, values in choices.items():
        if len(values) < 2:
            raise ValueError(f"the slider {name} needs at least two values to choose from, got {list(values)}")
        if strange := [value for value in values if not found_again(value)]:
            raise ValueError(
                f"the slider {name} finds a value by comparing it, and {strange[0]!r} is not simply equal to itself: "
                "offer numbers or words, and let draw look up what they stand for"
            )
    made = {
        name: ipywidgets.SelectionSlider(
            options=[(value_text(value), value) for value in values],
            description=name.replace("_", " "),
            continuous_update=False,
            style={"description_width": "initial"},
            layout={"width": "28em"},
        )
        for name, values in choices.items()
    }

    def follow(change: object = None) -> None:
        stage.show(**{name: slider.value for name, slider in made.items()})

    for slider in made.values():
        slider.observe(follow, "value")
    follow()
    return list(made.values())


def explore(draw: Draw, describe: Describe, **choices: Sequence[object]) -> None:
    """A slider for each named sequence of values: `explore(draw, describe, k=[1, 2, 5])` calls `draw(k=1)` first."""
    stage = Stage(draw, describe)
    present(stage, *sliders(stage, **choices), frames=explored(draw, describe, **choices))


def buttons(stage: Stage, **moves: Callable[[], object]) -> ipywidgets.HBox:
    """One button for each move: it makes the move, then the stage is drawn anew."""

    def pressing(move: Callable[[], object]) -> Callable[[object], None]:
        def pressed(button: object) -> None:
            with stage.failures_shown():
                move()
            stage.show()

        return pressed

    made = []
    for name, move in moves.items():
        button = ipywidgets.Button(description=name.replace("_", " "), layout={"width": "auto"})
        button.on_click(pressing(move))
        made.append(button)
    stage.show()
    return ipywidgets.HBox(made)


def play_by_hand(draw: Draw, describe: Describe, record: Sequence[str] = (), **moves: Callable[[], object]) -> None:
    """A button for each move of a game: Tab reaches it, Enter or Space presses it.

    `record` names moves that are played at once, for readers without a kernel; the last must start again.
    """
    stage = Stage(draw, describe)
    frames = recorded_frames(draw, describe, moves, record) if record else None
    present(stage, buttons(stage, **moves), frames=frames)
