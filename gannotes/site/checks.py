"""The rules that a chapter must keep to be shown: each fault says where it is and what to do about it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.token import Token
from nbformat import NotebookNode

from gannotes.frames import FRAMES
from gannotes.site.chapter import where
from gannotes.site.links import slug
from gannotes.site.markdown import flat, parse
from gannotes.site.outputs import alt_text, picture_kind, unshown

Found = Iterator[tuple[NotebookNode, str]]  # the cell at fault, and what to do
PASTED = re.compile(r"attachment:[^\s\"'>]*")
EQUATION = re.compile(r'<a id="(eq-[^"]+)"></a>\s*\$\$(.*?)\$\$', re.S)


@dataclass(frozen=True)
class Fault:
    chapter: str
    place: str
    todo: str

    def __str__(self) -> str:
        return f"{self.chapter}, {self.place}\n    {self.todo}"


def prose(notebook: NotebookNode) -> Iterator[NotebookNode]:
    return (cell for cell in notebook.cells if cell.cell_type == "markdown")


def outputs(notebook: NotebookNode) -> Iterator[tuple[NotebookNode, NotebookNode]]:
    return ((cell, output) for cell in notebook.cells for output in cell.get("outputs", []))


def not_run(notebook: NotebookNode) -> Found:
    """Said once: who has run one cell will run them all."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    waiting = [cell for cell in code if cell.execution_count is None]
    if waiting:
        yield waiting[0], f"was not executed, as {len(waiting)} of {len(code)} cells: run `make execute`"


def failed(notebook: NotebookNode) -> Found:
    for cell, output in outputs(notebook):
        if output.output_type == "error":
            yield cell, f"raised {output.ename}: mend it, or catch it and print what it says"


def motionless(notebook: NotebookNode) -> Found:
    for cell, output in outputs(notebook):
        still = picture_kind(output) and FRAMES not in output.get("data", {})
        if "widget" in cell.metadata.get("tags", []) and still:
            yield cell, "would stand still on the site: play_by_hand needs record=[...], which ends by starting again"


def wordless(notebook: NotebookNode) -> Found:
    for cell, output in outputs(notebook):
        data = output.get("data", {})
        if picture_kind(output) and not alt_text(output).strip():
            yield cell, 'shows a picture without alt text: end the cell with present(figure, alt="what it shows")'
        if FRAMES in data and not all(frame["text"].strip() for frame in data[FRAMES]["frames"]):
            yield cell, "has a frame without words: let describe say what each frame shows"
    for cell in prose(notebook):
        for token in flat(parse(cell.source)):
            if token.type == "image" and not token.content.strip():
                yield cell, f"shows {token.attrGet('src')} without alt text: write ![what it shows](...)"


def lost(notebook: NotebookNode) -> Found:
    """What JupyterLab shows and a page would leave out without a word."""
    for cell, output in outputs(notebook):
        if kinds := unshown(output):
            yield cell, f"puts out {', '.join(kinds)}, of which a page shows nothing: show a picture, a table or frames"
    for cell in notebook.cells:
        if cell.cell_type == "raw" and cell.source.strip() and "remove-cell" not in cell.metadata.get("tags", []):
            yield cell, "is a raw cell, which no page shows: make it Markdown or code, or tag it remove-cell"
    for cell in prose(notebook):
        pasted = [src for token in flat(parse(cell.source)) for src in PASTED.findall(address(token))]
        if pasted or cell.get("attachments"):
            name = (pasted or [f"attachment:{next(iter(cell.get('attachments', {})))}"])[0]
            yield cell, f"shows a pasted picture, {name}: save it as a file beside the notebook, and link that"


def address(token: Token) -> str:
    """Where a picture comes from: of ![...](...), or all of a tag in HTML."""
    return str(token.attrGet("src")) if token.type == "image" else token.content if "html" in token.type else ""


def untitled(notebook: NotebookNode) -> Found:
    titles = [
        cell for cell in prose(notebook) for token in parse(cell.source) if (token.tag, token.nesting) == ("h1", 1)
    ]
    if notebook.cells and titles != notebook.cells[:1]:
        yield notebook.cells[0], f"a chapter has one title (# ...), in its first cell; this one has {len(titles)}"


def misnumbered(notebook: NotebookNode) -> Found:
    for cell in prose(notebook):
        for name, tex in EQUATION.findall(cell.source):
            tag = re.search(r"\\tag\{([^}]*)\}", tex)
            if not tag:
                yield cell, rf"the equation named {name} has no number: end it with \tag{{...}}"
            elif name != (right := "eq-" + slug(tag[1].replace(".", "-"))):
                yield cell, f'the equation ({tag[1]}) needs <a id="{right}"></a> above it, not {name}'


def foreign(notebook: NotebookNode) -> Found:
    """Markup that not all of JupyterLab, GitHub and the site would show right."""
    for cell in prose(notebook):
        for block in parse(cell.source):
            pieces = block.children or []
            for piece, after in zip(pieces, [*pieces[1:], None], strict=bool(pieces)):
                if piece.type != "text":
                    continue
                role = re.search(r"\{[\w:-]+\}$", piece.content) if after and after.type == "code_inline" else None
                if role := role or re.match(r":::|\([\w-]+\)=$", piece.content):
                    yield cell, f"has MyST markup, {role[0]!r}: write plain Markdown instead"
                if re.search(r"\$|\\[a-zA-Z]+\{", piece.content) and "\\$" not in cell.source:
                    yield (
                        cell,
                        f"has TeX outside of $...$ in {piece.content[:60]!r}: write $x$, no spaces inside, or \\$",
                    )


RULES = (not_run, failed, lost, wordless, motionless, untitled, misnumbered, foreign)


def faults(chapter: str, notebook: NotebookNode) -> Iterator[Fault]:
    """What one chapter does against the rules."""
    for rule in RULES:
        for cell, todo in rule(notebook):
            yield Fault(chapter, where(notebook, cell), todo)
