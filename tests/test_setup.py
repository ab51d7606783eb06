"""Two commands set the book up: what they are made of agrees, and what is missing is said plainly."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def requirement_names(requirements):
    return {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in requirements}


PINS = dict(
    line.lower().split("==")
    for line in (ROOT / "constraints.txt").read_text().splitlines()
    if line and not line.startswith("#")
)


def test_environment_yml_gives_conda_the_same_python_and_packages():
    conda = yaml.safe_load((ROOT / "environment.yml").read_text())
    python, pip, packages = conda["dependencies"]
    assert python == f"python{PROJECT['requires-python']}"
    assert pip == "pip"
    assert packages == {"pip": ["--constraint constraints.txt", "--editable .[all]"]}
    assert conda["name"] == PROJECT["name"]


BY_HAND = {"eval", "photos"}  # torchvision with 95 MB of weights, a few photographs: for whoever asks, and CI does not


def test_every_dependency_is_pinned_in_constraints():
    extras = {name: extra for name, extra in PROJECT["optional-dependencies"].items() if name not in BY_HAND}
    needed = requirement_names([*PROJECT["dependencies"], *(one for extra in extras.values() for one in extra)])
    assert needed - {"gannotes"} <= {name.replace("_", "-") for name in PINS}
    assert all(re.fullmatch(r"[\w.!]+", version) for version in PINS.values()), "public versions only, no local builds"


def test_all_is_all_extras_that_ci_installs():
    extras = PROJECT["optional-dependencies"]
    assert extras["all"] == [f"gannotes[{','.join(sorted(set(extras) - {'all'} - BY_HAND))}]"]


def test_each_dependency_says_why():
    text = (ROOT / "pyproject.toml").read_text()
    for line in re.findall(r'^    "[\w.-]+>=.*$', text, re.MULTILINE):
        assert re.search(r"#\s+\w+", line), f"say why: {line}"


def test_ci_runs_what_the_readme_tells_a_newcomer():
    commands = [
        line for line in (ROOT / ".ci/run").read_text().splitlines() if line and not line.startswith(("#", "set "))
    ]
    assert commands[-1] == "make test"
    readme = (ROOT / "README.md").read_text()
    assert "\nmake test " in readme
    assert "\nmake lab " in readme


def test_the_readmes_pictures_and_links_are_there_and_its_pictures_have_words():
    readme = (ROOT / "README.md").read_text()
    pictures = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", readme)
    assert len(pictures) == 2
    assert all(len(words) > 50 for words, _ in pictures)
    for target in [*(picture for _, picture in pictures), *re.findall(r"\]\(([^)#]+)\)", readme)]:
        assert target.startswith("https://") or (ROOT / target).exists(), f"the README links to {target}"


@pytest.fixture
def clone(tmp_path):
    """The files that set-up looks at, elsewhere."""
    for name in ("pyproject.toml", "constraints.txt", "tools"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    return tmp_path


def stand_in(folder, text):
    """A program named python3 that does what the text says."""
    folder.mkdir(exist_ok=True)
    program = folder / "python3"
    program.write_text("#!/bin/sh\n" + text)
    program.chmod(0o755)
    return program


def set_up(clone, **environment):
    return subprocess.run(
        ["sh", "tools/env.sh", ".venv"],
        cwd=clone,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_is_named_with_what_to_do(clone):
    old = stand_in(clone / "bin", "exit 1\n")
    ran = set_up(clone, PYTHON=str(old))
    assert ran.returncode != 0
    assert f"needs Python 3.11 or newer, and found {old}" in ran.stderr
    assert "make env PYTHON=" in ran.stderr
    assert not (clone / ".venv").exists()


def test_a_python_without_venv_is_told_what_to_install(clone):
    bare = stand_in(clone / "bin", 'case "$2" in *ensurepip*) exit 1;; *version_info*) exit 0;; *) echo 3.11;; esac\n')
    ran = set_up(clone, PYTHON=str(bare))
    assert ran.returncode != 0
    assert "has no venv module" in ran.stderr
    assert "apt install python3-venv" in ran.stderr


def test_a_full_disk_is_noticed_before_anything_is_made(clone):
    ran = set_up(clone, NEED_KB="999999999999")
    assert ran.returncode != 0
    assert "MB are free here" in ran.stderr
    assert not (clone / ".venv").exists()


def test_a_failed_set_up_leaves_the_old_environment_as_it_was(clone):
    offline = stand_in(
        clone / "bin",
        'case "$1" in -m) mkdir -p .venv/bin; printf "#!/bin/sh\\nexit 1\\n" > .venv/bin/python; '
        "chmod +x .venv/bin/python;; *) echo 3.11;; esac\n",
    )
    (clone / ".venv").mkdir()
    (clone / ".venv/precious").write_text("kept")
    ran = set_up(clone, PYTHON=str(offline))
    assert ran.returncode != 0
    assert "packages could not be installed" in ran.stderr
    assert (clone / ".venv/precious").read_text() == "kept"
    assert not (clone / ".venv.before").exists()
    assert not (clone / ".venv.lock").exists()


def test_two_set_ups_at_once_do_not_tread_on_each_other(clone):
    (clone / ".venv.lock").mkdir()
    ran = set_up(clone)
    assert ran.returncode != 0
    assert "another set-up is at work in this folder" in ran.stderr
    assert not (clone / ".venv").exists()


def test_nothing_is_done_while_nothing_has_changed_and_a_changed_input_is_noticed(clone):
    log = clone / "log"
    python = stand_in(
        clone / "bin",
        f'case "$1" in -m) echo made >> {log}; mkdir -p .venv/bin; printf "#!/bin/sh\\n" > .venv/bin/python; '
        "chmod +x .venv/bin/python;; *) echo 3.11;; esac\n",
    )
    for _ in range(2):
        assert set_up(clone, PYTHON=str(python)).returncode == 0
    assert log.read_text() == "made\n"
    with open(clone / "constraints.txt", "a") as constraints:
        constraints.write("# changed\n")
    assert set_up(clone, PYTHON=str(python)).returncode == 0
    assert log.read_text() == "made\nmade\n"


def test_blanks_in_the_paths_of_python_and_of_the_environment_do_no_harm(clone):
    shutil.copy(ROOT / "Makefile", clone)
    python = stand_in(
        clone / "my py",
        'case "$1" in -m) mkdir -p "$3/bin"; printf "#!/bin/sh\\necho \\"\\$2\\"\\n" > "$3/bin/python"; '
        'chmod +x "$3/bin/python";; *) echo 3.11;; esac\n',
    )
    environment = {**os.environ, "PYTHON": str(python), "MAKEFLAGS": ""}
    said = []
    for goal in ("env", "env", "slides"):
        command = ["make", "-s", goal, "VENV=my venv"]
        said.append(
            subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, check=True).stdout
        )
    assert "Setting up my venv" in said[0]
    assert "2 of 2" in said[0]
    assert said[1:] == ["", "gannotes.site.slides\n"]
    assert (clone / "my venv" / "made-from").exists()
    assert not (clone / "my").exists()
