"""A training step is judged by the weights that it leaves, a network by what it does with noise."""

import pytest
import torch
from answers import chapter_02 as answers
from torch import nn

from gannotes.exercises import find

turn, net = find("2.7").examine, find("2.8").examine


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ("gradients of G's turn", "is still in this step: clear them first"),
        ("one mean over both", "but half as far: V is the sum of two means"),
        ("G moved as well", "the weights have moved, but not by this step"),
        ("down V", "D has moved the other way, and V has fallen"),
        ("no step", "D has not moved"),
        ("no function", "a function is wanted, such as `def turn(D, G, x, z, optimizer): ...`, not float"),
        ("an error", "your function raised TypeError"),
    ],
)
def test_each_slip_of_a_turn_is_called_by_its_name(slip, said):
    assert said in turn(answers.WRONG["2.7"][slip])


def test_a_turn_is_judged_on_two_tables_and_may_not_learn_the_first_by_heart():
    kept = []

    def by_heart(D, G, x, z, optimizer):
        if not kept:
            answers.in_algorithm_1(D, G, x, z, optimizer)
            kept.append([weight.detach().clone() for weight in D.parameters()])
        for weight, known in zip(D.parameters(), kept[0], strict=True):
            weight.data = known

    assert turn(by_heart) is not None


class Loose(answers.Small):
    """A weight that does nothing, in the place of one that does."""

    def __init__(self):
        super().__init__()
        self.outer, self.bias = nn.Linear(32, 36, bias=False), nn.Parameter(torch.zeros(36))


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ("no last bend", "should reach from -1 to 1; it goes from"),
        ("a sigmoid", "it goes from 0 to 1"),
        ("rows, not pictures", r"your network made (6, 36), not (6, 1, 6, 6)"),
        ("no bend between", "two layers without a bend are no more than one"),
        ("too few units", "has 756 weights, and 1,476 are wanted"),
        ("samples that meet", "the samples may not meet"),
        ("a network, not what makes one", "a function that returns a network is wanted, but this is Sequential"),
        ("no network", "your function returned float, not a network"),
        ("an error", "your function raised TypeError"),
    ],
)
def test_each_slip_of_a_network_is_called_by_its_name(slip, said):
    assert said in net(answers.WRONG["2.8"][slip])


def test_a_weight_that_no_gradient_reaches_is_named():
    assert net(Loose) == "no gradient reaches bias."


def test_a_network_that_returns_no_tensor_or_raises_gets_a_sentence():
    class Odd(nn.Linear):
        def forward(self, z):
            return [z]

    class Failing(nn.Linear):
        def forward(self, z):
            raise SystemExit("enough")

    assert "your network made list, not" in net(lambda: Odd(1, 1))
    assert "your network raised SystemExit (enough)" in net(lambda: Failing(1, 1))


def test_ctrl_c_stops_an_answer():
    def stop(*_):
        raise KeyboardInterrupt

    for examine in (turn, net):
        with pytest.raises(KeyboardInterrupt):
            examine(stop)
