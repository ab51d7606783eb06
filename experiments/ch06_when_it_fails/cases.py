"""The runs that gannotes.diagnose was designed on, and those that it was tried on, each in all that it depends on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn

from gannotes import games, losses, penalties
from gannotes.data import toy
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


def adam(rate: float = 1e-3, beta1: float = 0.0, beta2: float = 0.9) -> Callable:
    return partial(torch.optim.Adam, lr=rate, betas=(beta1, beta2), fused=True)


def sgd(rate: float, momentum: float = 0.0) -> Callable:
    return partial(torch.optim.SGD, lr=rate, momentum=momentum)


ADAM = adam()


@dataclass(frozen=True)
class Case:
    """A game in all that it depends on."""

    made: str  # the verdict that it is made to earn
    law: str
    seed: int
    loss: str = "non_saturating"
    G: Make = generator
    D: Make = discriminator
    for_G: Callable = ADAM
    for_D: Callable = ADAM
    turns_of_D: int = 1
    turns_of_G: int = 1
    ahead: int = 0  # D's turns before the game
    away: float = 0.0  # how far off G's first samples are, on each axis
    penalty: Callable = games.no_penalty
    fading: bool = False  # the learning rates, over the second half
    rounds: int = 1000


LAWS = {
    "normal": toy.normal(),
    "two hills": toy.two_normals(),
    "ring of 8": toy.ring(std=0.1),
    "sharp ring of 8": toy.ring(),
    "narrow normal": toy.normal(-1.0, 0.5),
    "three hills": toy.mixture(torch.tensor([[-3.0], [0.0], [3.0]]), 0.4),
    "uneven hills": toy.Mixture(torch.tensor([[-2.0], [2.0]]), 0.5, torch.tensor([0.7, 0.3])),
    "blob": toy.mixture(torch.tensor([[1.0, -1.0]]), 0.7),
    "ring of 6": toy.ring(6, std=0.08),
    "grid of 9": toy.grid(3, std=0.1),
    "grid of 25": toy.grid(5, std=0.15),
    "spiral": toy.spiral(turns=1.0, std=0.1, beads=60),
}
NAMES = ("minimax", "non_saturating", "least_squares", "wasserstein", "hinge")
LOSSES = {name: getattr(losses, name)() for name in NAMES}
R1, GP = penalties.r1, penalties.wgan_gp
MEMORY = {"for_G": adam(1e-3, 0.9, 0.999), "for_D": adam(1e-3, 0.9, 0.999)}  # Adam as torch delivers it
SLOW = adam(5e-4, 0.9, 0.999)
CALM = {"penalty": R1(1.0), "for_G": adam(5e-4), "fading": True}


def circling(rate: float, std: float = 1.0) -> dict[str, object]:
    """A G that can only move against a D that can only point: with a critic's loss they go round."""
    return {"G": partial(Mover, std=std), "D": linear, "for_G": sgd(rate), "for_D": sgd(rate)}


def designed() -> Iterator[Case]:
    """45 runs; the rules and thresholds of gannotes.diagnose were found on these."""
    for seed in (0, 1, 2):
        goes = {"made": "healthy", "seed": seed, "fading": True}
        yield Case(law="normal", penalty=R1(0.05), rounds=1500, **goes)
        yield Case(law="two hills", penalty=R1(0.05), rounds=1500, **goes)
        yield Case(law="ring of 8", penalty=R1(0.1), rounds=2500, **goes)
        goes = {"made": "saturated", "seed": seed, "loss": "minimax", "for_G": sgd(0.05), "turns_of_D": 3, "ahead": 500}
        yield Case(law="normal", for_D=sgd(0.05), away=6.0, rounds=300, **goes)
        yield Case(law="two hills", away=8.0, rounds=300, **goes)
        yield Case(law="ring of 8", away=5.0, rounds=300, **goes)
        goes = {"made": "collapsed", "seed": seed, "rounds": 300}
        yield Case(law="two hills", turns_of_G=10, loss="minimax", **goes)
        yield Case(law="ring of 8", turns_of_G=20, **goes)
        yield Case(law="two hills", for_D=sgd(0.0), ahead=300, **goes)
        goes = {"made": "oscillating", "seed": seed}
        yield Case(law="sharp ring of 8", rounds=1500, **MEMORY, **goes)
        yield Case(
            law="normal", G=Mover, D=linear, loss="wasserstein", for_G=sgd(0.05), for_D=sgd(0.05), rounds=600, **goes
        )
        yield Case(law="normal", loss="wasserstein", for_G=adam(1e-3, 0.5), for_D=adam(1e-3, 0.5), **goes)
        goes = {"made": "D too weak", "seed": seed}
        yield Case(law="two hills", D=linear, penalty=R1(1.0), for_G=adam(3e-4), for_D=adam(3e-4), fading=True, **goes)
        yield Case(law="two hills", D=no_sign, penalty=R1(0.1), fading=True, **goes)
        yield Case(law="ring of 8", D=first_axis, **CALM, **goes)


def tried() -> Iterator[Case]:
    """45 runs on other data, with other seeds, mostly with other losses and optimisers."""
    goes = {"made": "healthy", "fading": True}
    yield Case(law="three hills", seed=100, loss="hinge", penalty=R1(0.05), rounds=2000, **goes)
    yield Case(law="narrow normal", seed=101, loss="minimax", penalty=R1(0.05), rounds=1500, **goes)
    yield Case(law="uneven hills", seed=102, loss="least_squares", penalty=R1(0.05), rounds=2000, **goes)
    yield Case(law="blob", seed=103, loss="hinge", penalty=R1(0.05), rounds=1500, **goes)
    yield Case(law="ring of 6", seed=104, penalty=R1(0.1), rounds=2500, **goes)
    yield Case(
        law="ring of 6", seed=105, loss="wasserstein", penalty=penalties.wgan_gp(1.0), turns_of_D=3, rounds=1500, **goes
    )
    yield Case(law="grid of 9", seed=106, penalty=R1(0.1), rounds=3000, **goes)
    yield Case(law="grid of 25", seed=107, penalty=R1(0.05), rounds=4000, **goes)
    yield Case(law="spiral", seed=108, loss="minimax", penalty=R1(0.1), rounds=3000, **goes)
    goes = {"made": "saturated", "loss": "minimax", "turns_of_D": 3, "rounds": 300}
    yield Case(law="three hills", seed=110, for_G=sgd(0.05), ahead=500, away=9.0, **goes)
    yield Case(law="narrow normal", seed=111, for_G=sgd(0.02, 0.5), ahead=500, away=5.0, **goes)
    yield Case(law="uneven hills", seed=112, for_G=sgd(0.05), for_D=adam(1e-3, 0.5), ahead=800, away=7.0, **goes)
    yield Case(law="blob", seed=113, for_G=sgd(0.05), for_D=sgd(0.05, 0.5), ahead=500, away=5.0, **goes)
    yield Case(law="ring of 6", seed=114, for_G=sgd(0.1), for_D=adam(1e-3, 0.5), ahead=1000, away=4.0, **goes)
    yield Case(law="grid of 9", seed=115, for_G=sgd(0.02), ahead=500, away=7.0, **goes)
    yield Case(law="grid of 25", seed=116, for_G=sgd(0.01, 0.9), ahead=500, away=10.0, **goes)
    yield Case(law="spiral", seed=117, for_G=sgd(0.05), ahead=500, away=5.0, **goes)
    yield Case(law="spiral", seed=118, for_G=sgd(0.05, 0.5), for_D=adam(2e-3), ahead=800, away=-5.0, **goes)
    goes = {"made": "collapsed", "rounds": 300}
    yield Case(law="three hills", seed=120, turns_of_G=30, **goes)
    yield Case(law="uneven hills", seed=121, loss="hinge", turns_of_G=15, **goes)
    yield Case(law="narrow normal", seed=122, loss="minimax", turns_of_G=25, **goes)
    yield Case(law="blob", seed=123, turns_of_G=25, **goes)
    yield Case(law="ring of 6", seed=124, loss="least_squares", turns_of_G=20, **goes)
    yield Case(law="ring of 6", seed=125, for_D=sgd(0.0), ahead=500, **goes)
    yield Case(law="grid of 9", seed=126, loss="minimax", turns_of_G=20, **goes)
    yield Case(law="grid of 25", seed=127, turns_of_G=30, **goes)
    yield Case(law="spiral", seed=128, loss="hinge", turns_of_G=20, **goes)
    goes = {"made": "oscillating"}
    yield Case(
        law="blob",
        seed=130,
        G=Mover,
        D=linear,
        loss="wasserstein",
        for_G=sgd(0.05),
        for_D=sgd(0.05),
        rounds=600,
        **goes,
    )
    yield Case(
        law="narrow normal",
        seed=131,
        G=partial(Mover, std=0.5),
        D=linear,
        loss="wasserstein",
        for_G=sgd(0.1),
        for_D=sgd(0.1),
        rounds=400,
        **goes,
    )
    yield Case(law="three hills", seed=132, loss="wasserstein", for_G=adam(1e-3, 0.5), for_D=adam(1e-3, 0.5), **goes)
    yield Case(law="blob", seed=133, loss="wasserstein", for_G=adam(1e-3, 0.5), for_D=adam(1e-3, 0.5), **goes)
    yield Case(law="ring of 6", seed=134, loss="minimax", rounds=1500, **MEMORY, **goes)
    yield Case(law="ring of 6", seed=135, for_D=adam(1e-4), **goes)
    yield Case(law="grid of 9", seed=136, rounds=1500, **MEMORY, **goes)
    yield Case(
        law="grid of 25", seed=137, for_G=adam(2e-3, 0.9, 0.999), for_D=adam(5e-4, 0.9, 0.999), rounds=1500, **goes
    )
    yield Case(law="spiral", seed=138, loss="hinge", rounds=1500, **MEMORY, **goes)
    goes = {"made": "D too weak"}
    yield Case(law="three hills", seed=140, D=no_sign, penalty=R1(0.1), fading=True, **goes)
    yield Case(law="uneven hills", seed=141, D=no_sign, loss="hinge", penalty=R1(0.1), fading=True, **goes)
    yield Case(law="three hills", seed=142, D=middle_only, penalty=R1(0.1), fading=True, **goes)
    yield Case(law="ring of 6", seed=143, D=first_axis, **CALM, **goes)
    yield Case(law="ring of 6", seed=144, D=no_sign, loss="minimax", **CALM, **goes)
    yield Case(law="grid of 9", seed=145, D=first_axis, loss="least_squares", **CALM, **goes)
    yield Case(law="grid of 25", seed=146, D=no_sign, **CALM, **goes)
    yield Case(law="spiral", seed=147, D=first_axis, **CALM, **goes)
    yield Case(law="blob", seed=148, D=no_direction, loss="minimax", **CALM, **goes)
