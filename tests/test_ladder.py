"""Each rung finds the faults that it should find, and has nothing to say of the same games without them."""

import dataclasses
import pkgutil

import pytest
import torch

from gannotes import games, ladder, losses
from gannotes.exercises.broken import optimizer, setting
from gannotes.exercises.broken.dealt import NAMES, SINGLE, deal
from gannotes.metrics.two_sample import same_law

RUNGS = dict(ladder.RUNGS)
QUICK = ["the data", "one batch", "two sizes", "overfit D", "swap labels"]
FAULTS = {fault.letter: fault for fault in (*SINGLE, optimizer.FAULT)}
FIRST = {  # the lowest rung that complains
    "a": "one batch",
    "b": "swap labels",
    "c": "overfit D",
    "d": "freeze G",
    "e": "freeze G",
    "f": "slopes",
    "g": "two sizes",
    "h": "one batch",
    "i": "the data",
    "j": "the data",
    "k": "two sizes",
    "l": "overfit D",
    "m": "one batch",
}
NOT_ALONE = {"a": "slopes", "c": "swap labels", "j": "one batch"}  # a second rung that must see it, too


@pytest.mark.parametrize("letter", FAULTS)
def test_each_fault_is_found_by_its_rung_and_the_game_without_it_passes(letter):
    fault = FAULTS[letter]
    for rung in {FIRST[letter], NOT_ALONE.get(letter, FIRST[letter])}:
        assert RUNGS[rung](lambda: fault.play(fault.part)), rung
        assert RUNGS[rung](lambda: fault.play(fault.right)) == (), rung


def climbed(make):
    """What the climb finds first, and no rung above it is asked."""
    return next(((name, said) for name, said in ladder.climb(make) if said), None)


@pytest.mark.parametrize("letter", ["a", "g", "i", "k", "m"])
def test_the_climb_stops_at_the_lowest_rung_that_complains(letter):
    fault = FAULTS[letter]
    name, _ = climbed(lambda: fault.play(fault.part))
    assert name == FIRST[letter]


@pytest.mark.parametrize("loss", [losses.least_squares, losses.hinge, losses.relativistic])
def test_a_healthy_game_of_another_loss_passes_the_quick_rungs(loss):
    for name in QUICK:
        assert RUNGS[name](lambda: setting.sit_down(setting.hill(), setting.seated(), loss())) == (), name


def test_a_complaint_says_what_it_saw():
    assert ladder.one_batch(lambda: FAULTS["m"].play(optimizer.two_players)) == (
        "in G's turn the weights of D move",
        "in G's turn the weights of G stand still",
    )


healthy = setting.healthy


def with_changes(**changes):
    return lambda: dataclasses.replace(healthy(), **changes)


def test_shapes_come_first():
    square = ladder.one_batch(with_changes(batches=iter([(torch.zeros(8, 3, dtype=torch.float64),)])))
    assert square == ("the fakes have shape (8, 2), and the data (8, 3)",)
    column = torch.nn.Sequential(torch.nn.Linear(2, 1)).double()
    assert "one logit each is wanted" in ladder.one_batch(with_changes(D=column))[0]


def test_labels_in_a_batch_are_refused_with_a_way_out():
    pairs = iter([(torch.zeros(8, 1), torch.zeros(8))])
    with pytest.raises(ValueError, match="fix y inside G and D"):
        ladder.the_data(with_changes(batches=pairs))


def test_a_discriminator_that_sees_nothing_learns_no_batch_by_heart_and_leaves_g_deaf():
    def blind():
        game = healthy()
        D = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.Flatten(0)).double()
        torch.nn.init.zeros_(D[0].weight)
        D[0].weight.requires_grad_(False)
        player = games.discriminator(game.G, D, game.loss, game.latent, torch.optim.SGD([D[0].bias], lr=0.1))
        return dataclasses.replace(game, D=D, players=[player, game.players[1]])

    assert "0% of the time" in ladder.overfit_D(blind)[0]
    assert ladder.freeze_G(blind) == ("D is flat where the fakes are: no cost could hear anything",)


def test_a_game_that_stops_by_itself_is_a_complaint(monkeypatch):
    def stops(make):
        raise FloatingPointError("D's objective is nan")

    monkeypatch.setattr(ladder, "RUNGS", (("one batch", stops),))
    assert list(ladder.climb(healthy)) == [("one batch", ("the game stops: D's objective is nan",))]


def test_the_healthy_game_passes_every_rung():
    assert [(name, said) for name, said in ladder.climb(healthy) if said] == []


def test_the_diagnosis_is_chapter_6s():
    fault = FAULTS["a"]
    said = ladder.diagnosis(lambda: fault.play(fault.part))
    assert said[0].startswith("saturated: ")


def test_the_same_law_is_told_from_another_by_neighbours():
    rng = torch.Generator().manual_seed(0)
    x, y = torch.randn(2, 200, 2, generator=rng, dtype=torch.float64)
    shares = [same_law(*torch.randn(2, 60, 2, generator=rng), deals=99) for _ in range(40)]
    assert 0.3 < sum(shares) / len(shares) < 0.75  # even over (0, 1]
    assert min(shares) < 0.3 < 0.7 < max(shares)
    assert same_law(x, y + 1) == 0.001
    assert same_law(x, 2 * y) < 0.01
    assert same_law(x, y) == same_law(x, y)
    assert same_law(x, x.clone()) > 0.9  # each point's twin is of the other sample


def test_too_few_points_have_no_neighbours():
    with pytest.raises(ValueError, match="each point needs 3 neighbours"):
        same_law(torch.zeros(2, 1), torch.zeros(1, 1))


def test_the_deal_is_a_permutation_that_the_seed_decides():
    one, again, other = deal(20), deal(20), deal(7)
    letters = [[fault.letter for case in cases.values() for fault in case.faults] for cases in (one, again, other)]
    assert letters[0] == letters[1] != letters[2]
    assert sorted(letters[0][:12]) == sorted(letters[2][:12]) == sorted(fault.letter for fault in SINGLE)
    assert {*letters[0]} <= {*NAMES}


def test_the_last_case_hides_its_second_fault_behind_its_first():
    seconds = set()
    for seed in range(8):
        case = deal(seed)[13]
        second = case.faults[1]
        assert climbed(case.broken)[0] == "one batch"
        if second.letter not in seconds:
            seconds.add(second.letter)
            assert climbed(lambda case=case: case.with_part(games.gan))[0] == FIRST[second.letter]
    assert seconds == {"b", "k", "l"}


@pytest.mark.parametrize("letter", FAULTS)
def test_each_fault_is_a_mutant_of_the_suite_in_the_place_of_the_same_part(letter):
    fault = FAULTS[letter]
    file, _, name = fault.mutant.partition(".")
    mutant = pkgutil.resolve_name(f"mutants.{file}:{name}")
    assert pkgutil.resolve_name(f"gannotes.{mutant.place}") is fault.right
    assert fault.examine(mutant.faulty)
    assert fault.examine(fault.part)
    assert fault.examine(fault.right) is None


def test_hints_are_told_one_by_one():
    case = deal(20)[1]
    assert case.hint(1) == case.faults[0].hints[0]
    with pytest.raises(ValueError, match="case 1 has hints 1 to 3, got 4"):
        case.hint(4)


def test_no_code_that_is_shown_says_its_name():
    for fault in FAULTS.values():
        assert fault.name not in fault.code
        assert 4 <= len(fault.code.splitlines()) <= 16
