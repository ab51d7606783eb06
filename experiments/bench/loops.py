"""How long a round of `play` takes, against the same passes typed out as one flat loop, at networks of common sizes.

    python -m experiments.bench.loops        or    make bench

For gan, cgan, dcgan and wgan_gp at the sizes of PyTorch-GAN's scripts, batches of 64, Adam as it comes. "shared": D
and G see the same fakes, one pass of G in a round, as those scripts have it for all but wgan_gp; "fresh": noise of
their own for each turn; "fused": with the optimizer that recipes have. All are played in turns, so that a busy machine
troubles each alike, and ratios are taken within a turn: below 1, `play` is faster than the flat loop.

Writes loops.json.
"""

import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, interpolate, mse_loss, one_hot
from torch.optim import Adam

from experiments import tasks
from experiments.bench import flat
from experiments.bench.published import (
    CLASSES,
    LATENT,
    DenseDiscriminator,
    DenseGenerator,
    convolutional_discriminator,
    convolutional_generator,
)
from gannotes import games, losses, penalties
from gannotes.data import images, latents, streams
from gannotes.losses import Loss
from gannotes.models.shared import dealt_again, shared_fakes
from gannotes.train import play

TURNS, BATCH = 5, 64
COMPARED = (
    ("shared", "shared, flat"),
    ("shared, fused", "shared, flat"),
    ("fresh", "fresh, flat"),
    ("fresh, fused", "fresh, flat"),
    ("fresh", "shared, flat"),
)
Rounds = Iterator[object]


def half_mse(logits: Tensor, wanted: Tensor) -> Tensor:
    return mse_loss(logits, wanted) / 2


@dataclass(frozen=True)
class Row:
    """A published game: its networks, what it costs, and how many rounds are timed at once."""

    G: Callable[[], nn.Module]
    D: Callable[[], nn.Module]
    loss: Loss
    criterion: flat.Criterion
    side: int
    rounds: int
    labels: bool = False


ROWS = {
    "gan": Row(
        partial(DenseGenerator, 28),
        partial(DenseDiscriminator, 28, (512, 256)),
        losses.non_saturating(),
        binary_cross_entropy_with_logits,
        side=28,
        rounds=8,
    ),
    "cgan": Row(
        partial(DenseGenerator, 32, CLASSES),
        partial(DenseDiscriminator, 32, (512, 512, 512), CLASSES, dropout=0.4),
        losses.least_squares(),
        half_mse,
        side=32,
        rounds=8,
        labels=True,
    ),
    "dcgan": Row(
        convolutional_generator,
        convolutional_discriminator,
        losses.non_saturating(),
        binary_cross_entropy_with_logits,
        side=32,
        rounds=1,
    ),
}
WGAN_GP = "wgan_gp"
CRITIC = Row(
    partial(DenseGenerator, 28),
    partial(DenseDiscriminator, 28, (512, 256)),
    losses.wasserstein(),
    half_mse,  # unused: a critic pays what it says
    side=28,
    rounds=3,
)


def begun(
    row: Row, dtype: torch.dtype, batch: int
) -> tuple[nn.Module, nn.Module, flat.Latent, Iterator[tuple[Tensor, ...]]]:
    """Networks from one seed, and the same noise and digits for whoever plays."""
    torch.manual_seed(0)
    G, D = row.G().to(dtype), row.D().to(dtype)
    noise, chance = (torch.Generator().manual_seed(seed) for seed in (1, 2))
    x, y = images.digits(dtype)
    x = interpolate(x[:2000], (row.side, row.side), mode="bilinear")
    rows = (one_hot(y[:2000], CLASSES).to(dtype),) if row.labels else ()
    return G, D, latents.normal(LATENT, noise, dtype), streams.shuffled(x, *rows, batch_size=batch, generator=chance)


adam = partial(Adam, lr=2e-4, betas=(0.5, 0.999))
fused = partial(adam, fused=True)  # as every Recipe has it


def ours(
    row: Row, share: bool, dtype: torch.dtype = torch.float32, batch: int = BATCH, optimize: Callable = adam, **how
) -> tuple[nn.Module, nn.Module, Rounds]:
    G, D, latent, batches = begun(row, dtype, batch)
    player, noise = shared_fakes(G, latent) if share else (G, latent)
    players = games.gan(player, D, row.loss, noise, optimize, **how)
    return G, D, play(players, dealt_again(batches) if share else batches, 10**9)


def typed(
    row: Row, share: bool, dtype: torch.dtype = torch.float32, batch: int = BATCH
) -> tuple[nn.Module, nn.Module, Rounds]:
    G, D, latent, batches = begun(row, dtype, batch)
    loop = flat.shared if share else flat.fresh
    return G, D, loop(G, D, adam(D.parameters()), adam(G.parameters()), row.criterion, latent, batches)


our_critic = partial(ours, CRITIC, share=False, k=5, penalty=penalties.wgan_gp(10.0))


def typed_critic(dtype: torch.dtype = torch.float32, batch: int = BATCH) -> tuple[nn.Module, nn.Module, Rounds]:
    G, D, latent, batches = begun(CRITIC, dtype, batch)
    return G, D, flat.wgan_gp(G, D, adam(D.parameters()), adam(G.parameters()), latent, batches)


def ways(name: str) -> dict[str, Callable[..., tuple[nn.Module, nn.Module, Rounds]]]:
    """Those in which a game is played: as Adam comes, as recipes have it, and typed out."""
    if name == WGAN_GP:
        return {"fresh": our_critic, "fresh, fused": partial(our_critic, optimize=fused), "fresh, flat": typed_critic}
    found = {}
    for how, share in (("shared", True), ("fresh", False)):
        found |= {how: partial(ours, ROWS[name], share), f"{how}, flat": partial(typed, ROWS[name], share)}
    return {**found, "shared, fused": partial(ours, ROWS[name], True, optimize=fused)}


def seconds(rounds: Rounds, n: int) -> float:
    """CPU seconds for a round."""
    start = time.process_time()
    for _ in itertools.islice(rounds, n):
        pass
    return (time.process_time() - start) / n


def timed(name: str, run: tasks.Run) -> dict[str, object]:
    """The median of a round in milliseconds, and ratios to the flat loop of the same passes."""
    n = run.rounds({**ROWS, WGAN_GP: CRITIC}[name].rounds)
    batch = run.samples(BATCH, trial=2)
    under_way = {way: make(batch=batch)[2] for way, make in ways(name).items()}
    taken: dict[str, list[float]] = {way: [] for way in under_way}
    for rounds in under_way.values():
        seconds(rounds, 1)  # the first round makes Adam's memory
    for _ in run.seeds(range(TURNS)):
        for way, rounds in under_way.items():
            taken[way].append(seconds(rounds, n))
    ratios = {
        f"{way} to {against}": sorted(round(a / b, 3) for a, b in zip(taken[way], taken[against], strict=True))
        for way, against in COMPARED
        if way in taken and against in taken
    }
    return {"milliseconds": {way: round(1000 * statistics.median(t), 1) for way, t in taken.items()}, "ratios": ratios}


def compared(run: tasks.Run) -> dict[str, object]:
    found = {}
    for name in run.chosen({**dict.fromkeys(ROWS), WGAN_GP: None}):
        found[name] = timed(name, run)
        print(name, found[name], flush=True)
    return {"batch size": BATCH, "games": found}


TASKS = {"loops": compared}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
