"""The contest scores what is there, and its recorded results are of its own recipes."""

import json
from pathlib import Path
from statistics import median

import pytest
import torch

from gannotes.recipes import contest

RECORD = json.loads(
    (Path(__file__).parent.parent / "experiments" / "d_comparison" / "recipes.json").read_text(encoding="utf-8")
)


def test_the_law_itself_scores_all_modes_and_good_samples():
    for law in (contest.RING, contest.GRID):
        found = contest.reference_score(law, draws=2)
        assert found.modes == [len(law.means)] * 2
        assert min(found.good) > 0.98
        assert 0 < max(found.w1) < 0.5


def test_a_generator_that_dropped_half_of_the_ring_scores_so():
    half = contest.RING.means[:4].repeat(300, 1)
    found = contest.score(contest.RING, torch.stack([half, half + 0.1]))
    assert found.modes == [4, 0]
    assert found.good == [1.0, 0.0]
    assert min(found.w1) > 0.9


def test_a_short_game_of_two_seeds_has_two_scores():
    recipe = contest.RECIPES["and R1"]
    found = contest.evaluate(recipe, contest.RING, [0, 1], rounds=20)
    assert [len(part) for part in (found.modes, found.good, found.w1)] == [2, 2, 2]
    assert found == contest.evaluate(recipe, contest.RING, [0, 1], rounds=20)


@pytest.mark.parametrize("law", ["ring", "grid"])
def test_the_record_holds_every_recipe_with_five_seeds(law):
    recipes = RECORD["laws"][law]["recipes"]
    assert list(recipes) == list(contest.RECIPES)
    for entry in recipes.values():
        assert "stopped" in entry or len(entry["modes"]) == len(entry["good"]) == len(entry["w1"]) == 5


def test_what_the_page_says_of_stability_is_in_the_record():
    """The page claims these, live for the ring; here for both laws."""
    ring, grid = (RECORD["laws"][law]["recipes"] for law in ("ring", "grid"))
    assert median(RECORD["the first recipe on the ring, twenty seeds"]["modes"]) <= 6
    for name in ("and R1", "hinge, spectral norm", "Wasserstein, gradient penalty"):
        assert ring[name]["modes"] == [8] * 5, name
    assert grid["and R1"]["modes"] == [25] * 5
    assert min(grid["and R1"]["good"]) >= 0.6
