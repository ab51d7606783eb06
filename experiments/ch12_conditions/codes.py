"""InfoGAN: generators that are given a code, and a Q that finds it again; do codes and digits agree?"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from scipy.cluster.vq import kmeans2, vq
from scipy.optimize import linear_sum_assignment
from torch import Tensor, nn

from experiments import tasks
from experiments.ch12_conditions.game import LOSS, NEAR_PAPER, RATES, ROWS, SEEDS, adam, data, played
from experiments.judging import Judge
from experiments.pictures import as_bytes
from gannotes import games, train
from gannotes.data import augment, latents, streams
from gannotes.games.infogan import QView, both_heads
from gannotes.models import conditional, dcgan

Drawing = Callable[[Tensor], Tensor]


def matched(codes: Tensor, digits: Tensor) -> float:
    """The share of pictures whose code is their digit's, each code standing for a digit of its own, at best."""
    table = torch.zeros(10, 10, dtype=torch.long)
    table.index_put_((codes, digits), torch.ones_like(codes), accumulate=True)
    return table.numpy()[linear_sum_assignment(table.numpy(), maximize=True)].sum() / len(codes)


@dataclass(frozen=True)
class Secret:
    """A way to play with a code: the code, how long, and who plays."""

    code: games.Code
    turns: int
    players: Callable[[games.Code, int, torch.Generator], tuple[nn.Module, Drawing, list[train.Player]]]


def sharing(code: games.Code, latent: int, rng: torch.Generator) -> tuple[nn.Module, Drawing, list[train.Player]]:
    """Q is a head on D's trunk, and learns in D's turn: as published."""
    G, D = conditional.Generator(latent, code.numbers), conditional.ACDiscriminator(code.numbers)
    for_D, for_G = adam(2e-4, NEAR_PAPER)(D.parameters()), adam(1e-3, NEAR_PAPER)(G.parameters())
    players = games.infogan_shared(G, D, LOSS, latents.normal(latent, rng), code, for_D, for_G, generator=rng)
    return G, lambda x: D.eval()(x)[1], players


def faster(
    code: games.Code, latent: int, rng: torch.Generator, look: QView = both_heads
) -> tuple[nn.Module, Drawing, list[train.Player]]:
    """As `sharing`, at chapter 10's rates and with a weight of 0.3."""
    G, D = conditional.Generator(latent, code.numbers), conditional.ACDiscriminator(code.numbers)
    for_D, for_G = (adam(rate)(network.parameters()) for rate, network in zip(RATES, (D, G), strict=True))
    z = latents.normal(latent, rng)
    players = games.infogan_shared(G, D, LOSS, z, code, for_D, for_G, weight=0.3, generator=rng, look=look)
    return G, lambda x: D.eval()(x)[1], players


def on_views(code: games.Code, latent: int, rng: torch.Generator) -> tuple[nn.Module, Drawing, list[train.Player]]:
    """Q sees each fake turned, slanted, scaled and shifted a little."""
    return faster(code, latent, rng, look=games.on_view(partial(augment.random_affine, generator=rng)))


def apart(code: games.Code, latent: int, rng: torch.Generator) -> tuple[nn.Module, Drawing, list[train.Player]]:
    """Q is a network of its own, owned by G's player: equation 6 as it stands."""
    G, D = conditional.Generator(latent, code.numbers), dcgan.Discriminator(channels=1, image_size=28, width=16)
    Q = nn.Sequential(conditional.trunk(), nn.Linear(1568, code.numbers))
    rates = iter((2e-4, 1e-3))  # D's optimiser is asked for first
    players = games.infogan(
        G, D, Q, LOSS, latents.normal(latent, rng), code, lambda w: adam(next(rates), NEAR_PAPER)(w), generator=rng
    )
    return G, lambda x: (D.eval(), Q.eval())[1](x), players


NOISE = 12
WITH_NUMBERS, DIGIT = games.Code(classes=10, continuous=2), games.Code(classes=10)
SECRETS = {
    "Q shares D's layers": Secret(WITH_NUMBERS, 2000, sharing),
    "Q is apart": Secret(WITH_NUMBERS, 2000, apart),
    "longer": Secret(DIGIT, 6000, faster),
    "longer, on views": Secret(DIGIT, 6000, on_views),
}


def with_secret(secret: Secret, real: Tensor, seed: int, rounds: int) -> tuple[nn.Module, Drawing, float]:
    """The averaged generator and what Q says after the game, and the processor seconds that it took."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    G, Q, players = secret.players(secret.code, NOISE, rng)
    average, seconds = played(players, G, streams.shuffled(real, batch_size=32, generator=rng), rounds)
    return average, Q, seconds


def by_pixels(real: Tensor, held_out: Tensor, digit: Tensor, seed: int) -> float:
    """How well k-means agrees with unseen digits: ten centres among the pictures' pixels, the best of five starts."""
    pixels, best = real.flatten(1).double().numpy(), (np.inf, None)
    for start in range(5):
        centres, nearest = kmeans2(pixels, 10, iter=50, minit="++", seed=5 * seed + start)
        best = min(best, (((pixels - centres[nearest]) ** 2).sum(), centres), key=lambda found: found[0])
    return matched(torch.from_numpy(vq(held_out.flatten(1).double().numpy(), best[1])[0]).long(), digit)


@torch.no_grad()
def measured(
    secret: Secret, G: nn.Module, Q: Drawing, judge: Judge, held_out: Tensor, digit: Tensor, seed: int
) -> tuple[dict, Tensor]:
    """How well codes and digits agree: on 1,000 samples as the classifier reads them, on unseen digits as Q does."""
    c = secret.code.sample(1000, torch.Generator().manual_seed(1000 + seed))
    z = torch.randn(1000, NOISE, generator=torch.Generator().manual_seed(2000 + seed))
    pictures = G(z, c)
    said, which = Q(pictures), c[:, :10].argmax(dim=1)
    found = {
        "bound": (secret.code.log_class(said, c).mean() + np.log(10)).item(),
        "off": (said - c)[:, 10:].square().mean(dim=0).sqrt().tolist(),
        "samples": matched(which, judge.reads(pictures)),
        "digits": matched(Q(held_out)[:, :10].argmax(dim=1), digit),
        "frechet": judge.distance(pictures, places=2),
    }
    return found, z


def codes(run: tasks.Run) -> dict[str, object]:
    """Each way to play with a code, beside k-means, which is told nothing either."""
    real, _, held_out, digit = data()
    judge, seeds, runs = Judge(real.double()), run.seeds(SEEDS), {}
    k_means = [by_pixels(real[: run.samples(4000)], held_out, digit, seed) for seed in seeds]
    for name, secret in run.chosen(SECRETS).items():
        rounds, runs[name] = run.rounds(secret.turns), []
        for seed in seeds:
            G, Q, seconds = with_secret(secret, real, seed, rounds)
            found, z = measured(secret, G, Q, judge, held_out, digit, seed)
            runs[name].append({**found, "rounds": rounds, "seconds": seconds})
            print(name, seed, runs[name][-1], flush=True)
            if seed == seeds[0]:
                run.arrays.update(sheets_of(name, secret.code, G, z))
    return {"seeds": seeds, "k-means on pixels": k_means, "runs": runs}


@torch.no_grad()
def sheets_of(name: str, code: games.Code, G: nn.Module, z: Tensor) -> dict[str, np.ndarray]:
    """A row for each class; and where the code has numbers, five classes while one number goes from -1 to 1."""
    nothing = torch.zeros(100, code.continuous)
    sheets = {name: as_bytes(G(z[:10].repeat(10, 1), torch.cat([ROWS.repeat_interleave(10, 0), nothing], dim=1))[:, 0])}
    slide = torch.linspace(-1, 1, 10).repeat(5)
    for at in range(code.continuous):
        numbers = torch.zeros(50, code.continuous)
        numbers[:, at] = slide
        five = torch.cat([ROWS[:5].repeat_interleave(10, 0), numbers], dim=1)
        sheets[f"{name}, number {at + 1}"] = as_bytes(G(z[:1].expand(50, -1), five)[:, 0])
    return sheets
