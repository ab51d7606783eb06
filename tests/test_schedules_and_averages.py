"""What travels along with a game: every rate follows the schedule, and an average is the one that is written down."""

import pytest
import torch
from torch import nn
from torch.optim import SGD

from gannotes import recipes, train


def halving(done):
    return 1 - done / 2


class Pair:
    """A player with two optimisers, as a population has them; it notes the rates that it moves by."""

    steps = 1

    def __init__(self, name, *rates):
        self.name, self.seen = name, []
        self.optimizers = [SGD([torch.zeros(1, requires_grad=True)], rate) for rate in rates]

    def rates(self):
        return [group["lr"] for optimizer in self.optimizers for group in optimizer.param_groups]

    def move(self, batch):
        self.seen.append(self.rates())
        return 0.0


def test_after_each_round_a_rate_is_the_schedule_times_its_start():
    players = [Pair("D", 4.0), Pair("G", 1.0, 2.0)]
    turns = train.play(players, iter([()] * 8), rounds=4)
    for done, paid in enumerate(recipes.scheduled(turns, players, 4, halving), start=1):
        assert paid == {"D": 0.0, "G": 0.0}
        now = halving(done / 4)
        assert [player.rates() for player in players] == [[4 * now], [now, 2 * now]]
    assert players[1].seen == [[share, 2 * share] for share in (1, 0.875, 0.75, 0.625)], "the first round at full rate"


def moved(G, positions):
    """A game in which G's weight and buffer are, after each round, where it is said."""
    for turn, position in enumerate(positions):
        with torch.no_grad():
            G.weight.fill_(position)
            G.running_mean.fill_(position)
        yield turn


def network():
    return nn.BatchNorm1d(1).double()


@pytest.mark.parametrize("decay", [0.9, 0.5, 0.0])
def test_the_average_is_the_flat_transcription(decay):
    G, positions = network(), [1.0, 3.0, -2.0, 5.0]
    expected = positions[0]
    for turn, (mean_G, told) in enumerate(recipes.averaged(moved(G, positions), G, decay)):
        if turn:
            expected = decay * expected + (1 - decay) * positions[turn]
        assert told == turn
        assert mean_G.weight.item() == pytest.approx(expected, abs=1e-12)
        assert G.weight.item() == positions[turn], "G itself plays on with its own weights"
