"""What an answer may change around it, and must not pass on: to the reference, to the next case, to the notebook."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def as_found() -> Iterator[None]:
    """Gradients flow inside; afterwards torch's default dtype and device and its random state are what they were."""
    dtype, device, rng = torch.get_default_dtype(), torch.get_default_device(), torch.get_rng_state()
    with torch.inference_mode(False), torch.enable_grad():
        try:
            yield
        finally:
            torch.set_default_dtype(dtype)
            if torch.get_default_device() != device:
                torch.set_default_device(None if device.type == "cpu" else device)
            torch.set_rng_state(rng)


@contextmanager
def untouched() -> Iterator[None]:
    """Torch as it is when freshly imported, float32 on the CPU, whatever the reader has set: for what the book owns."""
    with as_found(), torch.device("cpu"):
        torch.set_default_dtype(torch.float32)
        yield
