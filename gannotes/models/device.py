"""Where networks are computed."""

import torch


def best_device() -> torch.device:
    """A CUDA device where there is one, else the CPU. Apple's is left out: it has no float64."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
