"""Which code made a record: a digest of a script and of all that it imports of ours."""

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = ("gannotes", "experiments")


def file_of(module: str) -> Path | None:
    """The file of a module or package of ours; None for what is neither, such as a function's name."""
    place = ROOT.joinpath(*module.split("."))
    return next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None)


def imported(tree: ast.AST) -> Iterator[str]:
    """What a file may import of ours; `from a.b import c` may mean a.b.c."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def sources(*modules: str) -> set[Path]:
    """The files of some modules, of what they import of ours, and so on."""
    found, waiting = set(), list(modules)
    while waiting:
        parts = waiting.pop().split(".")
        if parts[0] not in OURS:
            continue
        for depth in range(1, len(parts) + 1):  # whoever imports a.b runs a's __init__ as well
            file = file_of(".".join(parts[:depth]))
            if file and file not in found:
                found.add(file)
                waiting += imported(ast.parse(file.read_text(encoding="utf-8")))
    return found


def bare(source: str) -> str:
    """Python as it runs: without comments, docstrings and layout."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body[0] = ast.Pass()
    return ast.unparse(tree)


def digest(module: str, also: str = "") -> str:
    """Twelve hex digits that change if the code does; `also` is code that the module runs and doesn't import."""
    texts = [bare(also)]
    for file in sorted(sources(module, *imported(ast.parse(also)))):
        texts += [file.relative_to(ROOT).as_posix(), bare(file.read_text(encoding="utf-8"))]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]
