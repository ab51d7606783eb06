"""A code cell's outputs as HTML: figures with their words, frames behind sliders, listings, tables, printed lines."""

import base64
import html
import json
import re
from collections.abc import Callable

from gannotes.frames import FRAMES
from gannotes.site.listing import code
from gannotes.site.markdown import Page, render

Store = Callable[[bytes, str], str]  # takes a picture and its kind, gives its address
WIDGET = "application/vnd.jupyter.widget-view+json"
PICTURES = ("image/svg+xml", "image/gif", "image/webp", "image/png", "image/jpeg")  # in an <img>, where no script runs
WORDS = ("text/html", "text/markdown", "text/latex")


def joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def plain(text: str) -> str:
    """What a terminal would show in the end: without colours, and of an overwritten line its last state."""
    return re.sub(r"(?m)^.*\r(?=[^\n])", "", re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text))


def printed(text: str, kind: str) -> str:
    """Printed lines; a claim's or a verdict's tick is marked, so that it can be seen when paging through."""
    lines = html.escape(plain(text).rstrip("\n"), quote=False)
    lines = re.sub(r"(?m)^\N{CHECK MARK}", '<span class="tick">\N{CHECK MARK}</span>', lines)
    return f'<pre class="printed {kind}">{lines}</pre>'


def picture_kind(output: dict) -> str | None:
    return next((kind for kind in PICTURES if kind in output.get("data", {})), None)


def unshown(output: dict) -> list[str]:
    """The kinds of an output that a page shows nothing of; none if it can show one, or if there is only plain text."""
    if output["output_type"] in ("stream", "error"):
        return []
    kinds = set(output.get("data", {})) - {"text/plain"}
    return [] if kinds & {FRAMES, *PICTURES, *WORDS} else sorted(kinds)


def alt_text(output: dict) -> str:
    """The words for who can't see the picture; empty if the author gave none."""
    return output.get("metadata", {}).get(picture_kind(output), {}).get("alt", "")


def picture(output: dict, kind: str, store: Store) -> str:
    body = joined(output["data"][kind])
    address = store(body.encode() if kind.endswith("xml") else base64.b64decode(body), kind)
    width = output.get("metadata", {}).get(kind, {}).get("width")
    size = f' width="{width:g}"' if width else ""
    return f'<img class="figure" src="{address}" alt="{html.escape(alt_text(output))}"{size}>'


def slider(control: dict) -> str:
    values, first = html.escape(json.dumps(control["values"])), html.escape(control["values"][0])
    return (
        f'<div class="slider"><label>{html.escape(control["name"])} <input type="range" min="0" value="0" '
        f'max="{len(control["values"]) - 1}" data-values="{values}" aria-valuetext="{first}"></label>'
        f"<output>{first}</output></div>"
    )


def player(data: dict, store: Store) -> str:
    """Frames behind one slider for each control; gannotes.js makes it move, without it the first frame stands."""
    frames = [{"src": store(base64.b64decode(f["webp"]), "image/webp"), "text": f["text"]} for f in data["frames"]]
    sliders = "".join(map(slider, data["controls"]))
    moves = "".join(f'<button type="button" class="move">{html.escape(move)}</button>' for move in data["moves"])
    return (
        f'<div class="player" role="group" aria-label="interactive figure" '
        f'data-frames="{html.escape(json.dumps(frames, ensure_ascii=False))}">'
        f'<div class="knobs" hidden><button type="button" class="play">play</button>{moves}{sliders}</div>'
        f'<img class="figure" src="{frames[0]["src"]}" alt="{html.escape(frames[0]["text"])}" width="{data["width"]}">'
        f'<p class="words" aria-live="polite">{html.escape(frames[0]["text"])}</p></div>'
    )


def listing(source: str) -> str:
    """What `show` displays: the source under its place in the repository."""
    first, _, rest = source.partition("\n")
    place = re.fullmatch(r"# ([\w./]+\.py):(\d+)", first)
    if not place:
        return f'<div class="listing">{code(source, "python")}</div>'
    return f'<div class="listing"><p class="place">{place[1]}, line {place[2]}</p>{code(rest, "python")}</div>'


def output_html(output: dict, store: Store, page: Page) -> str:
    """What an output shows, at its richest. An error shows nothing: no chapter that has one is built."""
    if output["output_type"] == "stream":
        return printed(joined(output["text"]), output["name"])
    data = output.get("data", {})
    if FRAMES in data:
        return player(data[FRAMES], store)
    if joined(data.get("text/latex", "")).startswith(r"\begin{Verbatim}"):
        return listing(joined(data["text/plain"]))
    if kind := picture_kind(output):
        return picture(output, kind, store)
    if "text/html" in data:
        return f'<div class="html">{joined(data["text/html"])}</div>'
    if "text/markdown" in data:
        return render(joined(data["text/markdown"]), page)
    if "text/latex" in data:
        return f'<div class="equation">{page.typeset(joined(data["text/latex"]).strip().strip("$"), True)}</div>'
    return printed(joined(data["text/plain"]), "result") if "text/plain" in data and WIDGET not in data else ""
