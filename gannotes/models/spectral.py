"""Spectral normalisation (Miyato et al., 2018): a discriminator whose layers can't stretch."""

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import normalize
from torch.nn.utils.parametrizations import spectral_norm
from torch.nn.utils.parametrize import register_parametrization

from gannotes.models.ensemble import MemberLinear

Matrices = Float[Tensor, "members units inputs"]


class _OnePerMember(nn.Module):
    """What torch's spectral_norm does to one matrix, done to a stack of them."""

    v: Float[Tensor, "members inputs 1"]  # a buffer

    def __init__(self, weight: Matrices, warm_up: int = 15):
        super().__init__()
        self.register_buffer("v", normalize(torch.randn_like(weight[:, :1]), dim=2).mT)
        for _ in range(warm_up):
            self.iterate(weight)

    @torch.no_grad()
    def iterate(self, weight: Matrices) -> Float[Tensor, "members units 1"]:
        """One power iteration: both vectors come closer to those that each matrix stretches most."""
        u = normalize(weight @ self.v, dim=1)
        self.v = normalize(weight.mT @ u, dim=1)
        return u

    def forward(self, weight: Matrices) -> Matrices:
        u = self.iterate(weight) if self.training else normalize(weight.detach() @ self.v, dim=1)
        return weight / (u.mT @ weight @ self.v)


class _Scaled(nn.Module):
    def __init__(self, scale: float):
        super().__init__()
        self.scale = scale

    def forward(self, weight: Tensor) -> Tensor:
        return self.scale * weight


def spectral_normalized(network: nn.Module, scale: float = 1.0) -> nn.Module:
    """The network with each weight divided by its largest singular value, found by power iteration, times `scale`.

    With layers in between that don't stretch (ReLU, tanh), a network of L linear layers is at most scale**L steep.
    A convolution's weight is normalised as the matrix (outputs, inputs * height * width), as the paper does: its true
    norm is another. Changes the network in place and returns it; ValueError if it has nothing to normalise.
    """
    layers = [layer for layer in network.modules() if isinstance(layer, (nn.Linear, nn.Conv2d, MemberLinear))]
    if not layers:
        raise ValueError("the network has no linear layer or convolution to normalise")
    for layer in layers:
        if isinstance(layer, MemberLinear):
            register_parametrization(layer, "weight", _OnePerMember(layer.weight.detach()))
        else:
            spectral_norm(layer)
        if scale != 1.0:
            register_parametrization(layer, "weight", _Scaled(scale))
    return network
