"""Fully connected players, as in 2014: ReLU in the generator, maxout in the discriminator if asked for."""

import itertools
import math
from collections.abc import Callable, Sequence

from jaxtyping import Float
from torch import Tensor, nn

Size = Sequence[int]


class Maxout(nn.Module):
    """Goodfellow et al. (2013): each unit is the largest of several linear functions of its input."""

    def __init__(self, inputs: int, units: int, pieces: int = 5):
        super().__init__()
        if pieces < 2:
            raise ValueError(f"maxout needs at least two pieces to choose from, got {pieces}")
        self.linear = nn.Linear(inputs, units * pieces)
        self.shape = (units, pieces)

    def forward(self, x: Float[Tensor, "n i"]) -> Float[Tensor, "n units"]:
        return self.linear(x).unflatten(1, self.shape).amax(dim=2)


def relu_layer(inputs: int, units: int) -> nn.Module:
    return nn.Sequential(nn.Linear(inputs, units), nn.ReLU())


def leaky_layer(inputs: int, units: int) -> nn.Module:
    return nn.Sequential(nn.Linear(inputs, units), nn.LeakyReLU(0.2))


def tanh_layer(inputs: int, units: int) -> nn.Module:
    return nn.Sequential(nn.Linear(inputs, units), nn.Tanh())


def maxout_layer(pieces: int = 5, dropout: float = 0.0) -> Callable[[int, int], nn.Module]:
    """The paper's layer for D: dropout on what comes in, then maxout."""
    return lambda inputs, units: nn.Sequential(nn.Dropout(dropout), Maxout(inputs, units, pieces))


class _Stack(nn.Module):
    """Layers named hidden1, hidden2, ..., out."""

    def __init__(self, sizes: Size, layer: Callable[[int, int], nn.Module]):
        super().__init__()
        for i, (inputs, units) in enumerate(itertools.pairwise(sizes[:-1]), start=1):
            self.add_module(f"hidden{i}", layer(inputs, units))
        self.out = nn.Linear(sizes[-2], sizes[-1])

    def forward(self, x: Float[Tensor, "n i"]) -> Float[Tensor, "n o"]:
        for layer in self.children():
            x = layer(x)
        return x


class Generator(nn.Module):
    """z of shape (n, latent) -> x of shape (n, *shape). With `tanh` the last layer is one, and reach = (-1, 1)."""

    def __init__(
        self,
        latent: int,
        shape: Size = (1,),
        hidden: Size = (64, 64),
        layer: Callable[[int, int], nn.Module] = relu_layer,
        tanh: bool = False,
    ):
        super().__init__()
        self.shape = tuple(shape)
        self.stack = _Stack((latent, *hidden, math.prod(shape)), layer)
        self.last = nn.Tanh() if tanh else nn.Identity()
        self.reach = (-1.0, 1.0) if tanh else (-math.inf, math.inf)

    def forward(self, z: Float[Tensor, "n latent"]) -> Float[Tensor, "n *shape"]:
        return self.last(self.stack(z)).unflatten(1, self.shape)


class Discriminator(nn.Module):
    """x of shape (n, *shape) -> one logit each, of shape (n,)."""

    def __init__(
        self, shape: Size = (1,), hidden: Size = (64, 64), layer: Callable[[int, int], nn.Module] = leaky_layer
    ):
        super().__init__()
        self.stack = _Stack((math.prod(shape), *hidden, 1), layer)

    def forward(self, x: Float[Tensor, "n *shape"]) -> Float[Tensor, "n"]:
        return self.stack(x.flatten(1)).squeeze(1)
