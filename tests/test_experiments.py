"""Every experiment can be repeated: each task plays, each record names its task, and a page reads it."""

import importlib
import json
import re
from pathlib import Path

import jupytext
import numpy as np
import pytest
import torch

from experiments import code, over_seeds, record, tasks
from gannotes.data.usual_places import usual_folder

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "experiments"
RECORDS = sorted(HOME.glob("*/*.json"))
HEAD = {"command", "code", "gannotes", "python", "torch", "hardware", "seconds", "settings"}


def scripts():
    """The modules that have tasks."""
    files = [path for path in HOME.glob("*/*.py") if "\nTASKS = " in path.read_text(encoding="utf-8")]
    return [importlib.import_module(f"experiments.{path.parent.name}.{path.stem}") for path in sorted(files)]


def name_of(path):
    return f"{path.parent.name}/{path.name}"


def numbers(value):
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from numbers(part)
    elif isinstance(value, float):
        yield value


def every_task():
    return [pytest.param(module, name, id=f"{module.__name__}:{name}") for module in scripts() for name in module.TASKS]


@pytest.mark.parametrize(("module", "name"), every_task())
def test_each_task_plays_for_two_rounds_and_writes_a_record(module, name, tmp_path):
    if name == "bench_metrics":
        pytest.importorskip("torch_fidelity")
    if name == "clothes" and usual_folder("fashion-mnist") is None:
        pytest.skip("needs Fashion-MNIST, such as Debian's package dataset-fashion-mnist")
    tasks.main(module.__name__, module.__doc__, module.TASKS, [name, "--rounds", "2", "--out", str(tmp_path)])
    found = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
    assert found.keys() > HEAD
    assert found["command"].startswith(f"python -m {module.__name__}")
    assert found["settings"]["rounds"] == [] or max(found["settings"]["rounds"]) <= 2
    assert found["torch"] == torch.__version__.partition("+")[0]
    assert np.isfinite(list(numbers(found))).all()
    kept = Path(module.__file__).with_name(f"{name}.json")
    assert set(json.loads(kept.read_text(encoding="utf-8"))) - {"seconds"} <= found.keys(), "the kept record has more"
    assert (tmp_path / f"{name}.npz").exists() == kept.with_suffix(".npz").exists()
    assert not list(tmp_path.glob(".*")), "what is written on the way is gone"


@pytest.mark.parametrize("path", RECORDS, ids=name_of)
def test_a_records_command_names_a_task_that_exists_and_writes_it(path):
    python, *words = json.loads(path.read_text(encoding="utf-8"))["command"].split()
    assert python == "python"
    if words[0] != "-m":  # a maker of what is shipped
        return text_names(ROOT / words[0], path)
    _, module, *rest = words
    if module == "experiments.over_seeds":
        chapter, tag, option, *seeds = rest
        assert option == "--seeds"
        assert all(seed.isdigit() for seed in seeds)
        assert path == HOME / f"ch{chapter}" / f"{tag}.json"
        source = over_seeds.tagged_cells(chapter, tag)
        assert len(over_seeds.SEED.findall(source)) == 1
        assert "measured" in {name.id for name in stored(source)}
        return None
    if module == "experiments.ten_seeds":
        chapter, option, *shifts = rest
        assert (option, path) == ("--shifts", HOME / f"ch{chapter}" / "ten_seeds.json")
        assert list(json.loads(path.read_text(encoding="utf-8"))["replays"]) == shifts
        return None
    task = importlib.import_module(module).TASKS
    (name,) = rest or task  # a script's only task needs no name
    assert name in task
    assert path == code.file_of(module).with_name(f"{name}.json")


def text_names(script, path):
    assert f'"{path.name}"' in script.read_text(encoding="utf-8")
    assert path.parent.name in script.read_text(encoding="utf-8")


def stored(source):
    import ast

    return [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]


def code_that_reads(folder):
    """The code of each page that names the folder."""
    for page in sorted((ROOT / "notebooks").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        if folder in text and "\nkernelspec:" in text:
            yield "\n".join(c.source for c in jupytext.reads(text, fmt="md:myst").cells if c.cell_type == "code")


def is_read(path):
    """Whether a page's code says the record's file, or the folder and the record's name."""
    sources = list(code_that_reads(path.parent.name))
    whole = any(f"{path.parent.name}/{path.name}" in source for source in sources)
    return whole or any(
        path.parent.name in source and re.search(rf"[\"']{re.escape(path.stem)}[\"']", source) for source in sources
    )


@pytest.mark.parametrize("path", [*RECORDS, *sorted(HOME.glob("*/*.npz"))], ids=name_of)
def test_a_page_reads_each_record_and_its_arrays(path):
    if path.name == "painters.json":
        pytest.skip("says how shipped weights were made; gannotes/data/files/README.md cites it")
    if path.parent.name in ("faces", "bench"):
        pytest.skip("is shown on a page without code; test_faces_page and test_command_page compare the two")
    assert is_read(path)


def test_a_record_that_no_page_names_is_found():
    assert not is_read(HOME / "ch10_images" / "nobody.json")
    assert not is_read(HOME / "ch99_nowhere" / "long.json")
    assert is_read(HOME / "ch14_cyclegan" / "seasons.json")


def test_records_and_their_arrays_are_finite():
    for path in RECORDS:
        found, arrays = record.read(path)
        record.refuse_gaps(found, path.name)
        record.refuse_gaps(arrays, path.name)


# The recorder


def task(run):
    run.arrays["sheet"] = np.arange(4, dtype=np.uint8)
    rows = run.chosen({"a": 1, "b": 2})
    return {"rows": {name: run.rounds(500) * value for name, value in rows.items()}, "seeds": run.seeds(range(3))}


def played(tmp_path, *arguments, of=task, also="", names=("task",)):
    table = dict.fromkeys(names, of)
    tasks.main("experiments.tasks", "", table, ["task", "--out", str(tmp_path), *arguments], also=also)
    return record.read(tmp_path / "task.json")


def test_a_record_says_what_repeats_it(tmp_path):
    found, arrays = played(tmp_path)
    assert found["rows"] == {"a": 500, "b": 1000}
    assert found["settings"] == {"rounds": [500], "seeds": [0, 1, 2]}
    assert found["command"] == "python -m experiments.tasks"
    assert played(tmp_path, names=("task", "other"))[0]["command"] == "python -m experiments.tasks task"
    assert arrays["sheet"].tolist() == [0, 1, 2, 3]


def test_a_trial_has_one_seed_and_few_rounds_and_needs_a_folder_of_its_own(tmp_path, capsys):
    found, _ = played(tmp_path, "--rounds", "2")
    assert (found["rows"], found["seeds"]) == ({"a": 2, "b": 4}, [0])
    assert found["command"] == "python -m experiments.tasks --rounds 2"
    assert tasks.Run(2).samples(1000, trial=10) == 10
    assert tasks.Run().samples(1000, trial=10) == 1000
    for wrong in (["task", "--rounds", "2"], ["task", "--rounds", "0", "--out", str(tmp_path)], ["nothing"]):
        with pytest.raises(SystemExit):
            tasks.main("experiments.tasks", "", {"task": task}, wrong)
    assert "--out FOLDER" in capsys.readouterr().err


def test_a_record_of_other_code_is_replaced_only_if_that_is_said(tmp_path):
    played(tmp_path)
    before = (tmp_path / "task.json").read_bytes()
    with pytest.raises(SystemExit, match="say --remake"):
        played(tmp_path, also="x = 1", of=lambda run: pytest.fail("it is refused before it is played"))
    assert (tmp_path / "task.json").read_bytes() == before
    found, _ = played(tmp_path, "--remake", also="x = 1")
    assert found["code"] != json.loads(before)["code"]
    (tmp_path / "task.json").write_text('{"command": "of old"}')
    with pytest.raises(SystemExit, match="code that it does not name"):
        played(tmp_path)


def test_a_row_alone_is_put_among_the_others_and_the_record_says_so(tmp_path):
    whole, _ = played(tmp_path)
    found, arrays = played(tmp_path, "--only", "a", "--rounds", "7")
    assert found["rows"] == {"a": 7, "b": 1000}
    assert list(found["rows"]) == ["a", "b"]
    (again,) = found["again"]
    assert again["command"].endswith('--rounds 7 --only "a"')
    assert again["settings"] == {"rounds": [7], "seeds": [0]}
    assert {name: found[name] for name in HEAD} == {name: whole[name] for name in HEAD}
    assert set(arrays) == {"sheet"}
    with pytest.raises(SystemExit, match="choose from"):
        played(tmp_path, "--only", "c")
    with pytest.raises(SystemExit, match="no rows to choose"):
        played(tmp_path, "--only", "a", of=lambda run: {})


@pytest.mark.parametrize(
    ("found", "arrays", "where"),
    [
        ({"runs": {"0": [1.0, float("nan")]}}, {}, "task.json, runs, 0, 1: nan"),
        ({"runs": {"0": np.float64("inf")}}, {}, "task.json, runs, 0: inf"),
        ({}, {"sheet": np.array([1.0, np.nan])}, "task.npz, sheet"),
        ({"torch": "mine"}, {}, "other names"),
    ],
)
def test_what_is_not_finite_is_refused_by_name_and_nothing_is_written(tmp_path, found, arrays, where):
    def diverged(run):
        run.arrays |= arrays
        return found

    with pytest.raises(SystemExit, match=re.escape(where)):
        played(tmp_path, of=diverged)
    assert list(tmp_path.iterdir()) == []


def test_the_digest_sees_code_and_not_words():
    assert code.bare('"""a"""\ndef f():\n    "b"\n    return 1  # c\n') == code.bare(
        "pass\ndef f():\n    pass\n    return 1"
    )
    assert code.digest("experiments.record", "x = 1") == code.digest("experiments.record", "x = 1  # one")
    assert code.digest("experiments.record", "x = 1") != code.digest("experiments.record", "x = 2")


def test_the_digest_sees_all_that_a_script_imports_of_ours():
    found = {path.relative_to(ROOT).as_posix() for path in code.sources("experiments.ch12_conditions.digits")}
    assert {
        "experiments/ch12_conditions/labels.py",
        "experiments/record.py",
        "gannotes/train.py",
        "gannotes/games/infogan.py",
        "gannotes/models/dcgan.py",
    } <= found
    assert "gannotes/models/translate/unet.py" not in found
    assert not any(path.startswith("gannotes/site/") for path in found)
    assert code.digest("experiments.record", "from gannotes import train") != code.digest("experiments.record", "")


def test_a_chapters_cells_are_repeated_with_other_seeds(tmp_path, monkeypatch):
    cells = "seed = 5\nmeasured = {'twice': 2 * seed}"
    monkeypatch.setattr(over_seeds, "tagged_cells", lambda chapter, tag: cells)
    over_seeds.main(["02_the_game", "digits", "--seeds", "3", "4", "--out", str(tmp_path)])
    found, _ = record.read(tmp_path / "digits.json")
    assert {seed: run["twice"] for seed, run in found["seeds"].items()} == {"3": 6, "4": 8}
    assert found["command"] == "python -m experiments.over_seeds 02_the_game digits --seeds 3 4"
    monkeypatch.setattr(over_seeds, "tagged_cells", lambda chapter, tag: cells.replace("2 *", "3 *"))
    with pytest.raises(SystemExit, match="say --remake"):
        over_seeds.main(["02_the_game", "digits", "--out", str(tmp_path)])
    monkeypatch.setattr(over_seeds, "tagged_cells", lambda chapter, tag: "seed = 1\nseed = 2")
    with pytest.raises(SystemExit, match="must hold one line"):
        over_seeds.main(["02_the_game", "digits", "--out", str(tmp_path)])
