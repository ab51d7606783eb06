"""GANs against each other on the shipped digits: named entrants, each trained by Algorithm 1."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.optim import Adam
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from gannotes import games, losses, train
from gannotes.data import latents, streams
from gannotes.losses import Loss
from gannotes.models import dcgan, mlp
from gannotes.penalties import Penalty

Pictures = Float[Tensor, "n 1 28 28"]


@dataclass(frozen=True)
class Entrant:
    """All that two entrants differ in. To enter another GAN, add a line to ENTRANTS."""

    G: Callable[[], nn.Module]
    D: Callable[[], nn.Module]
    noise: Callable[[torch.Generator], games.Latent]
    rounds: int
    batch_size: int  # of a batch
    loss: Loss = field(default_factory=losses.non_saturating)
    penalty: Penalty = games.no_penalty
    k: int = 1
    rates: tuple[float, float] = (1e-3, 1e-3)  # of D and of G
    betas: tuple[float, float] = (0.5, 0.999)
    ema_decay: float = 0.99  # how much of the averaged generator stays in each round


ENTRANTS: dict[str, Entrant] = {
    "MLP": Entrant(
        G=lambda: mlp.Generator(64, (1, 28, 28), hidden=(256, 512), tanh=True),
        D=lambda: mlp.Discriminator((1, 28, 28), hidden=(128, 64), layer=mlp.maxout_layer(pieces=4, dropout=0.3)),
        noise=partial(latents.uniform, 64),
        rounds=3500,
        batch_size=64,
    ),
    "DCGAN": Entrant(
        G=lambda: dcgan.Generator(64, channels=1, image_size=28, width=16),
        D=lambda: dcgan.Discriminator(channels=1, image_size=28, width=16),
        noise=partial(latents.normal, 64),
        rounds=3000,
        batch_size=32,
        rates=(1e-3, 2e-3),
    ),
}


def run(entrant: Entrant, real: Pictures, seed: int) -> Callable[[int], Pictures]:
    """The entrant's game on these pictures; what it returns draws so many samples of the averaged generator."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    G, D, z = entrant.G(), entrant.D(), entrant.noise(rng)
    for_D, for_G = (partial(Adam, lr=rate, betas=entrant.betas, fused=True) for rate in entrant.rates)
    players = [
        games.discriminator(G, D, entrant.loss, z, for_D(D.parameters()), entrant.k, entrant.penalty),
        games.generator(G, D, entrant.loss, z, for_G(G.parameters())),
    ]
    average = AveragedModel(G, multi_avg_fn=get_ema_multi_avg_fn(entrant.ema_decay))
    for _ in train.play(players, streams.shuffled(real, batch_size=entrant.batch_size, generator=rng), entrant.rounds):
        average.update_parameters(G)

    @torch.no_grad()
    def samples(n: int) -> Pictures:
        return average.module.eval()(z(n))

    return samples
