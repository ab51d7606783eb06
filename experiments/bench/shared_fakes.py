"""What it costs in quality that D and G see the same fakes in a round, on the ring of eight Gaussians.

    python -m experiments.bench.shared_fakes

plays recipes of the contest for three seeds at once, with noise of their own for each turn and with shared fakes: modes
covered, the share of good samples, and W1 to the law, beside what the law itself scores. Writes shared_fakes.json.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import asdict

import torch
from torch import nn

from experiments import tasks
from gannotes import games
from gannotes.data import latents, streams
from gannotes.models import mlp
from gannotes.models.shared import shared_fakes
from gannotes.recipes import Recipe, averaged, contest, gan_players, plane, scheduled
from gannotes.train import play

SEEDS, ROUNDS, BATCH = range(3), 1000, 128
CHOSEN = ("and a rate that fades, G averaged", "and R1", "R3GAN")
Way = Callable[[nn.Module, games.Latent], tuple[nn.Module, games.Latent]]


def fresh(G: nn.Module, latent: games.Latent) -> tuple[nn.Module, games.Latent]:
    """As in Algorithm 1."""
    return G, latent


WAYS: dict[str, Way] = {"fresh": fresh, "shared": shared_fakes}


def played(recipe: Recipe, way: Way, seeds: Sequence[int], rounds: int) -> contest.Score:
    """As `plane.play_together`, but for the fakes: one game for each seed, all of them at once."""
    rng = torch.Generator().manual_seed(seeds[0])
    G = plane.networks(lambda: mlp.Generator(2, (2,), (64, 64)), seeds)
    D = plane.networks(lambda: mlp.Discriminator((2,), (64, 64), mlp.relu_layer), seeds)
    player, latent = way(G, latents.normal(2, rng))
    players = gan_players(recipe, player, D, latent)
    turns = play(players, streams.fresh(contest.RING, BATCH * len(seeds), rng), rounds)
    stages = averaged(scheduled(turns, players, rounds, recipe.schedule), G, recipe.ema_decay)
    average, _ = deque(stages, maxlen=1).pop()
    return contest.score(contest.RING, plane.samples(average, len(seeds), 2500, torch.Generator().manual_seed(1)))


def compared(run: tasks.Run) -> dict[str, object]:
    seeds, rounds = run.seeds(SEEDS), run.rounds(ROUNDS)
    rows = {}
    for name in run.chosen(dict.fromkeys(CHOSEN)):
        rows[name] = {word: asdict(played(contest.RECIPES[name], way, seeds, rounds)) for word, way in WAYS.items()}
        print(name, rows[name], flush=True)
    return {"floor": asdict(contest.reference_score(contest.RING)), "recipes": rows}


TASKS = {"shared_fakes": compared}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
