"""What makes a game with a network turn: narrow data, Adam's momentum, or the missing penalty? Each beside its control.

    python -m experiments.ch05_convergence.turning

A forger of one number against a network of 49 weights, as in chapter 5, from one width or more away. Five seeds that
the chapter shows, and ten that nothing was chosen on.
"""

from functools import partial

import torch
from torch import Tensor, nn

from experiments import tasks
from gannotes import games, losses, penalties, train
from gannotes.data import latents, streams, toy
from gannotes.models import mlp
from gannotes.penalties import Penalty

ROUNDS, BLOCK = 2500, 500
Game = tuple[Penalty, float, float]  # the penalty, the width of the data, Adam's beta1
GAMES: dict[str, Game] = {
    "momentum 0.9": (games.no_penalty, 0.1, 0.9),
    "momentum 0": (games.no_penalty, 0.1, 0.0),
    "momentum 0.9, R1": (penalties.r1(1.0), 0.1, 0.9),
    "momentum 0, R1": (penalties.r1(1.0), 0.1, 0.0),
    "momentum 0.9, wide data": (games.no_penalty, 1.0, 0.9),
    "momentum 0, wide data": (games.no_penalty, 1.0, 0.0),
}


class Shifted(nn.Module):
    """The data's own Gaussian, moved by one number."""

    def __init__(self, width: float):
        super().__init__()
        self.theta, self.width = nn.Parameter(torch.tensor(1.0)), width

    def forward(self, z: Tensor) -> Tensor:
        return self.theta + self.width * z


def shifts(game: Game, seed: int, rounds: int) -> Tensor:
    """How far the fakes lie from the data, in widths of the data, after each round."""
    penalty, width, beta1 = game
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    G, D = Shifted(width), mlp.Discriminator(hidden=(16,), layer=mlp.tanh_layer)
    adam = partial(torch.optim.Adam, lr=0.01, betas=(beta1, 0.999), fused=True)
    data = streams.fresh(toy.normal(0.0, width), 64, rng)
    players = games.gan(G, D, losses.non_saturating(), latents.normal(1, rng), adam, penalty=penalty)
    return torch.tensor([G.theta.item() for _ in train.play(players, data, rounds)]).abs() / width


def turning(run: tasks.Run) -> dict[str, object]:
    """The farthest in each block of rounds, for each game and seed."""
    rounds, seeds = run.rounds(ROUNDS), run.seeds(range(15))
    farthest = {
        name: [[round(block.max().item(), 3) for block in shifts(game, seed, rounds).split(BLOCK)] for seed in seeds]
        for name, game in run.chosen(GAMES).items()
    }
    return {"farthest in each block of 500 rounds, in widths": farthest}


TASKS = {"turning": turning}

if __name__ == "__main__":
    tasks.main("experiments.ch05_convergence.turning", __doc__, TASKS)
