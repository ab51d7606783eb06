"""The ways through a token that chapter 18 compares: (language, seed, rounds) -> a trained writer."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import Generator, Tensor, nn
from torch.optim import Adam

from gannotes import games, losses, penalties, train
from gannotes.data import latents, streams
from gannotes.data.languages import Language
from gannotes.games.reinforce import Baseline
from gannotes.models import mlp
from gannotes.models.sequence import Reader, Writer
from gannotes.models.tokens import Pick, gumbel_max, gumbel_softmax, straight_through
from gannotes.train import Descent

F64 = torch.float64
ADAM = partial(Adam, lr=0.01, betas=(0.5, 0.99))
LOSS = losses.non_saturating()


@dataclass
class Written:
    """A writer after its training: what it writes, and its law where one can be asked for."""

    write: Callable[[int], Tensor]  # so many strings of true tokens
    log_probs: Callable[[Tensor], Tensor] | None = None


def played(players: list, language: Language, batch_size: int, rounds: int, rng: Generator) -> None:
    for _ in train.play(players, streams.fresh(language, batch_size, rng), rounds):
        pass


def begun(language: Language, seed: int, pick: Pick = gumbel_max, width: int = 32) -> tuple[Writer, Generator]:
    torch.manual_seed(seed)
    return Writer(len(language.words), width, pick).to(F64), torch.Generator().manual_seed(seed)


def noise(language: Language, rng: Generator) -> games.Latent:
    return latents.gumbel(language.length, len(language.words), rng, F64)


@torch.no_grad()
def law(G: Writer, x: Tensor) -> Tensor:
    return torch.cat([G.log_probs(part).sum(dim=1) for part in x.split(5000)])


def written(G: Writer, language: Language, rng: Generator) -> Written:
    G.pick = gumbel_max
    dice = noise(language, rng)
    return Written(torch.no_grad()(lambda n: G(dice(n))), partial(law, G))


def likelihood(G: Writer) -> Descent:
    return Descent("G", lambda x: -G.log_probs(x).sum(dim=1).mean(), ADAM(G.parameters()))


def by_likelihood(language: Language, seed: int, rounds: int, batch_size: int = 64) -> Written:
    G, rng = begun(language, seed)
    played([likelihood(G)], language, batch_size, rounds, rng)
    return written(G, language, rng)


def by_reinforce(
    language: Language,
    seed: int,
    rounds: int,
    batch_size: int = 64,
    reader: type[Reader] = Reader,
    baseline: Baseline = games.leave_one_out,
    dropout: float = 0.0,
    before: int = 0,
    lr: float = 0.01,
    discount: float = 0.5,
) -> Written:
    """From scratch, or after so many steps `before` by likelihood."""
    G, rng = begun(language, seed)
    D = reader(len(language.words), 32, dropout).to(F64)
    if before:
        played([likelihood(G)], language, batch_size, before, rng)
    dice = noise(language, rng)
    players = [
        games.discriminator(G, D, LOSS, dice, ADAM(D.parameters())),
        games.policy(G, D, dice, ADAM(G.parameters(), lr=lr), discount=discount, baseline=baseline),
    ]
    played(players, language, batch_size, rounds, rng)
    return written(G, language, rng)


def by_relaxing(language: Language, seed: int, rounds: int, pick: Pick) -> Written:
    G, rng = begun(language, seed, pick)
    D = Reader(len(language.words)).to(F64)
    played(games.gan(G, D, LOSS, noise(language, rng), ADAM), language, 64, rounds, rng)
    return written(G, language, rng)


def by_wgan_gp(language: Language, seed: int, rounds: int) -> Written:
    """Gulrajani et al. (2017), section 5.5: all tokens at once from z, and D sees their probabilities."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    shape = language.length, len(language.words)
    G = nn.Sequential(mlp.Generator(16, shape, hidden=(64, 64)), nn.Softmax(dim=2)).to(F64)
    D = mlp.Discriminator(shape, hidden=(64, 64)).to(F64)
    z = latents.normal(16, rng, F64)
    penalty = penalties.wgan_gp(10.0, rng)
    players = games.gan(G, D, losses.wasserstein(), z, partial(Adam, lr=0.002, betas=(0.5, 0.9)), k=5, penalty=penalty)
    played(players, language, 64, rounds, rng)
    return Written(torch.no_grad()(lambda n: language.written(G(z(n)).argmax(dim=2))))


WAYS = {
    "likelihood": by_likelihood,
    "REINFORCE": by_reinforce,
    "Gumbel-softmax": partial(by_relaxing, pick=gumbel_softmax()),
    "straight-through": partial(by_relaxing, pick=straight_through()),
    "WGAN-GP, relaxed": by_wgan_gp,
}
