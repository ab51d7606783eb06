"""Several small networks trained at once: five seeds cost little more than one (`recipes` plays whole games so)."""

import copy
from collections.abc import Sequence
from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor, nn


class MemberLinear(nn.Module):
    """One linear layer for each member. A batch is its members' blocks, one below the other: (members * n, inputs)."""

    def __init__(self, layers: Sequence[nn.Linear]):
        super().__init__()
        self.weight = nn.Parameter(torch.stack([layer.weight.detach() for layer in layers]))
        self.bias = nn.Parameter(torch.stack([layer.bias.detach() for layer in layers])[:, None])

    def forward(self, x: Float[Tensor, "rows inputs"]) -> Float[Tensor, "rows units"]:
        members = len(self.bias)
        if len(x) % members:
            raise ValueError(f"{len(x)} rows don't split into equal blocks for {members} members")
        blocks = x.unflatten(0, (members, -1))
        return torch.baddbmm(self.bias, blocks, self.weight.mT).flatten(0, 1)


def stack(networks: Sequence[nn.Module]) -> nn.Module:
    """One network that computes each block of its batch as the member of that number would have.

    The networks must be alike, and linear layers must hold all their weights. Players, losses and penalties see a
    batch like any other. A mean over it divides each member's gradient by their number, which Adam does not feel.
    """
    if not networks:
        raise ValueError("an ensemble needs at least one member")
    shapes = [[(name, tuple(weight.shape)) for name, weight in network.named_parameters()] for network in networks]
    if any(other != shapes[0] for other in shapes):
        raise ValueError("the members must be alike: the same layers, of the same sizes")
    ensemble = copy.deepcopy(networks[0])
    for name, layer in list(ensemble.named_modules()):
        if isinstance(layer, nn.Linear):
            parent, _, leaf = name.rpartition(".")
            alike = [cast(nn.Linear, network.get_submodule(name)) for network in networks]
            setattr(ensemble.get_submodule(parent), leaf, MemberLinear(alike))
        elif [*layer.parameters(recurse=False), *layer.buffers(recurse=False)]:
            raise ValueError(f"{name} is a {type(layer).__name__}: an ensemble knows linear layers only")
    return ensemble
