"""The house stands as it was drawn: imports point one way, and the README's map names every room."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "gannotes"

FLOOR = {"divergences", "f_divergences", "penalties", "train", "models", "data", "dissect", "viz", "claims", "source"}
THEORY = {"losses", "dynamics", "watch", "diagnose", "ladder", "games", "metrics"}
DESK = {"begin", "frames", "widgets", "diagrams", "exercises"}  # what a reader has at hand, with viz, claims and source

# Each room's own files apart, it may import these rooms of ours, and no others.
MAY_IMPORT = {
    **{room: set() for room in FLOOR},
    "divergences": {"f_divergences"},  # hands on their names
    "losses": {"divergences"},
    "dynamics": {"losses", "penalties", "divergences"},
    "watch": {"losses", "penalties", "divergences"},
    "diagnose": {"watch"},
    "ladder": {"games", "train", "watch", "diagnose", "metrics"},  # plays a game, and looks at it from each side
    "games": {"losses", "penalties", "train"},  # never data, models or metrics
    "metrics": {"divergences", "models.classifier"},
    "recipes": FLOOR | THEORY,
    "__main__": {"recipes"},  # the command line is one of them
    **dict.fromkeys(DESK, FLOOR | THEORY | DESK),  # never recipes or site
    "site": DESK | {"viz", "claims", "source"},
    "experiments": FLOOR | THEORY | DESK | {"recipes"},  # never site; and nothing but tests imports experiments
}


def module_name(path):
    """`games.gan`, `losses`; `experiments.ch10_images.runs` outside the package."""
    inside = path.relative_to(PACKAGE) if path.is_relative_to(PACKAGE) else path.relative_to(ROOT)
    parts = inside.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree):
    """What a file imports of ours: rooms of gannotes by their names inside it, experiments by their own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if module == "gannotes":
                yield from (alias.name for alias in node.names)
            elif module.split(".")[0] in ("gannotes", "experiments"):
                yield module.removeprefix("gannotes.")
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] in ("gannotes", "experiments"):
                    yield alias.name.removeprefix("gannotes.")


def files():
    paths = [*PACKAGE.rglob("*.py"), *(ROOT / "experiments").rglob("*.py")]
    return {module_name(path): path for path in paths if path != PACKAGE / "__init__.py"}


def strays(name, source):
    """The imports that the plan does not have."""
    room = name.split(".")[0]
    allowed = {room} | MAY_IMPORT[room]
    return {m for m in imported(ast.parse(source)) if not any(m == a or m.startswith(f"{a}.") for a in allowed)}


@pytest.mark.parametrize("name", files())
def test_imports_point_one_way(name):
    assert name.split(".")[0] in MAY_IMPORT, f"draw {name} into the plan: say in MAY_IMPORT what its room may import"
    assert not (found := strays(name, files()[name].read_text(encoding="utf-8"))), f"{name} imports {sorted(found)}"


def test_an_import_that_points_back_is_found():
    assert strays("games.gan", "from gannotes.data import toy\nfrom gannotes import losses, recipes") == {
        "data",
        "recipes",
    }
    assert strays("metrics.report", "from gannotes.models import mlp\nimport gannotes.models.classifier") == {"models"}
    assert strays("recipes.plane", "from experiments.over_seeds import SEED") == {"experiments.over_seeds"}
    assert strays(
        "site.page", "def f():\n    from gannotes.exercises import find\n    from gannotes.games.gan import gan"
    ) == {"games.gan"}
    assert strays("data.world.paint", "from gannotes.data.world.scenes import Scenes") == set()


def test_the_plan_names_no_room_that_is_gone():
    assert set(MAY_IMPORT) == {name.split(".")[0] for name in files()}


def test_the_tools_import_no_experiment():
    for path in (ROOT / "tools").glob("*.py"):
        assert not any(m.startswith("experiments") for m in imported(ast.parse(path.read_text(encoding="utf-8")))), path


def test_only_widgets_imports_ipywidgets():
    users = [p.name for p in PACKAGE.rglob("*.py") if re.search(r"^\s*(import|from) ipywidgets", p.read_text(), re.M)]
    assert users == ["widgets.py"]


def test_the_readme_maps_every_room():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in [*PACKAGE.glob("*.py"), *[p.parent for p in PACKAGE.glob("*/__init__.py")]]:
        if path.name != "__init__.py":
            entry = path.name if path.suffix else f"{path.name}/"
            assert re.search(rf"^\s+{re.escape(entry)}\s+\S", readme, re.M), f"the README's map lacks {entry}"
    (drawn,) = re.findall(r"^```\n(gannotes/ (?:.|\n)*?)^```", readme, re.M)
    for indent, entry in re.findall(r"^( *)([\w./]+)  +\S", drawn, re.M):
        place = (PACKAGE if indent else ROOT) / entry
        assert place.exists(), f"the README's map names {entry}, which is gone"


def test_drawing_never_trains_or_shows():
    text = (PACKAGE / "viz.py").read_text()
    assert not re.search(r"\.backward\(|\.step\(|plt\.show|pyplot\.show", text)
