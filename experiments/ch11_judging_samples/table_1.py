"""Table 1 of the 2014 paper on MNIST, again: table_1.json and a sheet of samples in table_1.npz.

    python -m experiments.ch11_judging_samples.table_1

The paper's networks and its protocol, as its text and its published code (github.com/goodfeli/adversarial) have them.
On MNIST's 50,000 training digits where they are cached or can be fetched, else on 3,500 of the shipped ones; the
results say which. (Files of your own go to the folder mnist in the one that GANNOTES_CACHE names.) Two runs: with the
published optimiser, and with Adam in its place. The published run is hundreds of passes over 50,000 digits; these
5,500 rounds of each take ten minutes of one core.
"""

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

import torch
from torch import Tensor, nn
from tqdm import tqdm

from experiments import tasks
from experiments.judging import parzen
from experiments.pictures import k_means
from gannotes import games, losses, train
from gannotes.data import images, latents, streams
from gannotes.models import mlp
from gannotes.models.device import best_device
from gannotes.train import Descent

PUBLISHED = {"DBN": [138, 2], "Stacked CAE": [121, 1.6], "Deep GSN": [214, 1.1], "Adversarial nets": [225, 2]}
ROUNDS, SAMPLES, SEED = 5500, 10_000, 0


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


def trained(x: Tensor, rounds: int, optimize: Optimize, schedule: Schedule, n: int) -> Tensor:
    """The game to its end, and n samples of the last generator."""
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
        return G(math.sqrt(3) * narrow(n))


def likelihood(samples: Tensor, valid: Tensor, test: Tensor) -> dict[str, float]:
    """sigma by the validation digits, then the mean over the test digits and its standard error, in nats."""
    mean, error, sigma = parzen(samples, valid, test)
    return {"mean": round(mean, 1), "error": round(error, 1), "sigma": round(sigma, 3)}


def digits(shipped: bool) -> tuple[str, Tensor, Tensor, Tensor]:
    """Where digits come from, and their pixels in [0, 1], to train, to validate and to test on."""

    def flat(x: Tensor) -> Tensor:
        return (x.flatten(1) + 1) / 2

    try:
        if not shipped:
            x, test = (flat(images.mnist(split)[0]) for split in ("train", "test"))
            return "MNIST: 50,000 to train, 1,000 to validate, 10,000 to test", x[:50_000], x[50_000:51_000], test
    except ConnectionError as problem:
        print(problem)
    x = flat(images.digits()[0])
    return "shipped: 3,500 to train, 500 to validate, 1,000 to test", x[:3500], x[3500:4000], x[4000:]


def table_1(run: tasks.Run) -> dict[str, object]:
    source, *parts = digits(shipped=run.trial)
    run.device, rounds, n = best_device(), run.rounds(ROUNDS), run.samples(SAMPLES)
    x, valid, test = (part.to(run.device) for part in parts)
    references = {
        "the training digits themselves": likelihood(x[:n], valid, test),
        "500 k-means centres": likelihood(k_means(x, run.samples(500, trial=10)), valid, test),
    }
    optimisers = {
        "published optimiser": (partial(torch.optim.SGD, lr=0.1, momentum=0.5), published_schedule(len(x) // 100)),
        "Adam": (partial(torch.optim.Adam, lr=1e-3, betas=(0.5, 0.999)), unchanged),
    }
    runs = {}
    for name, (optimize, schedule) in optimisers.items():
        start = time.process_time()
        samples = trained(x, rounds, optimize, schedule, n)
        seconds = round(time.process_time() - start)
        runs[name] = {**likelihood(samples, valid, test), "seconds": seconds}
        run.arrays[name] = (samples[:40].cpu().reshape(-1, 28, 28) * 255).round().byte().numpy()
        print(name, runs[name], flush=True)
    head = {"digits": source, "rounds": rounds, "seed": SEED, "published": PUBLISHED}
    return {**head, "references": references, "runs": runs}


TASKS = {"table_1": table_1}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
