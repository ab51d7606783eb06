"""A chapter's two files agree, and are as a run from top to bottom left them."""

import copy
from collections.abc import Iterator

from gannotes.site import chapter as site
from gannotes.site.rules.rule import Chapter, Rule

LARGEST_NOTEBOOK = 3_000_000  # bytes


def says_what_its_text_says(chapter: Chapter) -> Iterator[str]:
    text = site.text_of(chapter.path)
    if not text.exists():
        yield f"{chapter.name} has no text {text.name} beside it: {chapter.remedy}"
        return
    written, ran = site.cells(site.as_written(text)), site.cells(chapter.notebook)
    for cell, in_text, in_notebook in zip(chapter.notebook.cells, written, ran, strict=False):
        if in_text != in_notebook:
            yield chapter.complaint(cell, f"{text.name} has another cell here: {chapter.remedy}")
            return
    if len(written) != len(ran):
        yield f"{chapter.name} has {len(ran)} cells, but {text.name} has {len(written)}: {chapter.remedy}"


def was_run_in_order(chapter: Chapter) -> Iterator[str]:
    for count, cell in enumerate(chapter.code, start=1):
        if cell.execution_count != count:
            yield chapter.complaint(cell, f"was run as In[{cell.execution_count or ' '}]: {chapter.remedy}")
            return  # and so, most likely, were all below


def keeps_no_noise(chapter: Chapter) -> Iterator[str]:
    if "widgets" in chapter.notebook.metadata:
        yield f"{chapter.name} keeps the state of its widgets: {chapter.remedy}"
    for cell in chapter.code:
        if "execution" in cell.metadata:
            yield chapter.complaint(cell, f"keeps the times of its last run: {chapter.remedy}")
        if any(site.WIDGET in output.get("data", {}) for output in cell.outputs):
            yield chapter.complaint(cell, f"names a widget that is gone: {chapter.remedy}")


def is_as_execute_writes_it(chapter: Chapter) -> Iterator[str]:
    tidied = copy.deepcopy(chapter.notebook)
    site.tidy(tidied, chapter.path)
    for file, content in ((chapter.path, site.to_json(tidied)), (site.text_of(chapter.path), site.to_text(tidied))):
        if file.exists() and file.read_text(encoding="utf-8") != content:
            yield f"{chapter.name}: {file.name} was saved by an editor and not run since: {chapter.remedy}"


def is_small(chapter: Chapter) -> Iterator[str]:
    size = chapter.path.stat().st_size
    if size > LARGEST_NOTEBOOK:
        yield f"{chapter.name} has {size / 1e6:.1f} MB, more than {LARGEST_NOTEBOOK / 1e6:g}: make its figures smaller"


RULES: list[Rule] = [
    says_what_its_text_says,
    was_run_in_order,
    keeps_no_noise,
    is_as_execute_writes_it,
    is_small,
]
