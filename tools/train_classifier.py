"""Trains the book's digit classifier on the first 4,000 shipped digits, and tries it on the last 1,000.

    python tools/train_classifier.py

writes gannotes/data/files/digit_classifier.safetensors. One thread, seed 0: the same machine makes the same weights.
"""

import time
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy
from torch.optim.lr_scheduler import OneCycleLR
from tqdm import trange

from gannotes.data import images, streams
from gannotes.models.classifier import DigitClassifier

FILE = Path(__file__).resolve().parent.parent / "gannotes" / "data" / "files" / "digit_classifier.safetensors"
PASSES, SIZE = 20, 64


def moved(x: torch.Tensor, rng: torch.Generator, reach: int = 2) -> torch.Tensor:
    """Each picture moved by up to `reach` pixels each way; paper comes in from the edge."""
    wide = torch.nn.functional.pad(x, [reach] * 4, value=-1.0)
    row, column = torch.randint(0, 2 * reach + 1, (2, len(x)), generator=rng)
    rows = (row[:, None] + torch.arange(28))[:, None, :, None]
    columns = (column[:, None] + torch.arange(28))[:, None, None, :]
    return wide[torch.arange(len(x))[:, None, None, None], 0, rows, columns]


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    rng = torch.Generator().manual_seed(0)
    x, y = images.digits()
    network = DigitClassifier()
    stream = streams.shuffled(x[:4000], y[:4000], batch_size=SIZE, generator=rng)
    steps = PASSES * (4000 // SIZE)
    adam = torch.optim.Adam(network.parameters())
    rate = OneCycleLR(adam, max_lr=5e-3, total_steps=steps)
    start = time.process_time()
    for _ in trange(steps):
        some, labels = next(stream)
        adam.zero_grad()
        cross_entropy(network(moved(some, rng)), labels).backward()
        adam.step()
        rate.step()
    with torch.no_grad():
        right = (network.eval()(x[4000:]).argmax(1) == y[4000:]).float().mean().item()
    save_file(network.state_dict(), FILE)
    print(f"{right:.1%} of 1,000 held-out digits right, {time.process_time() - start:.0f} s of one core,", end=" ")
    print(f"{FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
