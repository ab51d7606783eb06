"""Spectral normalisation divides by the largest singular value, and a network's slope stays below the product."""

import pytest
import torch
from torch import nn

from gannotes import penalties
from gannotes.models import mlp, spectral
from gannotes.models.ensemble import stack

F64 = torch.float64


def critic():
    return mlp.Discriminator((2,), hidden=(16, 16), layer=mlp.relu_layer).double()


def settle(network, n=6):
    """A few dozen evaluations in training, each one power iteration."""
    for _ in range(60):
        network(torch.zeros(n, 2, dtype=F64))
    return network.eval()


def widest(weight):
    return torch.linalg.matrix_norm(weight, 2)


@pytest.mark.parametrize("scale", [1.0, 3.0])
@pytest.mark.parametrize("make", [critic, lambda: stack([critic() for _ in range(3)])])
def test_every_weight_has_the_norm_that_was_asked_for(make, scale):
    torch.manual_seed(0)
    D = settle(spectral.spectral_normalized(make(), scale))
    weights = [layer.weight for layer in D.modules() if hasattr(layer, "parametrizations")]
    assert len(weights) == 3
    for weight in weights:
        torch.testing.assert_close(widest(weight), torch.full_like(widest(weight), scale), rtol=2e-3, atol=0)


def test_a_member_is_normalised_as_torch_normalises_it_alone():
    torch.manual_seed(0)
    alone = [critic() for _ in range(2)]
    D = settle(spectral.spectral_normalized(stack(alone)))
    x = torch.randn(10, 2, dtype=F64)
    expected = torch.cat(
        [settle(spectral.spectral_normalized(one))(half) for one, half in zip(alone, x.chunk(2), strict=True)]
    )
    torch.testing.assert_close(D(x), expected, rtol=2e-2, atol=2e-3)


def test_no_slope_is_above_one_though_the_weights_are_large():
    torch.manual_seed(0)
    D = critic()
    with torch.no_grad():
        for weight in D.parameters():
            weight.mul_(10)
    x = 3 * torch.randn(500, 2, dtype=F64)
    assert penalties.slope(D, x).max() > 10
    slopes = penalties.slope(settle(spectral.spectral_normalized(D)), x)
    assert 0.05 < slopes.max() <= 1.001


def test_the_players_feel_it_and_evaluation_moves_nothing():
    torch.manual_seed(0)
    D = spectral.spectral_normalized(stack([critic() for _ in range(3)]))
    x = torch.randn(6, 2, dtype=F64)
    D(x).sum().backward()
    assert all(weight.grad is not None for weight in D.parameters())
    radial = sum((w.grad * w).sum() for name, w in D.named_parameters() if name.endswith("original"))
    others = sum((w.grad.abs()).sum() for w in D.parameters())
    assert others > 1
    assert abs(radial) < 0.05 * others, "a normalised weight can't gain by growing"
    D.eval()
    assert torch.equal(D(x), D(x))


def test_a_convolution_is_normalised_as_a_matrix():
    torch.manual_seed(0)
    D = spectral.spectral_normalized(nn.Sequential(nn.Conv2d(2, 4, 3)))
    for _ in range(60):
        D(torch.zeros(1, 2, 5, 5))
    assert widest(D.eval()[0].weight.flatten(1)).item() == pytest.approx(1, rel=1e-3)


def test_nothing_to_normalise_is_an_error():
    with pytest.raises(ValueError, match="no linear layer or convolution"):
        spectral.spectral_normalized(nn.Sequential(nn.ReLU()))
