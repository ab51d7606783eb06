"""Outputs are small, and the same on every machine."""

import base64
import json
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from gannotes.site.rules.rule import Chapter, Rule

LARGEST_FIGURE = 150_000  # bytes
MACHINE_PATH = re.compile(r"(?<![\w.])/(home|root|tmp|work|Users|usr|opt|mnt|var|private)/|\b[A-Z]:\\\w")
ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")


def shows_nothing_of_the_machine(chapter: Chapter) -> Iterator[str]:
    for cell in chapter.code:
        for text in map(output_text, cell.outputs):
            if found := MACHINE_PATH.search(text):
                line = next(line for line in text.splitlines() if found[0] in line)
                yield chapter.complaint(cell, f"shows a path of one machine, {line.strip()[:60]!r}: print none")
            if found := ADDRESS.search(text):
                yield chapter.complaint(cell, f"shows where an object lies in memory, {found[0]}: end with ; or print")


def output_text(output: NotebookNode) -> str:
    texts = [output.get("text", ""), *output.get("traceback", [])]
    for kind, content in output.get("data", {}).items():
        if not kind.startswith("image/"):
            texts.append(content if isinstance(content, str) else json.dumps(content))
    return "\n".join(texts)


def has_small_figures(chapter: Chapter) -> Iterator[str]:
    for cell in chapter.code:
        for output in cell.outputs:
            size = len(base64.b64decode(output.get("data", {}).get("image/png", "")))
            if size > LARGEST_FIGURE:
                limit = LARGEST_FIGURE // 1000
                yield chapter.complaint(cell, f"its figure has {size // 1000} kB, more than {limit}: draw fewer points")


RULES: list[Rule] = [shows_nothing_of_the_machine, has_small_figures]
