"""The house stands as it was drawn: imports point one way, and the README's map names every room."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "gannotes"

# Each module may import the modules named here, and no others of ours.
MAY_IMPORT = {
    "divergences": set(),
    "losses": {"divergences"},
    "penalties": set(),
    "dynamics": {"losses", "penalties"},
    "mirror": {"divergences"},
    "train": set(),
    "batches": set(),
    "latents": set(),
    "games.adversarial": {"losses", "penalties", "train"},
    "games.unpaired": {"games.adversarial", "losses", "penalties", "train"},
    "games.stargan": {"games.adversarial", "losses", "penalties", "train"},
    "games.informed": {"games.adversarial", "losses", "train"},
    "games.labelled": {"games.adversarial", "losses", "train"},
    "games.evolution": {"games.adversarial", "losses", "penalties", "train"},
    "games.paired": {"games.adversarial", "losses", "train"},
    "games.matchmaking": {"games.adversarial", "losses", "train"},
    "recipes": {"batches", "games", "latents", "losses", "models", "models.ensemble", "penalties", "train"},
    "contest": {"divergences", "losses", "metrics", "models", "penalties", "recipes", "toy"},
    "survival": {"games", "latents", "losses", "models", "recipes", "train"},
    "toy": set(),
    "images": {"folders"},
    "folders": {"squares"},
    "squares": set(),
    "domains": {"world"},
    "glyphs": {"domains"},
    "blobs": {"games", "losses", "models", "penalties", "recipes", "toy", "train"},
    "translate_folders": {
        "begin",
        "domains",
        "folders",
        "games",
        "losses",
        "models.translate",
        "recipes",
        "train",
        "translators",
        "whole_files",
    },
    "translators": {"models.translate", "whole_files"},
    "whole_files": set(),
    "world.scenes": set(),
    "world.paint": {"world.scenes"},
    "world.reader": {"world.paint"},
    "world.layers": {"world.paint", "world.scenes"},
    "views": set(),
    "pairs": {"models", "models.encoders", "world"},
    "world.captions": {"world.scenes"},
    "world.tones": {"world.scenes"},
    "world.things": {"world.paint"},
    "models.mlp": set(),
    "models.ensemble": set(),
    "models.dcgan": set(),
    "models.resnet": {"models.dcgan"},
    "models.conditional": {"models"},
    "models.classifier": set(),
    "models.spectral": {"models.ensemble"},
    "models.translate.resnet": {"models.dcgan", "models.translate.state_dicts"},
    "models.translate.star": {
        "models.dcgan",
        "models.translate.patch",
        "models.translate.resnet",
        "models.translate.state_dicts",
    },
    "models.translate.state_dicts": set(),
    "models.translate.patch": {"models.dcgan", "models.translate.state_dicts"},
    "models.translate.unet": {"models.dcgan", "models.translate.state_dicts"},
    "models.encoders": set(),
    "models.told": {"models", "models.dcgan"},
    "models.painter": {"models.dcgan"},
    "metrics.plane": {"divergences", "metrics.features"},
    "metrics.features": set(),
    "metrics.distances": {"metrics.features"},
    "metrics.frechet": {"metrics.features"},
    "metrics.kernel": {"metrics.features"},
    "metrics.neighbours": {"metrics.distances", "metrics.features"},
    "metrics.parzen": {"metrics.distances", "metrics.features"},
    "metrics.inception": {"metrics.features"},
    "dissect.hooks": set(),
    "dissect.agreement": {"dissect.hooks"},
    "dissect.effects": {"dissect.agreement", "dissect.hooks"},
    "watch": {"losses"},
    "judge": {"metrics", "models.classifier"},
    "digit_contest": {"batches", "games", "latents", "losses", "models", "penalties", "train"},
    "inception": set(),
    "diagnose": {"watch"},
    "claims": set(),
    "source": set(),
    "viz": set(),
    "widgets": {"viz", "site.frames"},
    "begin": {"viz"},
}


def module_name(path):
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def imported(path):
    """The modules of ours that a file imports, by their names inside the package."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "gannotes":
            inside = node.module.removeprefix("gannotes").removeprefix(".")
            found |= {inside} if inside else {alias.name for alias in node.names}
        if isinstance(node, ast.Import):
            found |= {a.name.removeprefix("gannotes.") for a in node.names if a.name.startswith("gannotes.")}
    return found


def rooms():
    """Every module, but for packages' own front doors and the site, which may use them all."""
    paths = [p for p in PACKAGE.rglob("*.py") if p.name != "__init__.py" and "site" not in p.parts]
    return {module_name(path): path for path in paths if "exercises" not in path.parts}


def test_imports_point_one_way():
    for name, path in rooms().items():
        assert name in MAY_IMPORT, f"draw {name} into the plan: say in MAY_IMPORT what it may import"
        assert imported(path) <= MAY_IMPORT[name], f"{name} imports {imported(path) - MAY_IMPORT[name]}"


def test_the_plan_names_no_room_that_is_gone():
    assert set(MAY_IMPORT) == set(rooms())


def test_only_widgets_imports_ipywidgets():
    users = [p.name for p in PACKAGE.rglob("*.py") if re.search(r"^\s*(import|from) ipywidgets", p.read_text(), re.M)]
    assert users == ["widgets.py"]


def test_the_readme_maps_every_room():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in [*PACKAGE.glob("*.py"), *[p.parent for p in PACKAGE.glob("*/__init__.py")]]:
        if path.name != "__init__.py":
            entry = path.name if path.suffix else f"{path.name}/"
            assert re.search(rf"^\s+{re.escape(entry)}\s+\S", readme, re.M), f"the README's map lacks {entry}"
    for line in re.findall(r"^  (\S+)  ", readme.partition("```")[2].partition("```")[0], re.M):
        assert (PACKAGE / line).exists() or (ROOT / line).exists(), f"the README's map names {line}, which is gone"


def test_drawing_never_trains_or_shows():
    text = (PACKAGE / "viz.py").read_text()
    assert not re.search(r"\.backward\(|\.step\(|plt\.show|pyplot\.show", text)
