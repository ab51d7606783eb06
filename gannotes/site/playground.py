"""The game that trains in the page: its scripts as one, and the chapters' figures below which a small one stands.

The scripts are modules that import one another. A page that is opened from a folder may load no module, and V8 in a
wheel knows none; so they are joined into one script here.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "assets" / "playground"
IMPORT = re.compile(r'^import .*? from "\./(\w+)\.js";\n', re.M | re.S)


def in_order(name: str, before: tuple[str, ...] = ()) -> tuple[str, ...]:
    """A module and all that it imports, each once, what is imported first."""
    if name in before:
        return before
    for needed in IMPORT.findall((FOLDER / f"{name}.js").read_text(encoding="utf-8")):
        before = in_order(needed, before)
    return (*before, name)


def joined(*names: str) -> str:
    """The modules and all that they import as one plain script: what they export are names in it."""
    order: tuple[str, ...] = ()
    for name in names:
        order = in_order(name, order)
    texts = ((FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in order)
    return "\n".join(re.sub(r"^export ", "", IMPORT.sub("", text), flags=re.M) for text in texts)
