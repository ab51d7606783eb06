"""Networks in bfloat16: their products are, and nothing else is."""

import pytest
import torch
from torch import nn

from gannotes import penalties
from gannotes.models import device, pictures
from gannotes.models.precision import PRECISIONS, Bfloat16, charged_exactly, exactly


class Records(nn.Module):
    """A linear layer that remembers the kind of its products."""

    def __init__(self):
        super().__init__()
        self.linear, self.kinds = nn.Linear(8, 1), []

    def forward(self, x):
        out = self.linear(x)
        self.kinds.append(out.dtype)
        return torch.tanh(out[:, 0])


@pytest.fixture
def x():
    return torch.randn(16, 8, generator=torch.Generator().manual_seed(0))


def test_products_are_in_bfloat16_and_what_comes_out_is_float32(x):
    torch.manual_seed(0)
    D = Records()
    rounded = Bfloat16(D)(x)
    assert (D.kinds, rounded.dtype) == ([torch.bfloat16], torch.float32)
    off = (rounded - D(x)).abs().max().item()
    assert 1e-5 < off < 2e-2  # eight bits of a product's sum, and not none
    rounded.sum().backward()
    assert D.linear.weight.grad.dtype == torch.float32


def test_penalties_are_charged_in_float32_and_only_they(x):
    torch.manual_seed(0)
    inner = Records()
    D = Bfloat16(inner)
    charge = charged_exactly(penalties.r1(2.0))
    assert torch.equal(charge(D, x, x), penalties.r1(2.0)(inner, x, x))
    assert inner.kinds == [torch.float32, torch.float32]
    D(x)
    assert inner.kinds[-1] == torch.bfloat16


def test_an_error_inside_leaves_the_precision_as_it_was(x):
    D = Bfloat16(Records())
    with pytest.raises(ZeroDivisionError), exactly():
        1 / 0  # noqa: B018
    D(x)
    assert D.network.kinds == [torch.bfloat16]


def test_where_a_generator_reaches_is_still_known():
    assert Bfloat16(pictures.Generator(4, image_size=8, width=2)).reach == (-1, 1)
    assert Bfloat16(nn.Linear(1, 1)).reach == (-float("inf"), float("inf"))


def test_full_precision_is_the_network_itself():
    network = nn.Linear(1, 1)
    assert PRECISIONS["float32"](network) is network


def test_devices_are_those_that_are_there(monkeypatch):
    assert device.device_named("cpu") == torch.device("cpu")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert device.best_device() == torch.device("cuda")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert device.best_device() == torch.device("cpu")
