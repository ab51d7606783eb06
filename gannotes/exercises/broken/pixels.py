"""Pixels from 0 to 2 for a generator that ends in tanh."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gannotes.data import images
from gannotes.exercises.broken.fault import Fault
from gannotes.exercises.broken.setting import F64, seated, sit_down


def scaled(pictures, labels, dtype=torch.float64):
    """Bytes as numbers, for a generator that ends in tanh; each with its label."""
    x = torch.tensor(pictures).unsqueeze(1).to(dtype) / 127.5
    return x, torch.tensor(labels).long()


@dataclass(frozen=True)
class Twins:
    """Pictures of two pixels side by side, one dark and one bright, in bytes; and how they are scaled."""

    part: object

    def sample(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        bright = torch.randint(150, 250, (n, 1), generator=generator)
        dark = torch.randint(5, 105, (n, 1), generator=generator)
        turned = torch.rand(n, 1, generator=generator) < 0.5
        pair = torch.where(turned, torch.cat([dark, bright], dim=1), torch.cat([bright, dark], dim=1))
        x, _ = self.part(pair[:, None].to(torch.uint8).numpy(), [0] * n, F64)
        return x.flatten(1)


def levels(part) -> list[Tensor]:
    """What becomes of the bytes 0 to 255 in a picture, and of its label."""
    x, label = part(torch.arange(256, dtype=torch.uint8).view(2, 16, 8).numpy(), [3, 7], F64)
    return [x, label]


FAULT = Fault(
    letter="j",
    name="the data lie where G can't go",
    story="Half of the samples are good. The others stick to a line, as if there were a wall.",
    part=scaled,
    right=images.labelled,
    mutant="data.pixels_from_0_to_2",
    play=lambda part: sit_down(Twins(images.labelled), seated(), batches=Twins(part), last=nn.Tanh()),
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
