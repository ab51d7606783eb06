"""Shows a run as one HTML page that needs nothing else:

    gannotes look OUT

writes OUT/look.html: what each player paid, D on real and fake, the distance over time, the sheets behind a slider, and
what the readings say in words, as in chapter 6.
"""

import argparse
import base64
import html
import io
import json
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Any

from matplotlib.figure import Figure

from gannotes.diagnose import FEWEST, verdict
from gannotes.recipes.commands import outfolder
from gannotes.recipes.whole_files import atomic_write
from gannotes.watch import Snapshot

NAME, HELP = "look", "a run as one page: curves, samples, and what they say"
PAGE = Template(Path(__file__).with_name("look.html").read_text(encoding="utf-8"))
NEXT = {
    "healthy": "Play on while the distance falls; when it rests, judge samples against held-out pictures.",
    "saturated": "Take a loss that is steep where D is sure (r1, r3gan), or a lower rate for D.",
    "collapsed": "Take r3gan or r1, a larger --batch, or more pictures; look whether the sheet shows few kinds.",
    "oscillating": "Take a recipe with a penalty (r1, r3gan), or a lower rate; beta1 = 0 turns less than 0.9.",
    "D too weak": "Take a larger --width: D can't tell what you can.",
    "unclear": "Look at the samples, and play on: no rule applies.",
}
CURVES = (
    ("what each player paid", {"paid_by_D": "D", "paid_by_G": "G"}),
    ("D's mean logit", {"on_real": "on real", "on_fake": "on fake"}),
    ("distance to the data", {"sliced_w1": "sliced W1"}),
    ("nearby", {"recall": "reals with a fake", "precision": "fakes with a real"}),
)
COLOURS = ("#0072b2", "#d55e00")  # told apart by the colour-blind too


def add_words(own: argparse.ArgumentParser) -> None:
    own.add_argument("out", type=Path, help="the folder of a run")


def curves(rounds: Sequence[int], history: Sequence[Snapshot]) -> str:
    """Four small charts as SVG, with their lines named where they end."""
    figure = Figure(figsize=(11, 6.5), layout="constrained")
    for axes, (title, lines) in zip(figure.subplots(2, 2).flat, CURVES, strict=True):
        for colour, (field, words) in zip(COLOURS, lines.items(), strict=False):
            values = [getattr(reading, field) for reading in history]
            axes.plot(rounds, values, color=colour)
            axes.annotate(words, (rounds[-1], values[-1]), color=colour, xytext=(4, 0), textcoords="offset points")
        axes.set(title=title, xlabel="rounds")
        axes.spines[["top", "right"]].set_visible(False)
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None})
    return drawn.getvalue()[drawn.getvalue().index("<svg") :]


def said(history: Sequence[Snapshot]) -> str:
    """The verdict in words, and what to try next."""
    if not history:
        return "<p>This run has no readings: translators are judged by their sheets.</p>"
    if len(history) < FEWEST:
        return f"<p>{len(history)} readings are too few for a verdict; {FEWEST} say something.</p>"
    found = verdict(history)
    reasons = "".join(f"<li>{html.escape(reason)}</li>" for reason in found.reasons)
    return (
        f"<p>The later half of the readings looks <strong>{html.escape(found.name)}</strong>:</p><ul>{reasons}</ul>"
        f"<p>Next: {html.escape(NEXT[found.name])}</p>"
    )


def page(run: dict[str, Any], rounds: Sequence[int], history: Sequence[Snapshot], sheets: Sequence[Path]) -> str:
    pictures: list[dict[str, Any]] = [
        {"round": int(sheet.stem), "src": f"data:image/png;base64,{base64.b64encode(sheet.read_bytes()).decode()}"}
        for sheet in sheets
    ]
    about = ", ".join(f"{name} {value}" for name, value in run.items() if value not in (None, [], ""))
    return PAGE.substitute(
        about=html.escape(about),
        verdict=said(history),
        curves=curves(rounds, history) if history else "",
        sheets=json.dumps(pictures).replace("<", "\\u003c"),
        last=len(pictures) - 1,
        first=pictures[-1]["src"],
    )


def run(given: argparse.Namespace) -> None:
    about = outfolder.about(given.out)
    rounds, history = outfolder.read_history(given.out)
    sheets = sorted((given.out / outfolder.SHEETS).glob("[0-9]*.png"))
    if not sheets:
        raise ValueError(f"{given.out} holds no sheet yet: the run has to play to its first --every")
    file = given.out / "look.html"
    atomic_write(file, page(about, rounds, history, sheets).encode())
    print(f"{file} shows the run: open it in a browser")
