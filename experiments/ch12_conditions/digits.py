"""The recorded runs of chapter 12: generators that are told what to draw, on the shipped digits, three seeds each.

    python -m experiments.ch12_conditions.digits NAME

    labels     seven ways to treat labels: labels.json, .npz
    codes      InfoGAN: codes.json, .npz
    hundred    a classifier with 100 labels, alone and with a generator

The first 4,000 digits train, the last 1,000 judge. Distances are on the features of the book's classifier.
"""

import argparse
import json
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from scipy.cluster.vq import kmeans2, vq
from scipy.optimize import linear_sum_assignment
from torch import Tensor, nn
from torch.optim import Adam
from torch.optim.lr_scheduler import LambdaLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from gannotes import games, losses, metrics, recipes, train
from gannotes.data import augment, images, latents, streams
from gannotes.games.infogan import QView, both_heads
from gannotes.models import conditional, dcgan
from gannotes.models.classifier import digit_classifier, in_batches

RESULTS = Path(__file__).resolve().parent
SEEDS = range(3)
ROWS = torch.eye(10)
LOSS = losses.non_saturating()
LATENT, ROUNDS, RATES = 64, 1000, (1e-3, 2e-3)  # rates of D and of G, as in chapter 10
Drawing = Callable[[Tensor, Tensor], Tensor]


class Eye:
    """The book's classifier, and the 4,000 digits as it sees them."""

    def __init__(self, real: Tensor):
        self.network = digit_classifier().double()
        self.real = in_batches(self.network.features, real.double())

    def reads(self, pictures: Tensor) -> Tensor:
        return in_batches(self.network, pictures.double()).argmax(dim=1)

    def distance(self, pictures: Tensor) -> float:
        return round(metrics.frechet_distance(self.real, in_batches(self.network.features, pictures.double())), 2)


def adam(rate: float, betas: tuple[float, float] = (0.0, 0.99)) -> Callable[[Iterator[nn.Parameter]], Adam]:
    return partial(Adam, lr=rate, betas=betas, fused=True)


def against(judge: type[nn.Module], forger: type[nn.Module] = conditional.Generator) -> Callable:
    """The conditional game between networks of these kinds."""

    def players(z: games.Latent) -> tuple[nn.Module, list[train.Player]]:
        G, D = forger(LATENT, 10), judge(10)
        for_D, for_G = (adam(rate)(network.parameters()) for rate, network in zip(RATES, (D, G), strict=True))
        return G, [games.discriminator(G, D, LOSS, z, for_D), games.generator(G, D, LOSS, z, for_G)]

    return players


class Untold(nn.Module):
    """A generator that is given a label and told nothing."""

    reach = dcgan.Generator.reach

    def __init__(self, latent: int, conditions: int):
        super().__init__()
        self.draw = dcgan.Generator(latent, channels=1, image_size=28, width=16)

    def forward(self, z: Tensor, c: Tensor) -> Tensor:
        return self.draw(z)


def with_classifier(z: games.Latent) -> tuple[nn.Module, list[train.Player]]:
    G, D = conditional.Generator(LATENT, 10), conditional.ACDiscriminator(10)
    rates = iter(RATES)  # D asks first
    return G, games.acgan(G, D, LOSS, z, lambda weights: adam(next(rates))(weights))


WAYS = {
    "projection": against(conditional.ProjectionDiscriminator),
    "no labels": against(conditional.UnconditionalDiscriminator, Untold),
    "D is blind": against(conditional.UnconditionalDiscriminator),
    "concatenation": against(conditional.ConcatDiscriminator),
    "AC-GAN": with_classifier,
    "embedding": against(conditional.EmbeddingDiscriminator),
    "projection, conditional norm in G": against(
        conditional.ProjectionDiscriminator, conditional.ConditionalNormGenerator
    ),
}


def trained(way: Callable, real: Tensor, rows: Tensor, seed: int) -> tuple[nn.Module, float]:
    """The averaged generator after the game, and the processor seconds that it took."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    G, players = way(latents.normal(LATENT, rng))
    slower = [LambdaLR(player.optimizer, lambda turn: recipes.linear_decay(turn / ROUNDS)) for player in players]
    average, start = AveragedModel(G, multi_avg_fn=get_ema_multi_avg_fn(0.99)), time.process_time()
    for _ in train.play(players, streams.shuffled(real, rows, batch_size=32, generator=rng), ROUNDS):
        average.update_parameters(G)
        for rate in slower:
            rate.step()
    return average.eval(), round(time.process_time() - start, 1)


def as_bytes(pictures: Tensor) -> np.ndarray:
    return ((pictures[:, 0] + 1) * 127.5).round().byte().numpy()


@torch.no_grad()
def labels(real: Tensor, label: Tensor, eye: Eye, chosen: list[str]) -> Iterator[tuple[dict, dict]]:
    """Each way: of 1,000 samples, 100 of each label, the share that the classifier reads as told; the distance."""
    told, runs, sheets = torch.arange(10).repeat(100), {}, {}
    for name in chosen or WAYS:
        runs[name] = []
        for seed in SEEDS:
            with torch.enable_grad():
                draw, seconds = trained(WAYS[name], real, ROWS[label], seed)
            pictures = draw(torch.randn(1000, LATENT, generator=torch.Generator().manual_seed(1000 + seed)), ROWS[told])
            obeyed = (eye.reads(pictures) == told).double().mean().item()
            runs[name].append({"obeyed": obeyed, "frechet": eye.distance(pictures), "seconds": seconds})
            print(name, seed, runs[name][-1], flush=True)
            if seed == 0:
                sheets[name] = as_bytes(pictures[:100])
        yield {"rounds": ROUNDS, "runs": runs}, sheets


def matched(codes: Tensor, digits: Tensor) -> float:
    """The share of pictures whose code is their digit's, each code standing for a digit of its own, at best."""
    table = torch.zeros(10, 10, dtype=torch.long)
    table.index_put_((codes, digits), torch.ones_like(codes), accumulate=True)
    return table.numpy()[linear_sum_assignment(table.numpy(), maximize=True)].sum() / len(codes)


NEAR_PAPER = (0.5, 0.99)  # betas


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


def with_secret(secret: Secret, real: Tensor, seed: int) -> tuple[nn.Module, Drawing, float]:
    """The averaged generator and what Q says after the game, and the processor seconds that it took."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    G, Q, players = secret.players(secret.code, NOISE, rng)
    slower = [LambdaLR(player.optimizer, lambda turn: recipes.linear_decay(turn / secret.turns)) for player in players]
    average, start = AveragedModel(G, multi_avg_fn=get_ema_multi_avg_fn(0.99)), time.process_time()
    for _ in train.play(players, streams.shuffled(real, batch_size=32, generator=rng), secret.turns):
        average.update_parameters(G)
        for rate in slower:
            rate.step()
    return average.eval(), Q, round(time.process_time() - start, 1)


def by_pixels(real: Tensor, held_out: Tensor, digit: Tensor, seed: int) -> float:
    """How well k-means agrees with unseen digits: ten centres among the pictures' pixels, the best of five starts."""
    pixels, best = real.flatten(1).double().numpy(), (np.inf, None)
    for start in range(5):
        centres, nearest = kmeans2(pixels, 10, iter=50, minit="++", seed=5 * seed + start)
        best = min(best, (((pixels - centres[nearest]) ** 2).sum(), centres), key=lambda found: found[0])
    return matched(torch.from_numpy(vq(held_out.flatten(1).double().numpy(), best[1])[0]).long(), digit)


@torch.no_grad()
def codes(real: Tensor, held_out: Tensor, digit: Tensor, eye: Eye, chosen: list[str]) -> Iterator[tuple[dict, dict]]:
    """How well codes and digits agree: on 1,000 samples as the classifier reads them, on unseen digits as Q does."""
    runs, sheets = {}, {}
    k_means = [by_pixels(real, held_out, digit, seed) for seed in SEEDS]
    for name in chosen or SECRETS:
        secret, runs[name] = SECRETS[name], []
        for seed in SEEDS:
            with torch.enable_grad():
                G, Q, seconds = with_secret(secret, real, seed)
            c = secret.code.sample(1000, torch.Generator().manual_seed(1000 + seed))
            z = torch.randn(1000, NOISE, generator=torch.Generator().manual_seed(2000 + seed))
            pictures = G(z, c)
            said, which = Q(pictures), c[:, :10].argmax(dim=1)
            runs[name].append(
                {
                    "bound": (secret.code.log_class(said, c).mean() + np.log(10)).item(),
                    "off": (said - c)[:, 10:].square().mean(dim=0).sqrt().tolist(),
                    "samples": matched(which, eye.reads(pictures)),
                    "digits": matched(Q(held_out)[:, :10].argmax(dim=1), digit),
                    "frechet": eye.distance(pictures),
                    "rounds": secret.turns,
                    "seconds": seconds,
                }
            )
            print(name, seed, runs[name][-1], flush=True)
            if seed == 0:
                sheets.update(sheets_of(name, secret.code, G, z))
        yield {"k-means on pixels": k_means, "runs": runs}, sheets


def sheets_of(name: str, code: games.Code, G: nn.Module, z: Tensor) -> dict[str, np.ndarray]:
    """A row for each class; and where the code has numbers, five classes while one number goes from -1 to 1."""
    nothing = torch.zeros(100, code.continuous)
    sheets = {name: as_bytes(G(z[:10].repeat(10, 1), torch.cat([ROWS.repeat_interleave(10, 0), nothing], dim=1)))}
    slide = torch.linspace(-1, 1, 10).repeat(5)
    for at in range(code.continuous):
        numbers = torch.zeros(50, code.continuous)
        numbers[:, at] = slide
        five = torch.cat([ROWS[:5].repeat_interleave(10, 0), numbers], dim=1)
        sheets[f"{name}, number {at + 1}"] = as_bytes(G(z[:1].expand(50, -1), five))
    return sheets


class Loud(nn.Module):
    """Adds noise while it trains, nothing at rest."""

    def forward(self, x: Tensor) -> Tensor:
        return x + 0.3 * torch.randn_like(x) if self.training else x


def small_classifier() -> nn.Module:
    """Two convolutions and a hidden layer, kept from learning by heart by noise and dropout; no batch norm."""
    body = nn.Sequential(
        *(Loud(), nn.Conv2d(1, 16, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Dropout(0.3)),
        *(nn.Conv2d(16, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Dropout(0.3)),
        *(nn.Flatten(), nn.Linear(32 * 7 * 7, 128), nn.LeakyReLU(0.2)),
    )
    return nn.Sequential(body, nn.Linear(128, 10))


KNOWN, SIZE = 100, 50
LESSONS = {"100 labels alone": 600, "100 labels, 3,900 pictures without, and G": 1600}


def hundred(real: Tensor, label: Tensor, held_out: Tensor, digit: Tensor) -> Iterator[tuple[dict, dict]]:
    """The error on unseen digits of the averaged classifier, ten labelled pictures of each digit, others each seed."""
    runs = {name: [] for name in LESSONS}
    for seed in SEEDS:
        some = slice(KNOWN * seed, KNOWN * (seed + 1))
        for name, rounds in LESSONS.items():
            torch.manual_seed(seed)
            rng = torch.Generator().manual_seed(seed)
            C, G, start = (
                small_classifier(),
                dcgan.Generator(64, channels=1, image_size=28, width=16),
                time.process_time(),
            )
            for_C, for_G = adam(1e-3, NEAR_PAPER)(C.parameters()), adam(2e-3, NEAR_PAPER)(G.parameters())
            known = streams.shuffled(real[some], label[some], batch_size=SIZE, generator=rng)
            if "alone" in name:
                alone = train.Descent("C", lambda x, y, C=C: nn.functional.cross_entropy(C(x), y), for_C)
                players, stream = [alone], known
            else:
                every = streams.shuffled(real, batch_size=SIZE, generator=rng)
                stream = ((*x, *pair) for x, pair in zip(every, known, strict=False))
                players = games.semi_supervised(G, C, C[0], latents.normal(64, rng), for_C, for_G)
            average = AveragedModel(C, multi_avg_fn=get_ema_multi_avg_fn(0.99))
            for _ in train.play(players, stream, rounds):
                average.update_parameters(C)
            with torch.no_grad():
                wrong = (average.eval()(held_out).argmax(dim=1) != digit).double().mean().item()
            seconds = round(time.process_time() - start, 1)
            runs[name].append({"error": wrong, "rounds": rounds, "seconds": seconds})
            print(name, seed, runs[name][-1], flush=True)
    yield {"runs": runs}, {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=["labels", "codes", "hundred"])
    parser.add_argument("ways", nargs="*", help="these alone; what is recorded of the others stays")
    name, chosen = vars(parser.parse_args()).values()
    torch.set_num_threads(1)
    x, y = images.digits()
    real, held_out = x[:4000], x[4000:]
    tasks = {
        "labels": lambda: labels(real, y[:4000], Eye(real), chosen),
        "codes": lambda: codes(real, held_out, y[4000:], Eye(real), chosen),
        "hundred": lambda: hundred(real, y[:4000], held_out, y[4000:]),
    }
    file, sheet_file = (RESULTS / f"{name}{end}" for end in (".json", ".npz"))
    before = json.loads(file.read_text(encoding="utf-8"))["runs"] if chosen else {}
    kept = dict(np.load(sheet_file)) if chosen else {}
    for found, sheets in tasks[name]():  # written after each way, so that a run cut short leaves what it has
        record = {
            "command": f"python -m experiments.ch12_conditions.digits {name}",
            "torch": torch.__version__.partition("+")[0],
            "hardware": f"one thread of {platform.machine()}",
            "seeds": list(SEEDS),
            **found,
            "runs": {**before, **found["runs"]},
        }
        file.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        if sheets:
            np.savez_compressed(sheet_file, **{**kept, **sheets})


if __name__ == "__main__":
    main()
