"""A game as a picture: the networks, what travels between them, who stands still, and which way the gradient takes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.text import Annotation

from gannotes import viz

Ways = Sequence[tuple[str, str]]  # from one box to another, by their names


@dataclass(frozen=True)
class Box:
    """A quantity, as its text alone; or, with a colour of its own, a network."""

    text: str
    at: tuple[float, float]
    color: str = viz.QUIET

    @property
    def is_network(self) -> bool:
        return self.color != viz.QUIET


def two_players() -> tuple[dict[str, Box], list[tuple[str, str]]]:
    """The game of 2014: z through G, its fakes and the data into D, and from what D says what each player pays."""
    boxes = {
        "z": Box("noise\nz", (0.0, 0.0)),
        "G": Box("G", (1.2, 0.0), viz.GENERATOR),
        "fakes": Box("fakes\nG(z)", (2.4, 0.0)),
        "data": Box("data\nx", (2.4, 1.2)),
        "D": Box("D", (3.7, 0.6), viz.DISCRIMINATOR),
        "cost": Box("what the\nplayer pays", (5.1, 0.6)),
    }
    return boxes, [("z", "G"), ("G", "fakes"), ("fakes", "D"), ("data", "D"), ("D", "cost")]


def diagram(ax: Axes, boxes: Mapping[str, Box], ways: Ways, still: Collection[str] = (), back: Ways = ()) -> None:
    """The boxes and the ways between them; who stands still is pale, and the gradient's way back is dashed orange.

    ValueError for a name that no box has.
    """
    named = {*still, *(name for way in (*ways, *back) for name in way)}
    if unknown := sorted(named - set(boxes)):
        raise ValueError(f"there is no box {', '.join(unknown)}: name some of {', '.join(boxes)}")
    drawn = {name: _box(ax, box, pale=name in still) for name, box in boxes.items()}
    for start, end in ways:
        _arrow(ax, drawn[start], drawn[end], color=viz.QUIET, linewidth=1.5, connectionstyle="arc3,rad=0")
    for start, end in back:
        look = {"color": viz.TRUTH, "linewidth": 2, "linestyle": (0, (3, 1.5))}
        _arrow(ax, drawn[start], drawn[end], connectionstyle="arc3,rad=-0.45", **look)
    across, up = zip(*(box.at for box in boxes.values()), strict=True)
    ax.set(xlim=(min(across) - 0.6, max(across) + 0.7), ylim=(min(up) - 0.8, max(up) + 0.6))
    ax.set_axis_off()


def _box(ax: Axes, box: Box, pale: bool) -> Annotation:
    """A network as a filled box, or a dashed outline while it stands still; a quantity as its text."""
    inner = "white" if pale or not box.is_network else box.color
    edge = {"edgecolor": box.color, "linestyle": "--" if pale else "-"} if box.is_network else {"edgecolor": "white"}
    frame = {"boxstyle": "round,pad=0.8" if box.is_network else "round,pad=0.15", "facecolor": inner, **edge}
    ink = "white" if inner != "white" else box.color
    return ax.annotate(
        box.text, box.at, ha="center", va="center", color=ink, fontweight="bold", bbox=frame, annotation_clip=False
    )


def _arrow(ax: Axes, start: Annotation, end: Annotation, **look: Any) -> None:
    """From the edge of one box to that of another."""
    edges = {"patchA": start.get_bbox_patch(), "patchB": end.get_bbox_patch(), "shrinkA": 2, "shrinkB": 2}
    ax.annotate("", end.xy, start.xy, arrowprops={"arrowstyle": "-|>", "mutation_scale": 14, **edges, **look})
