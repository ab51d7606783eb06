"""Data that are not where they are said to be."""

import math

import torch

from gannotes.data import toy
from mutants.mutant import mutant


@mutant(
    trap=14,
    place="data.images.labelled",
    truth="Pixels 0 to 255 become -1 to 1, where tanh ends: divided by 127.5, less 1.",
    killer="test_images.py::test_the_digits_fill_the_reach_of_tanh_and_stay_inside",
)
def pixels_from_0_to_2(images, labels, dtype=torch.float32):
    return torch.tensor(images).unsqueeze(1).to(dtype) / 127.5, torch.tensor(labels).long()


@mutant(
    trap=18,
    place="data.toy.ring",
    truth="0 and 2 pi are one angle: linspace puts two of the modes on each other.",
    killer="test_toy.py::test_a_ring_has_as_many_modes_as_it_says_evenly_spaced",
)
def ring_that_closes_on_itself(modes=8, radius=2.0, std=0.02, dtype=torch.float32):
    angle = torch.linspace(0, 2 * math.pi, modes, dtype=dtype)
    return toy.mixture(radius * torch.stack([angle.cos(), angle.sin()], dim=1), std)
