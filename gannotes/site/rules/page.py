"""What a page can't show, or not to everybody."""

import re
from collections.abc import Iterator

from markdown_it.token import Token
from nbformat import NotebookNode

from gannotes.frames import FRAMES
from gannotes.site.markdown import flat, parse
from gannotes.site.outputs import alt_text, picture_kind, unshown
from gannotes.site.rules.rule import Chapter, Rule

PASTED = re.compile(r"attachment:[^\s\"'>]*")


def outputs(chapter: Chapter) -> Iterator[tuple[NotebookNode, NotebookNode]]:
    return ((cell, output) for cell in chapter.code for output in cell.get("outputs", []))


def not_run(chapter: Chapter) -> Iterator[str]:
    """Said once: who has run one cell will run them all."""
    code = [cell for cell in chapter.code if cell.source.strip()]
    waiting = [cell for cell in code if cell.execution_count is None]
    if waiting:
        yield chapter.complaint(
            waiting[0], f"was not executed, as {len(waiting)} of {len(code)} cells: {chapter.remedy}"
        )


def failed(chapter: Chapter) -> Iterator[str]:
    for cell, output in outputs(chapter):
        if output.output_type == "error":
            yield chapter.complaint(cell, f"raised {output.ename}: mend it, or catch it and print what it says")


def motionless(chapter: Chapter) -> Iterator[str]:
    for cell, output in outputs(chapter):
        still = picture_kind(output) and FRAMES not in output.get("data", {})
        if "widget" in cell.metadata.get("tags", []) and still:
            yield chapter.complaint(
                cell, "would stand still on the site: play_by_hand needs record=[...], which ends by starting again"
            )


def wordless(chapter: Chapter) -> Iterator[str]:
    for cell, output in outputs(chapter):
        data = output.get("data", {})
        if picture_kind(output) and not alt_text(output).strip():
            end = 'present(figure, alt="what it shows")'
            yield chapter.complaint(cell, f"shows a picture without alt text: end the cell with {end}")
        if FRAMES in data and not all(frame["text"].strip() for frame in data[FRAMES]["frames"]):
            yield chapter.complaint(cell, "has a frame without words: let describe say what each frame shows")
    for cell in chapter.prose:
        for token in flat(parse(cell.source)):
            if token.type == "image" and not token.content.strip():
                source = token.attrGet("src")
                yield chapter.complaint(cell, f"shows {source} without alt text: write ![what it shows](...)")


def lost(chapter: Chapter) -> Iterator[str]:
    """What JupyterLab shows and a page would leave out without a word."""
    for cell, output in outputs(chapter):
        if kinds := unshown(output):
            what = ", ".join(kinds)
            yield chapter.complaint(cell, f"puts out {what}, of which a page shows nothing: show a picture or a table")
    for cell in chapter.notebook.cells:
        if cell.cell_type == "raw" and cell.source.strip() and "remove-cell" not in cell.metadata.get("tags", []):
            yield chapter.complaint(cell, "is a raw cell, which no page shows: make it Markdown, or tag it remove-cell")
    for cell in chapter.prose:
        pasted = [src for token in flat(parse(cell.source)) for src in PASTED.findall(address(token))]
        if pasted or cell.get("attachments"):
            name = (pasted or [f"attachment:{next(iter(cell.get('attachments', {})))}"])[0]
            yield chapter.complaint(cell, f"shows a pasted picture, {name}: save it as a file here, and link that")


def address(token: Token) -> str:
    """Where a picture comes from: of ![...](...), or all of a tag in HTML."""
    return str(token.attrGet("src")) if token.type == "image" else token.content if "html" in token.type else ""


def untitled(chapter: Chapter) -> Iterator[str]:
    titles = [cell for cell in chapter.prose for token in parse(cell.source) if (token.tag, token.nesting) == ("h1", 1)]
    if chapter.notebook.cells and titles != chapter.notebook.cells[:1]:
        first = chapter.notebook.cells[0]
        yield chapter.complaint(first, f"a chapter has one title (# ...), in its first cell; here are {len(titles)}")


def foreign(chapter: Chapter) -> Iterator[str]:
    """Markup that not all of JupyterLab, GitHub and the site would show right."""
    for cell in chapter.prose:
        for block in parse(cell.source):
            pieces = block.children or []
            for piece, after in zip(pieces, [*pieces[1:], None], strict=bool(pieces)):
                if piece.type != "text":
                    continue
                role = re.search(r"\{[\w:-]+\}$", piece.content) if after and after.type == "code_inline" else None
                if role := role or re.match(r":::|\([\w-]+\)=$", piece.content):
                    yield chapter.complaint(cell, f"has MyST markup, {role[0]!r}: write plain Markdown instead")
                if re.search(r"\$|\\[a-zA-Z]+\{", piece.content) and "\\$" not in cell.source:
                    outside = piece.content[:60]
                    yield chapter.complaint(cell, f"has TeX outside of $...$ in {outside!r}: write $x$, or \\$")


RULES: list[Rule] = [not_run, failed, lost, wordless, motionless, untitled, foreign]
