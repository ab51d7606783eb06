"""Seven ways to treat labels: how well generators that are told a digit draw it."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from experiments import tasks
from experiments.ch12_conditions.game import LOSS, RATES, ROWS, SEEDS, adam, data, played
from experiments.judging import Judge
from experiments.pictures import as_bytes
from gannotes import games, train
from gannotes.data import latents, streams
from gannotes.models import conditional, dcgan

LATENT, ROUNDS = 64, 1000


def against(discriminator: type[nn.Module], generator: type[nn.Module] = conditional.Generator) -> Callable:
    """The conditional game between networks of these kinds."""

    def players(z: games.Latent) -> tuple[nn.Module, list[train.Player]]:
        G, D = generator(LATENT, 10), discriminator(10)
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


def trained(way: Callable, real: Tensor, rows: Tensor, seed: int, rounds: int) -> tuple[nn.Module, float]:
    """The averaged generator after the game, and the processor seconds that it took."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    G, players = way(latents.normal(LATENT, rng))
    return played(players, G, streams.shuffled(real, rows, batch_size=32, generator=rng), rounds)


def labels(run: tasks.Run) -> dict[str, object]:
    """Each way: of 1,000 samples, 100 of each label, the share that the classifier reads as told; the distance."""
    real, label, _, _ = data()
    told, seeds, rounds, runs = torch.arange(10).repeat(100), run.seeds(SEEDS), run.rounds(ROUNDS), {}
    judge = Judge(real.double())
    for name, way in run.chosen(WAYS).items():
        runs[name] = []
        for seed in seeds:
            draw, seconds = trained(way, real, ROWS[label], seed, rounds)
            z = torch.randn(1000, LATENT, generator=torch.Generator().manual_seed(1000 + seed))
            with torch.no_grad():
                pictures = draw(z, ROWS[told])
            obeyed = (judge.reads(pictures) == told).double().mean().item()
            runs[name].append({"obeyed": obeyed, "frechet": judge.distance(pictures, places=2), "seconds": seconds})
            run.arrays.setdefault(name, as_bytes(pictures[:100, 0]))  # the first seed's
            print(name, seed, runs[name][-1], flush=True)
    return {"seeds": seeds, "rounds": rounds, "runs": runs}
