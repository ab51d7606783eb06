"""What a run depends on that gannotes.diagnose was designed or tried on."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch

from experiments.ch06_when_it_fails.networks import Make, discriminator, generator
from gannotes import games, losses, penalties
from gannotes.data import toy


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
R1 = penalties.r1
MEMORY = {"for_G": adam(1e-3, 0.9, 0.999), "for_D": adam(1e-3, 0.9, 0.999)}  # Adam as torch delivers it
CALM = {"penalty": R1(1.0), "for_G": adam(5e-4), "fading": True}
