"""A chapter is replayed with other seeds, and what fails is counted without stopping the page."""

import json

import pytest
import torch

from experiments import record, ten_seeds
from gannotes import claims

OPENING = (
    "import torch\nfrom gannotes.begin import begin\nfrom gannotes.claims import claim\ndevice, rng = begin(seed=3)"
)
DRAWS = "drawn = [torch.rand(1).item(), torch.rand(1, generator=torch.Generator().manual_seed(7)).item()]"


def draws(shift):
    seen = []
    torch.manual_seed(0)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(torch, "seen", seen, raising=False)
        ten_seeds.replayed([OPENING, DRAWS, "torch.seen.extend([*drawn, torch.rand(1, generator=rng).item()])"], shift)
    return seen


def plainly(first, second):
    torch.manual_seed(first)
    own, chapter = torch.Generator().manual_seed(second), torch.Generator().manual_seed(first)
    return [torch.rand(1).item(), torch.rand(1, generator=own).item(), torch.rand(1, generator=chapter).item()]


@pytest.mark.parametrize("shift", [0, 1000])
def test_every_seed_is_moved_by_the_shift(shift):
    assert draws(shift) == plainly(3 + shift, 7 + shift)


def test_a_claim_that_fails_is_noted_and_the_page_goes_on():
    page = [OPENING, "claim('it is small', 0.3, at_most=0.2)", "claim('it is 1', 1 == 1)\nclaim('it is 2', 1 == 2)"]
    found = ten_seeds.replayed(page, shift=1)
    assert found == {"claims": 3, "failed": ["it is small [measured 0.3, at most 0.2]", "it is 2"]}


def test_torch_and_the_claims_are_left_as_they_were():
    torch.manual_seed(5)
    before = torch.get_rng_state(), torch.manual_seed, torch.Generator, claims.claim
    ten_seeds.replayed([OPENING], shift=9)
    assert torch.equal(torch.get_rng_state(), before[0])
    assert (torch.manual_seed, torch.Generator, claims.claim) == before[1:]


def test_what_is_no_claim_stops_it():
    with pytest.raises(ZeroDivisionError):
        ten_seeds.replayed(["1 / 0"], shift=0)


def test_a_chapter_is_read_without_its_widgets_and_what_shows_a_replay():
    sources = ten_seeds.cells("04_divergence_and_the_optimum")
    assert any("begin(seed=4)" in source for source in sources)
    assert not any("widgets.explore(" in source or "ten_seeds.json" in source for source in sources)


def test_the_record_says_which_seeds_and_how_many_claims(tmp_path, monkeypatch):
    monkeypatch.setattr(ten_seeds, "cells", lambda chapter: [OPENING, "claim('it is 2', 1 == 2)"])
    ten_seeds.main(["00_start_here", "--shifts", "10", "20", "--out", str(tmp_path)])
    found = json.loads((tmp_path / "ten_seeds.json").read_text(encoding="utf-8"))
    assert found["command"] == "python -m experiments.ten_seeds 00_start_here --shifts 10 20"
    assert found["replays"] == {shift: {"claims": 1, "failed": ["it is 2"]} for shift in ("10", "20")}
    monkeypatch.setattr(ten_seeds, "cells", lambda chapter: [OPENING])
    with pytest.raises(SystemExit, match="say --remake"):
        ten_seeds.main(["00_start_here", "--out", str(tmp_path)])
    assert issubclass(record.MadeByOtherCode, ValueError)
