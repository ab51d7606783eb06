"""One game with an evolving population or with a single generator: all else alike, so that they can be compared."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import torch
from torch import Tensor, nn
from torch.optim import Adam, Optimizer
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from gannotes import games, losses, train
from gannotes.data import latents
from gannotes.losses import AdversarialLoss
from gannotes.models import dcgan, mlp
from gannotes.recipes import Schedule, constant, linear_decay


@dataclass(frozen=True)
class Setting:
    """What both kinds of player share."""

    G: Callable[[], nn.Module]
    D: Callable[[], nn.Module]
    noise: Callable[[torch.Generator], games.Latent]
    k: int
    rates: tuple[float, float]  # of D and of G
    betas: tuple[float, float]
    schedule: Schedule
    ema_decay: float = 0.99  # how much of the averaged generator stays in each round


PLANE = Setting(
    G=lambda: mlp.Generator(2, (2,), (64, 64)),
    D=lambda: mlp.Discriminator((2,), (64, 64), mlp.relu_layer),
    noise=partial(latents.normal, 2),
    k=2,
    rates=(1e-3, 1e-3),
    betas=(0.0, 0.9),
    schedule=linear_decay,
)
DIGITS = Setting(
    G=lambda: dcgan.Generator(64, channels=1, image_size=28, width=16),
    D=lambda: dcgan.Discriminator(channels=1, image_size=28, width=16),
    noise=partial(latents.normal, 64),
    k=1,
    rates=(1e-3, 2e-3),
    betas=(0.5, 0.999),
    schedule=constant,
)


@dataclass
class Run:
    """A game under way: the averaged fittest generator, and what became of each round's children, best first."""

    average: AveragedModel
    noise: games.Latent
    players: list[train.Player]
    rounds: list[list[tuple[str, float]]] = field(default_factory=list)

    @torch.no_grad()
    def samples(self, n: int) -> Tensor:
        return self.average.module.eval()(self.noise(n))

    def won(self) -> list[str]:
        """Whose child was the fittest, round by round."""
        return [scores[0][0] for scores in self.rounds]


def set_lr(optimizer: Optimizer, rate: float) -> None:
    """Sets the learning rate. A schedule would hold on to one optimiser, and children bring their own."""
    for group in optimizer.param_groups:
        group["lr"] = rate


def run(
    setting: Setting,
    data: Callable[[torch.Generator], Iterable[train.Batch]],
    seed: int,
    rounds: int,
    mutations: Mapping[str, AdversarialLoss] = games.MUTATIONS,
    fitness: games.Fitness | None = None,
    parents: int = 1,
) -> Iterator[Run]:
    """Round after round of E-GAN; without a fitness, of one generator that descends the one mutation it is given."""
    if fitness is None and (len(mutations), parents) != (1, 1):
        raise ValueError(f"without a fitness nobody can choose among {len(mutations)} mutations or {parents} parents")
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    Gs, D, z = [setting.G() for _ in range(parents)], setting.D(), setting.noise(rng)
    for_D, for_G = (partial(Adam, lr=rate, betas=setting.betas, fused=True) for rate in setting.rates)
    family = [games.Parent(G, for_G(G.parameters())) for G in Gs]
    if fitness is None:
        (loss,) = mutations.values()
        player, opponent = games.generator(Gs[0], D, loss, z, family[0].optimizer), Gs[0]
    else:
        player = opponent = games.Population(D, z, family, mutations, fitness)
    judge = games.discriminator(opponent, D, losses.minimax(), z, for_D(D.parameters()), setting.k)
    game = Run(AveragedModel(Gs[0], multi_avg_fn=get_ema_multi_avg_fn(setting.ema_decay)), z, [judge, player])
    for round, _ in enumerate(train.play(game.players, data(rng), rounds), start=1):
        family = family if fitness is None else player.parents
        game.average.update_parameters(family[0].G)
        slower = setting.schedule(round / rounds)
        set_lr(judge.optimizer, setting.rates[0] * slower)
        for parent in family:
            set_lr(parent.optimizer, setting.rates[1] * slower)
        game.rounds.append(player.scores if fitness else [])
        yield game
