"""Generators that can do little, and discriminators that see little: what makes a run fail on purpose."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from gannotes.models import mlp

Make = Callable[[int], nn.Module]  # the data's dimension -> a network


class Mover(nn.Module):
    """G(z) = std z + theta: it can move a law and no more."""

    def __init__(self, d: int, std: float = 1.0):
        super().__init__()
        self.theta, self.std = nn.Parameter(torch.full((d,), 2.0)), std

    def forward(self, z: Tensor) -> Tensor:
        return self.std * z[:, : len(self.theta)] + self.theta


class Blinkered(nn.Module):
    """A discriminator that sees its samples through something."""

    def __init__(self, through: Callable[[Tensor], Tensor], d: int):
        super().__init__()
        self.through, self.network = through, mlp.Discriminator((d,), (32, 32), mlp.relu_layer)

    def forward(self, x: Tensor) -> Tensor:
        return self.network(self.through(x))


def generator(d: int) -> nn.Module:
    return mlp.Generator(2, (d,), (64, 64))


def discriminator(d: int) -> nn.Module:
    return mlp.Discriminator((d,), (64, 64), mlp.relu_layer)


def linear(d: int) -> nn.Module:
    return mlp.Discriminator((d,), ())


def first_axis(d: int) -> nn.Module:
    return Blinkered(lambda x: x[:, :1], 1)


def no_sign(d: int) -> nn.Module:
    return Blinkered(torch.abs, d)


def no_direction(d: int) -> nn.Module:
    return Blinkered(lambda x: x.norm(dim=1, keepdim=True), 1)


def middle_only(d: int) -> nn.Module:
    return Blinkered(lambda x: x.clamp(-1, 1), d)
