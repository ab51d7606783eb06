"""The file of two translators: what was written is read, and anything else is refused in a sentence."""

import json

import pytest
import torch
from safetensors.torch import save_file

from gannotes.models.translate import ResnetGenerator
from gannotes.recipes.translators import load, packed, save_translators

PLAN = {"channels": 3, "width": 2, "blocks": 1}


@pytest.fixture
def networks():
    torch.manual_seed(0)
    return tuple(ResnetGenerator(**PLAN) for _ in range(2))


def test_what_was_saved_is_loaded_bit_for_bit(tmp_path, networks):
    save_translators(tmp_path / "t", *networks, PLAN)
    x = torch.rand(1, 3, 8, 8)
    for before, after in zip(networks, load(str(tmp_path / "t")), strict=True):
        assert torch.equal(before(x), after(x))


def state(networks):
    return {f"{name}.{key}": t for name, net in zip("GF", networks, strict=True) for key, t in net.state_dict().items()}


def said(plan):
    return {"plan": plan if isinstance(plan, str) else json.dumps(plan)}


@pytest.mark.parametrize(
    ("change", "metadata", "reason"),
    [
        ({}, None, "not one of this command's files: it doesn't say how"),
        ({}, {"format": "pt"}, "not one of this command's files: it doesn't say how"),
        ({}, said("{"), "its plan is no JSON"),
        ({}, said("[" * 100_000), "its plan is no JSON"),
        ({}, said([3, 2, 1]), "if a newer version wrote it, update gannotes"),
        ({}, said({**PLAN, "norm": "batch"}), 'built by .*"norm": "batch".* if a newer version wrote it'),
        ({}, said({**PLAN, "halvings": 3}), "if a newer version wrote it, update gannotes"),
        ({}, said({"width": 2}), "if a newer version wrote it"),
        ({}, said({**PLAN, "width": "2"}), "a whole one from 1 to 4096"),
        ({}, said({**PLAN, "width": True}), "a whole one from 1 to 4096"),
        ({}, said({**PLAN, "blocks": 10**9}), "a whole one from 1 to 4096"),
        ({}, said({**PLAN, "blocks": 0}), "a whole one from 1 to 4096"),
        (
            {},
            said({**PLAN, "width": 4}),
            r"30 tensors .*another kind, first F.model.1.bias \(\(.F32., \[2\]\) where \(.F32., \[4\]\) is due\)",
        ),
        ({}, said({**PLAN, "blocks": 2}), r"first F.model.11.bias \(\(.F32., \[4\]\) where None is due\)"),
        (
            {"G.model.99.bias": torch.zeros(1)},
            said(PLAN),
            r"first G.model.99.bias \(\(.F32., \[1\]\) where None is due\)",
        ),
    ],
)
def test_a_file_that_says_something_else_is_refused(tmp_path, networks, change, metadata, reason):
    file = tmp_path / "t.safetensors"
    save_file(state(networks) | change, file, metadata)
    with pytest.raises(ValueError, match=f"(?s)t.safetensors.*{reason}"):
        load(file)


def test_what_is_no_safetensors_file_is_refused_in_a_sentence(tmp_path, networks):
    whole = packed(*networks, PLAN)
    torch.save(networks[0].state_dict(), tmp_path / "latest_net_G.pth")
    pth = (tmp_path / "latest_net_G.pth").read_bytes()
    for content in (pth, b"", whole[:7], whole[:100], whole[:-1], whole + b"!", b"<html>", b"\xff" * 100):
        (tmp_path / "t").write_bytes(content)
        with pytest.raises(ValueError, match="cut short or altered: no safetensors file can be read"):
            load(tmp_path / "t")


def test_a_folder_and_nothing_at_all_are_no_file(tmp_path):
    for name in (".", "nothing"):
        with pytest.raises(FileNotFoundError, match="is no file: name the one that a run wrote"):
            load(tmp_path / name)
