"""Each exercise of the book accepts what is right in more than one form, and rejects the stub and common errors."""

import importlib
import math
from pathlib import Path

import pytest
import torch
from torch.nn.functional import logsigmoid, softplus

from gannotes import exercises
from gannotes.exercises import progress

RIGHT = {
    "0.1": [91 / 6, torch.tensor(15.1667)],
    "0.2": [lambda x: (x**2).mean(), lambda x: x.square().sum() / x.numel()],
    "2.1": [math.log(0.16), -1.8326],
    "2.2": [2 / 3, torch.tensor(0.6667)],
    "2.3": [lambda x: 1 / (1 + torch.exp(2 * x - 2)), lambda x: torch.sigmoid(2 - 2 * x)],
    "2.4": [lambda a: softplus(-a).mean(), lambda a: -logsigmoid(a).sum() / len(a)],
    "2.5": [999, 0.999 / 0.001],
    "2.6": ["b", " B "],
    "3.1": [math.log(0.5) / 2, torch.tensor(-0.3466)],
    "3.2": [0.18, 0.02 * 9],
    "3.3": [lambda x: 2 / (2 + torch.exp(2 * x - 2)), lambda x: torch.sigmoid(math.log(2) + 2 - 2 * x)],
    "3.4": [lambda D: D / (0.9 - D), lambda D: 1 / (0.9 / D - 1)],
    "3.5": [
        lambda D: math.log(0.5) / 2 - (0.75 * D[0].log() + 0.25 * (D[1] * (1 - D[1])).log() + 0.75 * (1 - D[2]).log()),
        lambda D: 0.75 * softplus(-D[0].logit()) + 0.75 * softplus(D[2].logit()) - (4 * D[1] * (1 - D[1])).log() / 4,
    ],
    "4.1": [math.log(2) / 2, 0.34657],
    "4.2": [-math.log(2), -0.69315],
    "4.3": [
        lambda w: (2 * math.log(2) - (1 + 1 / w) * torch.log(1 + w) + torch.log(w)) / 2,
        lambda w: (torch.log(2 * w / (w + 1)) + torch.log(1 / (w + 1)) / w + math.log(2)) / 2,
    ],
    "4.4": [4, torch.tensor(4.0)],
    "4.5": ["c", " C "],
}
WRONG = {
    "0.1": {"the square of the expectation": 12.25, "the sum": 91, "the expectation": 3.5},
    "0.2": {
        "the square of the mean": lambda x: x.mean() ** 2,
        "the sum": lambda x: x.square().sum(),
        "the mean of the sizes": lambda x: x.abs().mean(),
    },
    "2.1": {"only the real half": math.log(0.8), "the sign turned": -math.log(0.16), "in bits": math.log2(0.16)},
    "2.2": {"the share of fakes": 1 / 3, "no share at all": 0.5, "real to fake": 2.0},
    "2.3": {
        "the fakes' share": lambda x: torch.sigmoid(2 * x - 2),
        "the middle elsewhere": lambda x: torch.sigmoid(-2 * x),
        "half the slope": lambda x: torch.sigmoid(1 - x),
    },
    "2.4": {
        "minimax": lambda a: -softplus(a).mean(),
        "a sum": lambda a: softplus(-a).sum(),
        "the log of a probability": lambda a: -torch.log(torch.sigmoid(a) + 1e-8).mean(),
        "no gradient": lambda a: torch.tensor(softplus(-a).mean().item(), dtype=a.dtype),
    },
    "2.5": {"D at a hundredth": 99, "turned round": 0.001 / 0.999, "1/D": 1001},
    "2.6": {"a": "a", "c": "c", "no option": "d"},
    "3.1": {"the sign turned": -math.log(0.5) / 2, "only the real term": math.log(0.5) / 4, "in bits": -0.5},
    "3.2": {"D for the odds": 0.018, "turned round": 0.02 / 9, "D/(1 - D)": 9},
    "3.3": {
        "no prior": lambda x: torch.sigmoid(2 - 2 * x),
        "the prior turned round": lambda x: torch.sigmoid(2 - 2 * x - math.log(2)),
        "D* times the prior": lambda x: torch.sigmoid(2 - 2 * x) * 2 / 3,
    },
    "3.4": {
        "not smoothed": lambda D: D / (1 - D),
        "q/p": lambda D: (0.9 - D) / D,
        "D divided by 0.9, its odds forgotten": lambda D: D / 0.9,
    },
    "3.5": {
        "the sign turned": lambda D: -RIGHT["3.5"][0](D),
        "the value, not the loss": lambda D: math.log(0.5) / 2 - RIGHT["3.5"][0](D),
        "nan where a face is missing": lambda D: RIGHT["3.5"][0](D) + 0 * torch.log(torch.zeros_like(D[0])),
        "only the shared face": lambda D: -(4 * D[1] * (1 - D[1])).log() / 4,
    },
    "4.1": {"in bits": 0.5, "without the weight": math.log(2), "the other direction": math.inf},
    "4.2": {"JS": math.log(2) / 2, "JS once": -1.5 * math.log(2), "without -log 4": math.log(2)},
    "4.3": {
        "forward KL": lambda w: torch.log(w),
        "twice JS": lambda w: 2 * math.log(2) - (1 + 1 / w) * torch.log(1 + w) + torch.log(w),
        "the mass not shared": lambda w: (1 - 1 / w) * math.log(2),
    },
    "4.4": {"within a hill": 1, "between the hills": 3, "the standard deviation": 2, "equal hills": 5},
    "4.5": {"a": "a", "b": "b", "no option": "d"},
}
ALL = [
    name
    for file in sorted((Path(exercises.__file__).parent).glob("chapter_*.py"))
    for name in importlib.import_module(f"gannotes.exercises.{file.stem}").EXERCISES
]


def test_every_exercise_is_tried_here():
    assert sorted(ALL) == sorted(RIGHT) == sorted(WRONG)


@pytest.mark.parametrize("name", ALL)
def test_what_is_right_is_right_in_more_than_one_form(name, capsys):
    assert len(RIGHT[name]) >= 2
    for answer in RIGHT[name]:
        exercises.check(name, answer)
        assert capsys.readouterr().out == f"✓ Exercise {name}: right.\n"


@pytest.mark.parametrize("name", ALL)
def test_each_common_error_is_rejected_with_a_hint(name, capsys):
    assert len(WRONG[name]) >= 3
    for error, answer in WRONG[name].items():
        exercises.check(name, answer)
        verdict = capsys.readouterr().out
        assert verdict.startswith(f"✗ Exercise {name}: "), error
        assert "\nHint " in verdict


@pytest.mark.parametrize("name", ALL)
def test_the_stub_waits(name, capsys):
    stub = (lambda *_: ...) if callable(RIGHT[name][0]) else ...
    exercises.check(name, stub)
    assert "waits for your answer" in capsys.readouterr().out


@pytest.mark.parametrize("name", ALL)
def test_hints_never_give_the_answer_away(name):
    first = RIGHT[name][0]
    for hint in exercises.find(name).hints:
        assert len(hint) > 10
        if isinstance(first, float):
            assert f"{first:.3g}" not in hint


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Progress kept in a file of this test's own."""
    file = tmp_path / "reader" / "progress.json"
    monkeypatch.setenv("GANNOTES_PROGRESS", str(file))
    return file


def test_a_right_answer_is_remembered_once_and_a_wrong_one_is_not(kept):
    assert progress.done() == []
    exercises.check("2.6", "a")
    assert not kept.exists()
    for name in ("2.6", "0.1", "2.6"):
        exercises.check(name, RIGHT[name][0])
    assert progress.done() == ["0.1", "2.6"]
    assert [file.name for file in kept.parent.iterdir()] == ["progress.json"], "no draft is left behind"


def test_exercises_are_listed_in_the_books_order(kept):
    for name in ("10.1", "2.10", "2.2", "A.1"):
        progress.record(name)
    assert progress.done() == ["2.2", "2.10", "10.1", "A.1"]


@pytest.mark.parametrize("damage", ["", "[]", '{"done": 3}', '{"else": []}'])
def test_a_damaged_file_is_named_and_left_as_it_is(kept, damage):
    kept.parent.mkdir()
    kept.write_text(damage)
    with pytest.raises(ValueError, match=r"progress\.json is damaged.*Delete it to start anew"):
        progress.done()
    assert kept.read_text() == damage


def test_progress_is_off_where_it_is_switched_off_and_else_in_the_users_folder(monkeypatch):
    monkeypatch.setenv("GANNOTES_PROGRESS", "off")
    assert progress.file() is None
    progress.record("2.1")
    assert progress.done() == []
    monkeypatch.delenv("GANNOTES_PROGRESS")
    assert progress.file().name == "progress.json"
    assert "gannotes" in str(progress.file())
