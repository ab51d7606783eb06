"""Monitors that the game notices, or that read something else than they say; verdicts by half of the evidence."""

from contextlib import contextmanager
from dataclasses import asdict, replace
from types import MappingProxyType

from gannotes import diagnose, watch
from mutants.mutant import mutant

AS_IT_READS, LATER_HALF, VERDICT = watch.Monitor.read, diagnose.later_half, diagnose.verdict


@mutant(
    trap=38,
    place="watch._at_rest",
    truth="A reading in train mode rolls dropout's dice and moves batch norm's memory: the game goes on otherwise.",
    killer="test_watch.py::test_the_game_does_not_notice",
)
@contextmanager
def as_busy_as_ever(*networks):
    yield


@mutant(
    trap=38,
    place="watch._at_rest",
    truth="What was at rest before it was read is at rest after it.",
    killer="test_watch.py::test_the_game_does_not_notice",
)
@contextmanager
def everyone_awake_afterwards(*networks):
    for network in networks:
        network.eval()
    yield
    for network in networks:
        network.train()


@mutant(
    trap=38,
    place="watch._auc",
    truth="A tie counts one half: a D that sees nothing has an area of 1/2, not of 1.",
    killer="test_watch.py::test_told_apart_counts_pairs_and_a_tie_for_half",
)
def ties_won_by_the_reals(real_logits, fake_logits):
    return (real_logits[:, None] >= fake_logits).double().mean().item()


@mutant(
    trap=38,
    place="watch.Monitor.way_between",
    truth="W1 on a line is between the sorted samples: in the order drawn, a sample is far away from itself.",
    killer="test_watch.py::test_a_sample_that_is_the_data_has_no_gap_and_reaches_all",
)
def row_by_row(self, x, y):
    return ((x @ self.ways - y @ self.ways).abs().mean() / self.unit).item()


@mutant(
    trap=21,
    place="watch.Monitor.read",
    truth="All fakes on one of two heaps: every fake has a real nearby, and half of the reals have a fake.",
    killer="test_watch.py::test_reached_and_good_are_the_two_sides_of_one_neighbourhood",
)
def recall_and_precision_exchanged(self, *y):
    seen = AS_IT_READS(self, *y)
    return replace(seen, recall=seen.precision, precision=seen.recall)


@mutant(
    trap=39,
    place="diagnose.later_half",
    truth="A game is judged by where it has come to: how wildly it began says nothing.",
    killer="test_diagnose.py::test_what_happened_in_the_first_half_is_forgotten",
)
def the_whole_of_the_history(history):
    return LATER_HALF([*history, *history])


@mutant(
    trap=39,
    place="diagnose.verdict",
    truth="The rules go from the sure to the vague: a healthy game moves on, too, and oscillates last of all.",
    killer="test_diagnose.py::test_the_five_verdicts_and_none",
)
def the_last_rule_that_applies(history):
    late, found = diagnose.later_half(history), diagnose.Verdict("unclear", ("none",), {})
    for name, rule in diagnose.RULES:
        if reasons := rule(late):
            found = diagnose.Verdict(name, reasons, MappingProxyType(asdict(late)))
    return found


@mutant(
    trap=32,
    place="diagnose.verdict",
    truth="D at one half is no success: a D that sees nothing is there, and the fakes may be anywhere.",
    killer="test_diagnose.py::test_the_five_verdicts_and_none",
)
def healthy_where_d_is_at_one_half(history):
    if diagnose.later_half(history).told_most < 0.6:
        return diagnose.Verdict("healthy", ("D is at one half",), {})
    return VERDICT(history)
