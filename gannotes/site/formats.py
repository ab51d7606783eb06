"""A chapter's two formats: notebook (JSON) and text (MyST), read with words for what is wrong, and written."""

import copy
import re
from pathlib import Path

import jupytext
import nbformat
from jupytext.config import load_jupytext_config
from nbformat import NotebookNode

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
PAIRING = load_jupytext_config(str(NOTEBOOKS / "any.md"))  # notebooks/jupytext.toml
BYTE_ORDER_MARK = "\ufeff"
# What a line of text may hold. Anything else jupytext takes for the end of a line (U+2028 ...), or YAML refuses.
STRANGE = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
CONFLICT = re.compile(r"(?ms)^<{7} .*^={7}$.*^>{7} ")


def is_notebook(text: Path) -> bool:
    """Whether a Markdown file is a notebook's text or a page of its own: the first has jupytext's header."""
    header = rb"(\xef\xbb\xbf)?---\r?\n((?!---).*\n)*jupytext:"
    return text.is_file() and re.match(header, text.read_bytes()) is not None


def to_text(notebook: NotebookNode) -> str:
    return jupytext.writes(copy.deepcopy(notebook), fmt="md:myst", config=PAIRING)


def from_text(text: str) -> NotebookNode:
    return jupytext.reads(text, fmt="md:myst")


def to_json(notebook: NotebookNode) -> str:
    return nbformat.writes(notebook) + "\n"


def from_json(text: str) -> NotebookNode:
    """The notebook; ValueError if it is none."""
    invalid: dict = {}
    try:
        notebook = nbformat.reads(text, as_version=4, capture_validation_error=invalid)
    except Exception as problem:  # JSON that is none, or that is no notebook: each way has its own exception
        raise ValueError(f"is no notebook ({first_line(problem)})") from None
    if invalid:
        raise ValueError(f"is no notebook that JupyterLab would open ({first_line(invalid['ValidationError'])})")
    return notebook


def first_line(problem: Exception) -> str:
    return next(iter(str(problem).splitlines()), "") or type(problem).__name__


def characters(file: Path) -> str:
    """A file's text, its lines ended as on Unix; ValueError if it isn't one that can be trusted."""
    content = file.read_bytes()
    if not content.strip():
        raise ValueError("is empty: take it from git, or remove it")
    try:
        text = content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise ValueError(
            f"is not in UTF-8 (byte {content[problem.start]:#x} in line {line}): save it as UTF-8"
        ) from None
    if text.startswith(BYTE_ORDER_MARK):
        raise ValueError("begins with a byte order mark: save it as UTF-8 without one")
    if conflict := CONFLICT.search(text):
        raise ValueError(f"has a merge conflict in line {line_of(text, conflict.start())}: settle it first")
    return text


def line_of(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def read(file: Path) -> NotebookNode:
    """A notebook; or a text, as a notebook without outputs. ValueError, which names the file, if it can't be read."""
    try:
        text = characters(file)
        if file.suffix == ".ipynb":
            return from_json(text)
        if strange := STRANGE.search(text):
            raise ValueError(f"has {code_point(strange[0])} in line {line_of(text, strange.start())}: take it out")
        return from_text(text)
    except ValueError as problem:
        raise ValueError(f"{file.name} {problem}") from None
    except Exception as problem:  # YAML has a dozen ways to be wrong, and jupytext passes them on
        raise ValueError(f"{file.name} is no notebook's text ({first_line(problem)})") from None


def code_point(character: str) -> str:
    return f"the character U+{ord(character):04X}"
