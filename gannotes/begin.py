"""The first cell of every chapter: one seed, one thread, one look."""

import random

import numpy
import torch

from gannotes import viz
from gannotes.models.device import best_device


def begin(seed: int) -> tuple[torch.device, torch.Generator]:
    """Seeds everything, computes on one thread, sets the figures' style; returns the device and the chapter's
    generator.

    One thread, because a second changes the last digit of a sum, and training makes much of a last digit.
    """
    torch.set_num_threads(1)
    random.seed(seed)
    numpy.random.seed(seed)
    torch.manual_seed(seed)
    viz.style()
    device = best_device()
    return device, torch.Generator(device).manual_seed(seed)
