"""Where networks are computed."""

import torch

KNOWN = ("cpu", "cuda")  # Apple's mps is left out: it has no float64


def best_device() -> torch.device:
    """A CUDA device where there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def device_named(name: str) -> torch.device:
    """ValueError if it is not one of those that are known, or if this machine has none."""
    try:
        device = torch.device(name)
        if device.type not in KNOWN:
            raise RuntimeError(f"a run knows {', '.join(KNOWN)}")
        torch.empty(0, device=device)  # only the device itself can say whether it is there
    except (AssertionError, RuntimeError) as problem:
        raise ValueError(f"there is no device {name!r} here: {str(problem).splitlines()[0]}") from problem
    return device
