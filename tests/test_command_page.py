"""The page of the command line: every verb and option is on it, and its numbers are the records'."""

import argparse
import json
import re
import statistics
from pathlib import Path

import pytest

from experiments import code
from gannotes.recipes.commands import VERBS, main, parser, table
from gannotes.recipes.named import DEFAULT, NAMED

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "notebooks" / "G_command_line.md").read_text(encoding="utf-8")
BENCH = ROOT / "experiments" / "bench"


def recorded(name):
    assert f"experiments/bench/{name}.json" in PAGE
    return json.loads((BENCH / f"{name}.json").read_text(encoding="utf-8"))


def row(name):
    """The cells of the only row of a table that begins with this name."""
    (line,) = [line for line in PAGE.splitlines() if re.match(rf"\| {re.escape(name)} \|", line)]
    return [cell.strip() for cell in line.strip("|").split("|")[1:]]


@pytest.mark.parametrize("verb", [verb.NAME for verb in VERBS])
def test_each_verb_is_told_and_each_option_that_is_its_own(verb):
    (verbs,) = [a for a in parser()._actions if isinstance(a, argparse._SubParsersAction)]
    row(f"`{verb}`")
    for action in verbs.choices[verb]._actions:
        for option in action.option_strings:
            if option.startswith("--") and option != "--help":
                assert option in PAGE, f"the page has no word on {verb} {option}"


def test_recipes_and_their_costs_are_those_of_the_record():
    found = recorded("costs")
    assert found["hardware"] == table.HARDWARE
    assert (found["size"], found["batch"]) == (table.SIZE, table.BATCH)
    for name, entry in NAMED.items():
        seconds = found["seconds for 1,000 rounds"][name]
        assert entry.seconds == float(f"{seconds:.2g}")
        assert row(f"`{name}`") == [f"{entry.purpose.removesuffix(': the default')}", f"{entry.seconds:,} s"]
    assert f"`--recipe {DEFAULT}` is the default" in PAGE


def test_recipes_are_listed_with_cost_hardware_and_licence(capsys):
    main(["recipes"])
    said = capsys.readouterr().out
    for entry in NAMED.values():
        assert f"{entry.seconds:,} s for 1,000 rounds" in said
    assert table.HARDWARE in said
    assert "MIT licence" in said


def middle(ratios):
    return f"{statistics.median(ratios):.2f}"


def test_the_table_of_loops_is_the_records():
    for game, found in recorded("loops")["games"].items():
        ratios = found["ratios"]
        how = "fresh" if game == "wgan_gp" else "shared"
        told = [f"{how} to {how}, flat", f"{how}, fused to {how}, flat", "fresh to shared, flat"]
        assert row(game) == [middle(ratios[name]) if name in ratios else "" for name in told]


def test_the_table_of_shared_fakes_is_the_records():
    found = recorded("shared_fakes")
    assert f"the law itself scores {statistics.median(found['floor']['w1']):.2f}" in PAGE
    for name, ways in found["recipes"].items():
        of_each = [way["w1"] for way in ways.values()]
        assert row(name) == [f"{statistics.median(w1):.2f} ({min(w1):.2f} to {max(w1):.2f})" for w1 in of_each]


@pytest.mark.parametrize("name", ["costs", "loops", "shared_fakes"])
def test_each_record_has_its_script(name):
    assert code.file_of(f"experiments.bench.{name}") is not None
