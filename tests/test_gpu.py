"""`make gpu`: without a card it says so and changes nothing; what it would measure on one, it can measure anywhere."""

import json
import subprocess

import pytest
import torch

from experiments.gpu import measure

SMALL = measure.Size(limit=0, recipe=0, faces=0, side=64, image_size=32, batch=4, width=2, samples=100)
CPU = torch.device("cpu")


def test_without_a_card_it_says_so_and_writes_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    measure.main(["--out", str(tmp_path / "build" / "gpu.json")])
    assert capsys.readouterr().out.startswith("There is no CUDA device here")
    assert list(tmp_path.iterdir()) == []


def test_all_that_it_measures_becomes_one_file(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "a card")
    monkeypatch.setattr(measure, "device_tests", lambda size: "3 passed")
    monkeypatch.setattr(measure, "NAMED", {"r3gan": measure.NAMED["r3gan"]})
    on_the_cpu = measure.measured(CPU, SMALL)
    monkeypatch.setattr(measure, "measured", lambda device, size: on_the_cpu)
    measure.main(["--out", str(tmp_path / "build" / "gpu.json")])
    found = json.loads((tmp_path / "build" / "gpu.json").read_text(encoding="utf-8"))
    assert "gpu.json holds what was measured in" in capsys.readouterr().out
    assert (found["hardware"], found["device tests"], found["command"]) == ("a card", "3 passed", "make gpu")
    assert set(found["recipes"]["r3gan"]) == set(measure.WAYS)
    assert all(0 < way["of the limit"] < 10 for way in found["recipes"]["r3gan"].values())
    assert found["drawn faces"]["rounds"] == measure.LAZY
    assert 0 < found["drawn faces"]["floor"] < found["drawn faces"]["frechet"]


def test_a_round_has_the_operations_that_its_layers_say():
    layer = torch.nn.Linear(8, 4, bias=False)

    def turns():
        while True:
            layer(torch.ones(16, 8)).sum().backward()
            yield

    assert measure.operations(turns()) == 2 * (2 * 16 * 8 * 4)  # the product, and the slope of the weights


@pytest.mark.parametrize(
    ("ended", "said"), [("....\n3 passed in 1s\n", "3 passed in 1s"), (None, "not done after 180")]
)
def test_the_device_tests_are_told_by_their_last_line(monkeypatch, ended, said):
    def run(words, **how):
        assert words[-3:] == ["-k", "cuda", "tests"]
        if ended is None:
            raise subprocess.TimeoutExpired(words, how["timeout"])
        return subprocess.CompletedProcess(words, 0, ended, "")

    monkeypatch.setattr(subprocess, "run", run)
    assert measure.device_tests(measure.Size()).startswith(said)
