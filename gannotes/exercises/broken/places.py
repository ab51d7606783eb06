"""A ring whose last mode lies on its first (Metz et al.'s ring, in more than one public copy)."""

import math

import torch
from torch import Tensor

from gannotes.data import toy
from gannotes.exercises.broken.fault import Fault
from gannotes.exercises.broken.setting import F64, corners, seated, sit_down


def heaps(modes=3, radius=2.0, std=0.3, dtype=torch.float64):
    """Gaussians evenly around a circle, as many as `modes` says."""
    angle = torch.linspace(0, 2 * math.pi, modes, dtype=dtype)
    where = torch.stack([angle.cos(), angle.sin()], dim=1)
    return toy.mixture(radius * where, std)


def apart(part) -> list[Tensor]:
    """How far each heap is from each other one, for several numbers of heaps: wherever on the circle the first is."""
    laws = [part(modes, radius, 0.1, F64) for modes, radius in ((2, 1.0), (5, 3.0), (8, 2.0))]
    return [torch.cdist(law.means, law.means).sort(dim=1).values.sum(dim=0) for law in laws]


FAULT = Fault(
    letter="i",
    name="one mode is there twice, and one place is empty",
    story="The samples look fine to me. My colleague says that a third of the data are missing.",
    part=heaps,
    right=toy.ring,
    mutant="data.ring_that_closes_on_itself",
    play=lambda part: sit_down(corners(), seated(), batches=part(3, 2.0, 0.3, F64)),
    probe=apart,
    asked="how far apart the heaps lie, for 2, 5 and 8 of them",
    hints=(
        "The fakes follow the batches. Do the batches follow the data that were meant?",
        "Count the heaps.",
        "Which two of the angles are the same place?",
    ),
    repair=(
        "Three steps around a circle have four ends, of which two are one place.",
        "The angles are 0, 1, ..., modes - 1, times 2 pi / modes.",
    ),
)
