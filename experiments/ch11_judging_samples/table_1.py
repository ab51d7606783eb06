"""Table 1 of the 2014 paper on MNIST, again: table_1.json and a sheet of samples in table_1.npz.

    python -m experiments.ch11_judging_samples.table_1

The paper's networks and its protocol, as its text and its published code (github.com/goodfeli/adversarial) have them.
On MNIST's 50,000 training digits where they are cached or can be fetched (or are in a folder: --mnist FOLDER), else on
3,500 of the shipped ones; the results say which. Two runs: with the published optimiser, and with Adam in its place.
The published run is hundreds of passes over 50,000 digits. The default number of rounds takes ten minutes of one core.
"""

import argparse
import json
import math
import platform
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from scipy.cluster.vq import kmeans2
from torch import Tensor, nn
from tqdm import tqdm

from gannotes import games, losses, metrics, train
from gannotes.data import images, latents, streams
from gannotes.models import mlp
from gannotes.train import Descent

RESULTS = Path(__file__).resolve().parent
PUBLISHED = {"DBN": [138, 2], "Stacked CAE": [121, 1.6], "Deep GSN": [214, 1.1], "Adversarial nets": [225, 2]}
SIGMAS = torch.logspace(-1, 0, 10).tolist()  # the grid of their script
SAMPLES = 10_000
SEED = 0


class Generator(mlp.Generator):
    """Two layers of 1200 ReLUs, then a sigmoid for each of the 784 pixels."""

    def __init__(self, mean_digit: Tensor):
        super().__init__(100, (784,), hidden=(1200, 1200))
        self.reach = (0.0, 1.0)
        spread_evenly(self, 0.05)
        with torch.no_grad():  # with all weights at 0 it would draw the mean digit
            self.stack.out.bias.copy_(torch.logit(mean_digit.clamp(1e-3, 1 - 1e-3)))

    def forward(self, z: Tensor) -> Tensor:
        return super().forward(z).sigmoid()


def discriminator() -> nn.Module:
    """Two maxout layers of 240 units with 5 pieces; dropout of 0.2 on the pixels, of 0.5 on both layers."""
    layers = nn.Dropout(0.2), mlp.Maxout(784, 240), nn.Dropout(0.5), mlp.Maxout(240, 240), nn.Dropout(0.5)
    network = nn.Sequential(*layers, nn.Linear(240, 1), nn.Flatten(0))
    spread_evenly(network, 0.005)
    return network


def spread_evenly(network: nn.Module, reach: float) -> None:
    """Weights uniform on [-reach, reach], biases 0."""
    for weight in network.parameters():
        nn.init.uniform_(weight, -reach, reach) if weight.dim() > 1 else nn.init.zeros_(weight)


def halved_for_D() -> losses.AdversarialLoss:
    """The published code gives D the mean of its two halves, not their sum; G's cost is the non-saturating one."""
    whole = losses.non_saturating()
    return replace(whole, real=lambda a: whole.real(a) / 2, fake=lambda a: whole.fake(a) / 2)


Optimize = Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer]
Schedule = Callable[[Descent, int], None]


def published_schedule(batches_in_a_pass: int) -> Schedule:
    """The rate falls by 4 in a million each round; the momentum rises from 0.5 to 0.7 over the first 250 passes."""

    def follow(player: Descent, turn: int) -> None:
        for group in player.optimizer.param_groups:
            group["lr"] = max(0.1 / 1.000004**turn, 1e-6)
            group["momentum"] = 0.5 + 0.2 * min(1.0, turn / (250 * batches_in_a_pass))

    return follow


def unchanged(player: Descent, turn: int) -> None:
    """Adam keeps its rate."""


def trained(x: Tensor, rounds: int, optimize: Optimize, schedule: Schedule) -> Tensor:
    """The game to its end, and samples of the last generator."""
    torch.manual_seed(SEED)
    rng = torch.Generator(x.device).manual_seed(SEED)
    G, D = Generator(x.mean(0).cpu()).to(x.device), discriminator().to(x.device)
    narrow = latents.uniform(100, rng)
    players = games.gan(G, D, halved_for_D(), lambda n: math.sqrt(3) * narrow(n), optimize)
    turns = train.play(players, streams.shuffled(x, batch_size=100, generator=rng), rounds)
    for turn, _ in enumerate(tqdm(turns, total=rounds), start=1):
        for player in players:
            schedule(player, turn)
    with torch.no_grad():
        return G(math.sqrt(3) * narrow(SAMPLES))


def parzen(samples: Tensor, valid: Tensor, test: Tensor) -> dict[str, float]:
    """sigma by the validation digits, then the mean over the test digits and its standard error, in nats."""
    sigma = max(SIGMAS, key=lambda s: metrics.parzen_log_likelihood(samples, valid, s).mean().item())
    found = metrics.parzen_log_likelihood(samples, test, sigma)
    error = found.std(correction=0).item() / len(test) ** 0.5
    return {"mean": round(found.mean().item(), 1), "error": round(error, 1), "sigma": round(sigma, 3)}


def digits(folder: str | None) -> tuple[str, Tensor, Tensor, Tensor]:
    """Pixels in [0, 1] to train, to validate and to test on, and where they come from."""

    def flat(x: Tensor) -> Tensor:
        return (x.flatten(1) + 1) / 2

    try:
        x, test = (flat(images.mnist(split, folder)[0]) for split in ("train", "test"))
        return "MNIST: 50,000 to train, 1,000 to validate, 10,000 to test", x[:50_000], x[50_000:51_000], test
    except ConnectionError:
        x = flat(images.digits()[0])
        return "shipped: 3,500 to train, 500 to validate, 1,000 to test", x[:3500], x[3500:4000], x[4000:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mnist", help="a folder with MNIST's four idx files")
    parser.add_argument("--rounds", type=int, default=5500, help="of each of the two runs")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    source, *parts = digits(chosen.mnist)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    x, valid, test = (part.to(device) for part in parts)
    runs = {
        "published optimiser": (partial(torch.optim.SGD, lr=0.1, momentum=0.5), published_schedule(len(x) // 100)),
        "Adam": (partial(torch.optim.Adam, lr=1e-3, betas=(0.5, 0.999)), unchanged),
    }
    record = {
        "command": f"python -m experiments.ch11_judging_samples.table_1 --rounds {chosen.rounds}",
        "torch": torch.__version__.partition("+")[0],
        "hardware": "cuda" if device.type == "cuda" else f"one thread of {platform.machine()}",
        "digits": source,
        "rounds": chosen.rounds,
        "seed": SEED,
        "published": PUBLISHED,
        "references": {
            "the training digits themselves": parzen(x[:SAMPLES], valid, test),
            "500 k-means centres": parzen(torch.from_numpy(centres(x, 500)).to(x), valid, test),
        },
        "runs": {},
    }
    sheets = {}
    for name, (optimize, schedule) in runs.items():
        start = time.process_time()
        samples = trained(x, chosen.rounds, optimize, schedule)
        seconds = round(time.process_time() - start)
        record["runs"][name] = {**parzen(samples, valid, test), "seconds": seconds}
        sheets[name] = (samples[:40].cpu().reshape(-1, 28, 28) * 255).round().byte().numpy()
        print(name, record["runs"][name], flush=True)
    (RESULTS / "table_1.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    np.savez_compressed(RESULTS / "table_1.npz", **sheets)


def centres(x: Tensor, k: int) -> np.ndarray:
    """k means of the training digits, from k of them, in ten rounds."""
    return kmeans2(x.double().cpu().numpy(), k, iter=10, minit="points", rng=SEED)[0]


if __name__ == "__main__":
    main()
