"""Pixels from 0 to 2 for a generator that ends in tanh."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy
import torch
from torch import Tensor, nn

from gannotes.data import images
from gannotes.exercises.broken.fault import Fault
from gannotes.exercises.broken.setting import F64, seated, sit_down


def as_floats(pictures, labels, dtype=torch.float64):
    """Bytes as numbers, for a generator that ends in tanh; each with its label."""
    x = torch.tensor(pictures).unsqueeze(1).to(dtype) / 127.5
    return x, torch.tensor(labels).long()


@dataclass(frozen=True)
class Halves:
    """Pictures of a dark half and a bright one, in bytes, scaled by the part: of each, a pixel on either side."""

    part: Callable

    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        bright = torch.randint(150, 250, (n, 1), generator=generator)
        dark = torch.randint(5, 105, (n, 1), generator=generator)
        turned = torch.rand(n, 1, generator=generator) < 0.5
        sides = torch.where(turned, torch.cat([dark, bright], dim=1), torch.cat([bright, dark], dim=1))
        pictures = sides.to(torch.uint8).repeat_interleave(14, dim=1)[:, None].expand(n, 28, 28)
        x, _ = self.part(pictures.numpy(), numpy.zeros(n, dtype=numpy.uint8), F64)
        return x[:, 0, 0, [0, -1]]


def levels(part: Callable) -> list[Tensor]:
    """What becomes of the bytes 0 to 255 in two pictures, and of their labels."""
    pictures = (torch.arange(2 * 28 * 28) % 256).to(torch.uint8).view(2, 28, 28)
    return [*part(pictures.numpy(), numpy.array([3, 7], dtype=numpy.uint8), F64)]


FAULT = Fault(
    letter="j",
    name="the data lie where G can't go",
    story="All samples lie on one line, as if there were a wall.",
    part=as_floats,
    right=images.labelled,
    mutant="data.pixels_from_0_to_2",
    play=lambda part: sit_down(Halves(images.labelled), seated(), batches=Halves(part), last=nn.Tanh()),
    probe=levels,
    asked="what becomes of the bytes 0 to 255",
    hints=(
        "The fakes pile up along a line, and do not cross it. What is special about that line?",
        "Where does tanh end? And where do the data?",
        "255 / 127.5 is 2.",
    ),
    repair=(
        "Black must be -1, and white 1.",
        "One subtraction is missing.",
    ),
)
