"""Models are plain modules with the shapes that the games expect."""

import math

import pytest
import torch

from gannotes.models import mlp


@pytest.mark.parametrize("n", [1, 5])
def test_a_generator_gives_pictures_and_a_discriminator_one_logit_each(n, device):
    G = mlp.Generator(100, (1, 28, 28), hidden=(32,), tanh=True).to(device)
    D = mlp.Discriminator((1, 28, 28), hidden=(16, 8)).to(device)
    x = G(torch.rand(n, 100, device=device))
    assert x.shape == (n, 1, 28, 28)
    assert D(x).shape == (n,)
    assert x.abs().max() <= 1


def test_tanh_is_told_by_reach():
    assert mlp.Generator(1, tanh=True).reach == (-1, 1)
    assert mlp.Generator(1).reach == (-math.inf, math.inf)


def test_the_2014_players_have_as_many_weights_as_their_layers_say():
    G = mlp.Generator(100, (1, 28, 28), hidden=(1200, 1200), tanh=True)
    D = mlp.Discriminator((1, 28, 28), hidden=(240, 240), layer=mlp.maxout_layer(pieces=5, dropout=0.5))
    assert sum(p.numel() for p in G.parameters()) == 101 * 1200 + 1201 * 1200 + 1201 * 784
    assert sum(p.numel() for p in D.parameters()) == 785 * 1200 + 241 * 1200 + 241


def test_maxout_is_the_largest_of_its_pieces():
    layer = mlp.Maxout(3, units=4, pieces=2).double()
    x = torch.randn(5, 3, dtype=torch.float64)
    expected = [
        [max(row[[2 * u, 2 * u + 1]]).item() for u in range(4)] for row in x @ layer.linear.weight.T + layer.linear.bias
    ]
    torch.testing.assert_close(layer(x), torch.tensor(expected, dtype=torch.float64))


def test_layers_are_named_by_what_they_are():
    D = mlp.Discriminator((2,), hidden=(8, 8), layer=mlp.tanh_layer)
    assert [name for name, _ in D.stack.named_children()] == ["hidden1", "hidden2", "out"]


def test_a_samples_logit_does_not_hang_on_its_neighbours():
    """Else a gradient penalty, one slope for each sample, would not be defined."""
    torch.manual_seed(0)
    D = mlp.Discriminator((2,), hidden=(8,)).double()
    x = torch.randn(5, 2, dtype=torch.float64)
    among_others = x.clone()
    among_others[1:] *= 10
    torch.testing.assert_close(D(among_others)[0], D(x)[0])


def test_a_logit_has_no_bounds():
    """A probability would: twice the last layer's weights give twice the logit, far out on either side."""
    torch.manual_seed(0)
    D = mlp.Discriminator((2,), hidden=(8,)).double()
    x = torch.randn(5, 2, dtype=torch.float64)
    before = D(x)
    with torch.no_grad():
        for weight in D.stack.out.parameters():
            weight *= 1000
    torch.testing.assert_close(D(x), 1000 * before)
    assert D(x).abs().max() > 10


def test_every_weight_is_used():
    D = mlp.Discriminator((3,), hidden=(8, 8), layer=mlp.maxout_layer(pieces=3))
    D(torch.randn(64, 3)).sum().backward()
    assert all(weight.grad is not None and weight.grad.abs().sum() > 0 for weight in D.parameters())


def test_one_piece_is_no_maxout():
    with pytest.raises(ValueError, match="at least two pieces"):
        mlp.Maxout(2, 2, pieces=1)
