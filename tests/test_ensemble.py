"""Networks trained together are the networks trained apart."""

import pytest
import torch
from torch import nn

from gannotes import games, losses, penalties, train
from gannotes.data import latents, toy
from gannotes.models import mlp
from gannotes.models.ensemble import stack

F64 = torch.float64


def members(n=3, make=lambda: mlp.Discriminator((2,), hidden=(8, 8)).double()):
    torch.manual_seed(0)
    return [make() for _ in range(n)]


def blocks(x, n=3):
    return x.unflatten(0, (n, -1))


def test_each_block_is_its_members(device):
    alone = [D.to(device) for D in members()]
    x = torch.randn(12, 2, dtype=F64, device=device)
    expected = torch.cat([D(part) for D, part in zip(alone, blocks(x), strict=True)])
    torch.testing.assert_close(stack(alone)(x), expected)


def test_a_generator_keeps_its_shape_and_its_reach():
    alone = members(make=lambda: mlp.Generator(2, (1, 3, 3), hidden=(8,), tanh=True).double())
    z = torch.randn(6, 2, dtype=F64)
    G = stack(alone)
    assert G.reach == (-1, 1)
    assert G(z).shape == (6, 1, 3, 3)
    torch.testing.assert_close(blocks(G(z))[2], alone[2](blocks(z)[2]))


def test_maxout_can_be_a_member():
    alone = members(make=lambda: mlp.Discriminator((2,), hidden=(4,), layer=mlp.maxout_layer(3)).double())
    x = torch.randn(9, 2, dtype=F64)
    torch.testing.assert_close(blocks(stack(alone)(x))[1], alone[1](blocks(x)[1]))


@pytest.mark.parametrize("penalty", [penalties.r1(0.1), games.no_penalty])
def test_a_game_of_three_is_three_games(penalty):
    """Adam forgets the scale of a mean over all members, but for its epsilon, next to nothing here."""

    def adam(weights):
        return torch.optim.Adam(weights, lr=1e-2, betas=(0.5, 0.9), eps=1e-30)

    def finish(G, D, batches, noise):
        stock = iter(noise)
        players = games.gan(G, D, losses.non_saturating(), lambda n: next(stock), adam, penalty=penalty)
        for _ in train.play(players, ((x,) for x in batches), rounds=5):
            pass
        return G

    law = toy.ring(dtype=F64)
    rng = torch.Generator().manual_seed(0)
    data, noise = [[law.sample(12, rng) for _ in range(20)] for _ in range(2)]
    Gs, Ds = members(make=lambda: mlp.Generator(2, (2,), hidden=(8,)).double()), members()
    G = finish(stack(Gs), stack(Ds), data, noise)
    z = torch.randn(6, 2, dtype=F64)
    for i in range(3):
        alone = finish(Gs[i], Ds[i], [blocks(x)[i] for x in data], [blocks(n)[i] for n in noise])
        torch.testing.assert_close(blocks(G(z))[i], alone(blocks(z)[i]), rtol=1e-6, atol=1e-9)


def test_members_start_from_their_own_weights_and_leave_them_alone():
    alone = members()
    before = [weight.clone() for D in alone for weight in D.parameters()]
    D = stack(alone)
    with torch.no_grad():
        for weight in D.parameters():
            weight.add_(1)
    assert all(torch.equal(a, b) for a, b in zip(before, (w for D in alone for w in D.parameters()), strict=True))


def test_what_can_not_be_together():
    with pytest.raises(ValueError, match="at least one member"):
        stack([])
    with pytest.raises(ValueError, match="must be alike"):
        stack([mlp.Discriminator((2,)), mlp.Discriminator((3,))])
    with pytest.raises(ValueError, match="hidden is a BatchNorm1d: an ensemble knows linear layers only"):
        stack([nn.ModuleDict({"hidden": nn.BatchNorm1d(2)})])
    with pytest.raises(ValueError, match="7 rows don't split into equal blocks for 3 members"):
        stack(members())(torch.randn(7, 2, dtype=F64))


def test_latents_and_laws_see_a_batch_like_any_other():
    G = stack([mlp.Generator(2, (2,)) for _ in range(5)])
    assert G(latents.normal(2)(5 * 7)).shape == (35, 2)
