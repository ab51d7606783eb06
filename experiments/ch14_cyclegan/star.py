"""The StarGAN of chapter 14's recorded runs: one generator for summer and winter, by day and by night."""

import itertools
import time
from functools import partial

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import l1_loss
from torch.optim import Adam

from experiments import tasks
from experiments.ch14_cyclegan.game import SHOWN
from experiments.pictures import as_bytes
from gannotes import games, losses, train
from gannotes.data import streams, world
from gannotes.models.dcgan import num_parameters
from gannotes.models.translate import DomainDiscriminator, DomainGenerator
from gannotes.recipes import scheduled

DOMAINS = [(season, at) for season in (1, 3) for at in (0, 1)]  # 2 * (is it winter) + (is it night)


def four_domains(seed: int) -> tuple[Tensor, Tensor]:
    """500 scenes of each domain, and which domain each is of."""
    rng = torch.Generator().manual_seed(seed)
    sets = [world.pixels(world.scenes(500, rng, season=season, time=at)) for season, at in DOMAINS]
    return torch.cat(sets), torch.arange(4).repeat_interleave(500)


def domain_tests() -> list[Tensor]:
    """The same 100 scenes in each domain."""
    tests = world.scenes(100, torch.Generator().manual_seed(9))
    return [world.pixels(tests.with_factors(season=season, time=at)) for season, at in DOMAINS]


def star(run: tasks.Run) -> dict[str, object]:
    """One game; its errors from each domain to each other, and a sheet of what becomes of the first."""
    (seed,), rounds = run.seeds([0]), run.rounds(400)
    x, c = four_domains(seed)
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    G = DomainGenerator(4, width=16, blocks=1, halvings=1)
    D = DomainDiscriminator(4, width=16, layers=2)
    adam = partial(Adam, lr=1e-3, betas=(0.5, 0.99), fused=True)
    players = games.stargan(G, D, losses.least_squares(), adam, classify=10.0, cycle=5.0, generator=rng)
    start = time.process_time()
    turns = train.play(players, streams.unpaired_labelled(x, c, 8, rng), rounds)
    for _ in scheduled(turns, players, rounds):
        pass
    seconds = time.process_time() - start
    errors, run.arrays["stargan"] = measured(G)
    found = {
        "rounds": rounds,
        "seconds": round(seconds, 1),
        "weights": num_parameters(G) + num_parameters(D),
        "errors": errors,
    }
    print(found, flush=True)
    return found


@torch.no_grad()
def measured(G: DomainGenerator) -> tuple[dict[str, float], np.ndarray]:
    """Errors against the true partners, and bytes: the first domain's scenes, and G's of each."""
    tests, errors = domain_tests(), {}
    made = {way: G(tests[way[0]], torch.full((100,), way[1])) for way in itertools.product(range(4), repeat=2)}
    for (here, there), pictures in made.items():
        if here != there:
            apart = l1_loss(tests[here], tests[there])
            errors[f"{here} to {there}"] = round((l1_loss(pictures, tests[there]) / apart).item(), 4)
    rows = [tests[0], *(made[0, there] for there in range(4))]
    return errors, as_bytes(torch.stack([row[:SHOWN] for row in rows]).movedim(2, -1))
