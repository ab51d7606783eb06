"""A verdict follows from its numbers; and on runs that it was not written on, it is right nine times in ten."""

import importlib
import json
import math
from collections import Counter
from dataclasses import FrozenInstanceError, replace
from functools import cache, partial
from pathlib import Path

import pytest
import torch
from torch import nn

from gannotes import diagnose, games, losses, train
from gannotes.data import latents, streams, toy
from gannotes.models import mlp
from gannotes.watch import Monitor, Snapshot

ROOT = Path(__file__).parent.parent
NAMES = [name for name, _ in diagnose.RULES]
FINE = Snapshot(
    paid_by_D=1.38,
    paid_by_G=0.69,
    on_real=0.01,
    on_fake=-0.01,
    auc=0.52,
    gradient=0.1,
    sliced_w1=0.1,
    displacement=0.08,
    spread=1.0,
    recall=0.98,
    precision=0.9,
)
LOST = replace(FINE, sliced_w1=1.0, recall=0.1, precision=0.1, displacement=0.5, auc=0.9)  # and going


@cache
def recorded(name):
    """Each recorded run, and its history."""
    record = json.loads((ROOT / "experiments" / "ch06_when_it_fails" / f"{name}.json").read_text(encoding="utf-8"))
    return [(run, histories(run["history"])) for run in record["runs"]]


def histories(columns):
    return [Snapshot(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]


def named(*readings):
    return diagnose.verdict([*readings] * (10 // len(readings))).name


@pytest.mark.parametrize("name", ["designed", "tried"])
def test_a_recorded_label_is_what_was_made_and_what_the_truth_confirms(name):
    """The labels follow from nothing that a verdict reads: from `truth`, by the tool's own rule."""
    tool = importlib.import_module("experiments.ch06_when_it_fails.histories")
    for run, _ in recorded(name):
        seen = [dict(zip(run["truth"], row, strict=True)) for row in zip(*run["truth"].values(), strict=True)]
        assert tool.went(run["made"], seen) == run["went that way"]
    made = {(run.law, run.seed, run.made) for run in getattr(tool, name)()}
    assert made == {(run["law"], run["seed"], run["made"]) for run, _ in recorded(name)}


def test_no_run_was_both_designed_and_tried_on():
    seeds = {name: {run["seed"] for run, _ in recorded(name)} for name in ("designed", "tried")}
    assert not seeds["designed"] & seeds["tried"]
    laws = {name: {run["law"] for run, _ in recorded(name)} for name in ("designed", "tried")}
    assert not laws["designed"] & laws["tried"]


def test_runs_that_it_was_not_written_on_are_told_right_nine_times_in_ten():
    outcome = Counter((run["made"], diagnose.verdict(h).name) for run, h in recorded("tried") if run["went that way"])
    right = sum(count for (made, said), count in outcome.items() if made == said)
    assert sum(outcome.values()) == 39
    assert right == 37
    for name in NAMES:
        assert sum(count for (made, _), count in outcome.items() if made == name) >= 6, "enough of each kind"


def test_the_runs_that_it_was_written_on_are_all_told_right():
    wrong = [(run["made"], h) for run, h in recorded("designed") if run["went that way"]]
    assert len(wrong) == 41
    assert all(diagnose.verdict(h).name == made for made, h in wrong)


def test_the_five_verdicts_and_none():
    assert named(FINE) == "healthy"
    assert named(replace(LOST, auc=1.0, displacement=0.01)) == "saturated"
    assert named(replace(LOST, spread=0.1)) == "collapsed"
    assert named(replace(LOST, auc=0.5, displacement=0.01)) == "D too weak"
    assert named(LOST) == "oscillating"
    assert named(replace(LOST, displacement=0.3)) == "unclear"


def test_a_forger_of_good_notes_who_leaves_some_out_has_collapsed_if_she_can_tell():
    some = replace(LOST, precision=0.95, recall=0.5, displacement=0.1)
    assert named(some) == "collapsed"
    assert named(replace(some, auc=0.5)) == "D too weak"
    assert named(replace(some, precision=0.5)) == "unclear"


def test_a_forger_of_one_note_has_collapsed_whether_he_hops_or_stands_but_she_must_be_able_to_tell():
    one = replace(LOST, spread=0.1)
    for moved, told in ((0.9, 0.5), (0.9, 0.9), (0.1, 0.9), (0.1, 0.0)):
        assert named(replace(one, displacement=moved, auc=told)) == "collapsed"
    assert named(replace(one, displacement=0.1, auc=0.5)) == "D too weak"


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        (replace(FINE, sliced_w1=0.25), replace(FINE, sliced_w1=0.26)),
        (replace(FINE, recall=0.8), replace(FINE, recall=0.79)),
        (replace(FINE, precision=0.6), replace(FINE, precision=0.59)),
        (replace(LOST, auc=0.99, displacement=0.05), replace(LOST, auc=0.98, displacement=0.05)),
        (replace(LOST, auc=0.99, displacement=0.05), replace(LOST, auc=0.99, displacement=0.06)),
        (replace(LOST, spread=0.25), replace(LOST, spread=0.26)),
        (replace(LOST, auc=0.8, displacement=0.4), replace(LOST, auc=0.81, displacement=0.4)),
        (replace(LOST, auc=0.8, displacement=0.39), replace(LOST, auc=0.8, displacement=0.41)),
    ],
)
def test_each_threshold_has_two_sides(inside, outside):
    assert named(inside) != named(outside)


def test_one_reading_in_which_she_errs_is_enough_not_to_call_it_saturated():
    still = replace(LOST, auc=1.0, displacement=0.01)
    assert named(still) == "saturated"
    assert diagnose.verdict([still] * 9 + [replace(still, auc=0.9)]).name != "saturated"


def test_what_happened_in_the_first_half_is_forgotten():
    wild = replace(LOST, sliced_w1=50.0, displacement=80.0, auc=0.0, spread=9.0)
    assert diagnose.verdict([wild] * 10 + [FINE] * 10).name == "healthy"
    assert diagnose.verdict([FINE] * 10 + [LOST] * 10).name == "oscillating"


def test_a_verdict_rests_on_the_numbers_that_it_shows():
    found = diagnose.verdict([FINE] * 5 + [replace(LOST, auc=share) for share in (0.7, 0.8, 0.9, 0.9, 0.2)])
    assert found.name == "oscillating"
    assert found.numbers["told_least"] == 0.2
    assert found.numbers["told_most"] == 0.9
    assert found.numbers["sure"] == pytest.approx((0.2 + 0.3 + 0.4 + 0.4 + 0.3) / 5)
    assert found.numbers["stride"] == pytest.approx(0.5)
    assert "50%" in found.reasons[0]
    assert "1.00" in found.reasons[1]
    with pytest.raises(FrozenInstanceError):
        found.name = "healthy"
    with pytest.raises(TypeError):
        found.numbers["sliced_w1"] = 0.0


def test_each_rule_gives_reasons_only_where_it_applies():
    for name, rule in diagnose.RULES:
        late = [diagnose.later_half(h) for run, h in recorded("designed") if run["made"] == name]
        assert all(len(reason) > 20 for each in late for reason in rule(each))
    assert not any(rule(diagnose.later_half([replace(LOST, displacement=0.3)] * 10)) for _, rule in diagnose.RULES)


def test_a_perfect_forger_at_rest_divides_by_no_gap():
    assert diagnose.later_half([replace(FINE, sliced_w1=0.0, displacement=0.0)] * 8).stride == 0


def test_what_says_too_little_or_nothing_finite_is_refused():
    with pytest.raises(ValueError, match="needs 8 readings at least, got 7"):
        diagnose.verdict([FINE] * 7)
    for number in (math.nan, math.inf):
        with pytest.raises(ValueError, match=r"reading 3 has sliced_w1 = (nan|inf): the run has diverged"):
            diagnose.verdict([FINE] * 3 + [replace(FINE, sliced_w1=number)] + [FINE] * 10)


class Mover(nn.Module):
    """G(z) = z + theta."""

    def __init__(self):
        super().__init__()
        self.theta = nn.Parameter(torch.tensor([2.0]))

    def forward(self, z):
        return z + self.theta


@pytest.mark.parametrize("seed", range(3))
def test_a_game_that_goes_round_is_called_so_as_it_is_played(seed):
    """The bilinear game, theta w: alternate steps of gradient go round it for ever (chapter 5)."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    G, D, law = Mover(), mlp.Discriminator((1,), ()), toy.normal()
    step = partial(torch.optim.SGD, lr=0.05)
    players = games.gan(G, D, losses.wasserstein(), latents.normal(1, rng), step)
    watch = Monitor(G, D, losses.wasserstein(), law.sample(256, rng), torch.randn(256, 1, generator=rng))
    for turn, _ in enumerate(train.play(players, streams.fresh(law, 128, rng), 400)):
        if turn % 20 == 0:
            watch.read()
    assert diagnose.verdict(watch.history).name == "oscillating"
