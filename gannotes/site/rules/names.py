"""Chapters import what gannotes has: they define none of it anew, paste none of it, and lose no import."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from gannotes.site.rules.rule import Chapter, Rule, parsed

PACKAGE = Path(__file__).parents[2]
Definition = ast.FunctionDef | ast.ClassDef


@cache
def package() -> list[Definition]:
    """The public functions and classes of gannotes that a chapter may use; some share a name."""
    apart = {"site", "commands", "broken"}  # the last has chapter 20's faulty games, which no other may import
    files = [file for file in PACKAGE.rglob("*.py") if not apart & {*file.relative_to(PACKAGE).parts}]
    nodes = [node for file in files for node in ast.parse(file.read_text(encoding="utf-8")).body]
    return [node for node in nodes if isinstance(node, Definition) and not node.name.startswith("_")]


def redefines_nothing(chapter: Chapter) -> Iterator[str]:
    """A value may share its name with a function of ours (a generator, say); a function or class may not."""
    ours = {node.name for node in package()}
    for cell in chapter.code:
        for node in parsed(cell.source).body:
            names = {node.name} if isinstance(node, Definition) else set()
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
                names = assigned(node)
            for name in sorted(names & ours):
                yield chapter.complaint(cell, f"gannotes has {name}: import and show it, or choose another name")


def pastes_nothing(chapter: Chapter) -> Iterator[str]:
    bodies = {body(node): node.name for node in package() if len(statements(node)) > 1}
    for cell in chapter.code:
        for node in parsed(cell.source).body:
            if isinstance(node, Definition) and body(node) in bodies:
                name = bodies[body(node)]
                yield chapter.complaint(cell, f"{node.name} is a copy of gannotes' {name}: import and show that")


def keeps_its_imports(chapter: Chapter) -> Iterator[str]:
    imported = set()
    for cell in chapter.code:
        for node in parsed(cell.source).body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "gannotes":
                imported |= {alias.asname or alias.name for alias in node.names}
            elif not isinstance(node, Definition):
                for name in sorted(assigned(node) & imported):
                    yield chapter.complaint(cell, f"{name} was imported from gannotes: choose another name")


def statements(node: Definition) -> list[ast.stmt]:
    return node.body[1:] if ast.get_docstring(node) is not None else node.body


def body(node: Definition) -> str:
    """What a function or class says, but for its name, its signature and its docstring."""
    return "".join(map(ast.dump, statements(node)))


def assigned(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}


RULES: list[Rule] = [redefines_nothing, pastes_nothing, keeps_its_imports]
