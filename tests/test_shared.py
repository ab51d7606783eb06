"""Fakes that both players see: one pass of G in a round; and `play` leads where the flat loop does."""

import itertools

import pytest
import torch
from torch import nn

from experiments.bench import loops
from gannotes import games, losses, train
from gannotes.models import mlp
from gannotes.models.shared import Remembering, dealt_again, shared_fakes

F64 = torch.float64
SGD = lambda weights: torch.optim.SGD(weights, lr=0.1)


class Counts(nn.Module):
    """A generator that counts its passes and keeps what it made."""

    def __init__(self, given=2):
        super().__init__()
        self.body, self.passes = nn.Linear(given, 2), 0

    def forward(self, *given):
        self.passes += 1
        return self.body(torch.cat(given, dim=1))


class Sees(nn.Module):
    """A discriminator that keeps what it is shown."""

    def __init__(self, given=2):
        super().__init__()
        self.judge, self.shown = mlp.Discriminator((given,), (4,)), []

    def forward(self, *given):
        self.shown.append(given[0].detach().clone())
        return self.judge(torch.cat(given, dim=1))


def noise(n):
    return torch.randn(n, 2)


@pytest.mark.parametrize("k", [1, 3])
def test_g_is_judged_by_the_fakes_that_d_saw_last_at_one_pass_for_each_turn_of_d(k):
    torch.manual_seed(0)
    G, D = Counts(), Sees()
    player, latent = shared_fakes(G, noise, k)
    players = games.gan(player, D, losses.non_saturating(), latent, SGD, k=k)
    stream = ((torch.randn(5, 2),) for _ in itertools.count())
    before = G.body.weight.detach().clone()
    for _ in train.play(players, stream, 3):
        fakes = D.shown[1::2][:k]  # D is shown reals and fakes, k times
        assert torch.equal(D.shown[-1], fakes[-1])
        assert len({fake.sum().item() for fake in fakes}) == k
        D.shown.clear()
    assert G.passes == 3 * k
    assert not torch.equal(G.body.weight, before)


@pytest.mark.parametrize(("deal", "passes"), [(dealt_again, 1), (iter, 2)])
def test_with_labels_fakes_are_shared_where_batches_are_and_are_never_of_other_labels(deal, passes):
    torch.manual_seed(0)
    G, D = Counts(4), Sees(4)
    player, latent = shared_fakes(G, noise)
    players = games.gan(player, D, losses.non_saturating(), latent, SGD)
    stream = ((torch.randn(5, 2), torch.randn(5, 2)) for _ in itertools.count())
    for _ in train.play(players, deal(stream), 3):
        assert torch.equal(D.shown[1], D.shown[2]) == (passes == 1)
        D.shown.clear()
    assert G.passes == 3 * passes


def test_a_batch_is_dealt_for_each_turn_of_d_and_the_last_again():
    assert list(itertools.islice(dealt_again(itertools.count(), 1), 6)) == [0, 0, 1, 1, 2, 2]
    assert list(itertools.islice(dealt_again(itertools.count(), 3), 8)) == [0, 1, 2, 2, 3, 4, 5, 5]


def test_slopes_go_once_through_what_is_remembered_and_are_gs_own():
    G = Counts()
    player, z = Remembering(G), torch.randn(3, 2)
    with torch.no_grad():
        assert not player(z).requires_grad
    player(z).sum().backward()
    assert (G.passes, G.body.bias.grad.tolist()) == (1, [3.0, 3.0])
    player(z).sum().backward()
    assert G.passes == 2


def test_the_state_is_gs_and_its_reach_is_known():
    G = Counts()
    assert Remembering(G).reach == (-float("inf"), float("inf"))
    G.reach = (-1, 1)
    assert Remembering(G).reach == (-1, 1)
    assert {name for name, _ in Remembering(G).named_parameters()} == {"G.body.weight", "G.body.bias"}


@pytest.mark.parametrize(
    ("name", "way"), [(name, way) for name in (*loops.ROWS, loops.WGAN_GP) for way in loops.ways(name) if "flat" in way]
)
def test_play_and_the_flat_loop_lead_to_the_same_weights(name, way):
    ways = loops.ways(name)
    ends = []
    for make in (ways[way], ways[way.removesuffix(", flat")]):
        G, D, rounds = make(dtype=F64, batch=8)
        begun = nn.utils.parameters_to_vector([*G.parameters(), *D.parameters()]).detach().clone()
        for _ in itertools.islice(rounds, 2):
            pass
        ends.append(nn.utils.parameters_to_vector([*G.parameters(), *D.parameters()]).detach())
    assert (ends[0] - begun).abs().max() > 1e-4
    torch.testing.assert_close(*ends, rtol=0, atol=1e-9)
