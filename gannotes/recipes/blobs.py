"""Four blobs, and the same four turned: CycleGANs in the plane, several seeds at once, whose map can be read off."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn

from gannotes import games, losses, penalties
from gannotes.data import streams
from gannotes.models import mlp
from gannotes.recipes import Recipe, plane, scheduled
from gannotes.recipes.blob_maps import EQUAL, Outcome, domains, evaluate
from gannotes.recipes.blob_maps import TRUE_MAP as TRUE_MAP
from gannotes.recipes.blob_maps import bijections as bijections
from gannotes.recipes.blob_maps import round_trip_accuracy as round_trip_accuracy
from gannotes.train import play

UNEQUAL = (0.4, 0.3, 0.2, 0.1)
RECIPE = Recipe(losses.non_saturating(), penalties.r1(0.1))

# What runs differ in, as `train` takes it.
TWO_FOR_FOUR = {"cycle": 1.0, "goal": (0.5, 0.0, 0.5, 0.0)}  # Y can't say openly where an x was
CONTROLS: dict[str, dict] = {
    "nothing breaks it": {},
    "no cycle": {"cycle": 0.0},
    "an identity term": {"identity": 5.0},
    "unequal weights": {"shares": UNEQUAL},
    "four known pairs": {"anchors": 10.0},
}


def run(
    seeds: Sequence[int], *, shares: Sequence[float] = EQUAL, goal: Sequence[float] | None = None, **how: Any
) -> Outcome:
    """What `train` leads to, on test points."""
    G, F = train(seeds, shares=shares, goal=goal, **how)
    return evaluate(G, F, *domains(shares, goal), len(seeds))


def train(
    seeds: Sequence[int],
    rounds: int = 1000,
    batch_size: int = 64,
    bar: Callable = iter,
    *,
    cycle: float = 10.0,
    identity: float = 0.0,
    anchors: float = 0.0,
    shares: Sequence[float] = EQUAL,
    goal: Sequence[float] | None = None,
) -> tuple[nn.Module, nn.Module]:
    """G and F of one CycleGAN for each seed, all played at once. `anchors` weighs four known pairs, the blobs' centres.

    What a seed starts from is its own; the data are the first seed's.
    """
    x, y = domains(shares, goal)
    n, rng = len(seeds), torch.Generator().manual_seed(seeds[0])
    offsets = (0, 1000, 2000, 3000)

    def networks(make: Callable[[], nn.Module], offset: int) -> nn.Module:
        return plane.networks(make, [seed + offset for seed in seeds])

    G, F = (networks(lambda: mlp.Generator(2, (2,), (64, 64)), offset) for offset in offsets[:2])
    D_X, D_Y = (networks(lambda: mlp.Discriminator((2,), (64, 64), mlp.relu_layer), offset) for offset in offsets[2:])
    also = games.no_term
    if anchors:
        also = games.paired_l1(x.means.repeat(n, 1), y.means.repeat(n, 1), anchors)
    _, optimize = RECIPE.optimizers()
    players = games.cyclegan(
        G,
        F,
        D_X,
        D_Y,
        RECIPE.loss,
        optimize,
        cycle,
        identity,
        also,
        penalty=RECIPE.penalty,
        pool=lambda: games.no_pool,
    )
    turns = play(players, streams.fresh_unpaired(x, y, batch_size * n, rng), rounds)
    for _ in bar(scheduled(turns, players, rounds, RECIPE.schedule)):
        pass
    return G, F
