"""What each chapter keeps to. A rule takes a Chapter and yields complaints: which cell, what is wrong, what to do."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from gannotes.site import chapter as site

Rule = Callable[["Chapter"], Iterator[str]]


@dataclass(frozen=True)
class Chapter:
    """A notebook and where it is."""

    path: Path
    notebook: NotebookNode

    @classmethod
    def read(cls, path: Path) -> "Chapter":
        return cls(path, site.read(path))

    @property
    def name(self) -> str:
        return f"solutions/{self.path.stem}" if self.path.parent.name == "solutions" else self.path.stem

    @property
    def label(self) -> str:
        """What its numbers begin with: 2 in 02_the_game, A in A_notation, S2 in solutions/02_the_game."""
        number = self.path.stem.split("_")[0].lstrip("0") or "0"
        return f"S{number}" if self.name.startswith("solutions/") else number

    @property
    def remedy(self) -> str:
        return f"run python -m gannotes.site.execute {self.name}"

    @cached_property
    def code(self) -> list[NotebookNode]:
        return [cell for cell in self.notebook.cells if cell.cell_type == "code"]

    @cached_property
    def prose(self) -> list[NotebookNode]:
        return [cell for cell in self.notebook.cells if cell.cell_type == "markdown"]

    def complaint(self, cell: NotebookNode, problem: str) -> str:
        return f"{self.name}, {site.where(self.notebook, cell)}: {problem}"


@cache
def parsed(source: str) -> ast.Module:
    """A cell's Python; lines that only IPython knows, such as %matplotlib, become calls."""
    return ast.parse(TransformerManager().transform_cell(source))


def called(node: ast.AST) -> str | None:
    """The name of the function, if the node is a call."""
    function = node.func if isinstance(node, ast.Call) else None
    return getattr(function, "id", getattr(function, "attr", None))
