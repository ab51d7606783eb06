"""Brings the listings that `show(...)` printed up to date, and runs nothing else: for when the package was edited.

python -m gannotes.site.listings            every chapter and every solution
python -m gannotes.site.listings 05 15      by number, by name, or by path
"""

import argparse
import ast
import sys
from pathlib import Path

from IPython.core.formatters import DisplayFormatter
from IPython.display import Code
from nbformat import NotebookNode, from_dict

from gannotes.site.chapter import chapters, find, read, save, tidy
from gannotes.source import source


def is_listing(output: NotebookNode) -> bool:
    return output.output_type == "display_data" and output.data.get("text/plain", "").startswith("# gannotes/")


def parsed(code: str) -> ast.Module:
    """A cell as Python, its lines for IPython (% and !) left out."""
    return ast.parse("\n".join("" if line[:1] in ("%", "!") else line for line in code.split("\n")))


def shown(tree: ast.Module) -> list[ast.expr]:
    """What a cell hands to `show`, one after the other."""
    calls = [node.value for node in tree.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]
    return [
        thing for call in calls if isinstance(call.func, ast.Name) and call.func.id == "show" for thing in call.args
    ]


def imported(trees: list[ast.Module]) -> dict[str, object]:
    """What a chapter has imported from the package."""
    names: dict[str, object] = {}
    for node in (node for tree in trees for node in tree.body):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "gannotes":
            exec(compile(ast.Module([node], []), "imports", "exec"), names)
    return names


def refreshed(notebook: NotebookNode) -> int:
    """Puts the present source into each listing; how many have changed. ValueError where a cell shows other things."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    trees, changed = [parsed(cell.source) for cell in code], 0
    names = imported(trees)
    for cell, tree in zip(code, trees, strict=True):
        things, listings = shown(tree), [output for output in cell.outputs if is_listing(output)]
        if len(things) != len(listings):
            raise ValueError(
                f"a cell shows {len(things)} things, but {len(listings)} listings stand below it: run the chapter\n"
                f"    {cell.source.splitlines()[0]}"
            )
        for thing, listing in zip(things, listings, strict=True):
            text = source(eval(compile(ast.Expression(thing), "show", "eval"), names))
            data, _ = DisplayFormatter().format(Code(text, language="python"))
            changed += dict(listing.data) != data
            listing.data = from_dict(data)
    return changed


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapters", nargs="*")
    failures = 0
    try:
        paths: list[Path] = [*dict.fromkeys(find(name) for name in parser.parse_args(arguments).chapters)] or chapters()
    except ValueError as problem:
        parser.error(str(problem))
    for path in paths:
        notebook = read(path)
        try:
            changed = refreshed(notebook)
        except ValueError as problem:  # the other chapters are read all the same
            failures += 1
            print(f"{path.name}: {problem}\nIts files are as they were.", file=sys.stderr, flush=True)
            continue
        if changed:
            tidy(notebook, path)
            save(notebook, path)
            print(f"{path.stem}: {changed} listings are new", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
