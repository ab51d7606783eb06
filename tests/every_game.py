"""Every game there is, small: a row here, and the tests of slopes and of runs that go on hold it too.

A row builds a game from a Setting: its networks, its players, one batch, and an endless stream of such batches.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import torch
from torch import Tensor, nn

from gannotes import games
from gannotes.data import latents, streams
from gannotes.games.gan_cls import interpolating_generator
from gannotes.games.infogan import on_view
from gannotes.losses import Loss
from gannotes.models.sequence import Reader, Writer
from gannotes.models.translate import DomainDiscriminator, DomainGenerator

X, Y = (torch.randn(42, size, generator=torch.Generator().manual_seed(size)).double().tanh() for size in (3, 4))
CLASSES = torch.arange(42) % 3
ROWS = torch.eye(3).double()[CLASSES]
FACES = torch.rand(9, 3, 8, 8, generator=torch.Generator().manual_seed(8)).double() * 2 - 1
FEW = 6  # rows of a batch


@dataclass
class Setting:
    """What a test gives a game: a loss, Adam or SGD, where its noise comes from, and the precision."""

    loss: Loss
    optimize: Callable
    latent: games.Latent
    rng: torch.Generator
    dtype: torch.dtype

    def of(self, *data: Tensor) -> tuple[Tensor, ...]:
        return tuple(part.to(self.dtype) if part.is_floating_point() else part for part in data)


@dataclass
class Made:
    """A game that can be played: `more` is state that lies outside its networks, players and stream."""

    networks: dict[str, nn.Module]
    players: list
    batch: tuple[Tensor, ...]
    stream: Iterator[tuple[Tensor, ...]]
    more: dict = field(default_factory=dict)


class Bends(nn.Module):
    """A smooth map of all that it is given, side by side, to so many numbers or one logit each, with statistics."""

    reach = (-4.0, 4.0)  # said, for the data to be held against it

    def __init__(self, given: int, made: int | None = None, heads: int = 0):
        super().__init__()
        self.body, self.norm = nn.Linear(given, 6), nn.BatchNorm1d(6)
        self.end, self.single, self.heads = nn.Linear(6, (made or 1) + heads), made is None, heads

    def features(self, *given: Tensor) -> Tensor:
        return torch.tanh(self.norm(self.body(torch.cat(given, dim=1))))

    def forward(self, *given: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        out = self.end(self.features(*given))
        if self.heads:
            return out[:, 0], out[:, 1:]
        return out[:, 0] if self.single else out


class Hears(Bends):
    """The same, with an encoder of what is said."""

    def __init__(self, given: int, made: int | None = None):
        super().__init__(given + 2, made)
        self.encoder = nn.Linear(4, 2)

    def forward(self, it: Tensor, said: Tensor) -> Tensor:
        return super().forward(it, self.encoder(said))

    draw_from = match = Bends.forward


class Plates(Bends):
    """The same for pictures of one pixel."""

    def forward(self, *given: Tensor) -> Tensor:
        out = super().forward(*(part.flatten(1) for part in given))
        return out if self.single else plates(out)


def plates(x: Tensor) -> Tensor:
    return x[:, :, None, None]


def networks(to: Setting, **made: nn.Module) -> dict[str, nn.Module]:
    return {name: network.to(to.dtype) for name, network in made.items()}


def shuffled(to: Setting, *data: Tensor) -> dict:
    """The first rows as the batch, and a stream of all."""
    data = to.of(*data)
    return {
        "batch": tuple(part[:FEW] for part in data),
        "stream": streams.shuffled(*data, batch_size=FEW, generator=to.rng),
    }


def gan(to: Setting, **how) -> Made:
    of = networks(to, G=Bends(6, 3), D=Bends(7))
    return Made(of, games.gan(*of.values(), to.loss, to.latent, to.optimize, **how), **shuffled(to, X, Y))


def acgan(to: Setting) -> Made:
    of = networks(to, G=Bends(5, 3), D=Bends(3, heads=3))
    return Made(of, games.acgan(*of.values(), to.loss, to.latent, to.optimize), **shuffled(to, X, ROWS))


def semi_supervised(to: Setting) -> Made:
    of = networks(to, G=Bends(2, 3), C=Bends(3, 3))
    G, C = of.values()
    optimizers = to.optimize(C.parameters()), to.optimize(G.parameters())
    players = games.semi_supervised(G, C, C.features, to.latent, *optimizers)
    return Made(of, players, **shuffled(to, X, X.flip(0), CLASSES))


def infogan(to: Setting) -> Made:
    of = networks(to, G=Bends(5, 3), D=Bends(3), Q=Bends(3, 3))
    code = games.Code(classes=3)
    players = games.infogan(*of.values(), to.loss, to.latent, code, to.optimize, generator=to.rng)
    return Made(of, players, **shuffled(to, X))


def infogan_shared(to: Setting, **look) -> Made:
    of = networks(to, G=Bends(5, 3), D=Bends(3, heads=3))
    G, D = of.values()
    own = {"generator": to.rng, **look}
    optimizers = to.optimize(D.parameters()), to.optimize(G.parameters())
    players = games.infogan_shared(G, D, to.loss, to.latent, games.Code(classes=3), *optimizers, **own)
    return Made(of, players, **shuffled(to, X))


def gan_cls(to: Setting, **dreaming) -> Made:
    of = networks(to, G=Hears(2, 3), D=Hears(3))
    players = games.gan_cls(*of.values(), to.loss, to.latent, to.optimize, **dreaming)
    x, y = to.of(X, Y)
    pairs = streams.shuffled(x, y, batch_size=FEW, generator=to.rng)
    batch = x[:FEW], y[:FEW], y[:FEW].flip(0)
    return Made(of, players, batch, streams.mismatched(pairs), more={"pairs": pairs})


def pix2pix(to: Setting) -> Made:
    of = networks(to, G=Plates(4, 3), D=Plates(7))
    players = games.pix2pix(*of.values(), to.loss, to.optimize, weight=2.0)
    return Made(of, players, **shuffled(to, plates(Y), plates(X)))


def stargan(to: Setting) -> Made:
    of = networks(
        to,
        G=DomainGenerator(3, width=2, blocks=1, halvings=1),
        D=DomainDiscriminator(3, width=2, layers=1),
    )
    players = games.stargan(*of.values(), to.loss, to.optimize, generator=to.rng)
    x, domain = *to.of(FACES), CLASSES[:9]
    return Made(of, players, (x[:3], domain[:3]), streams.unpaired_labelled(x, domain, 3, to.rng))


def cyclegan(to: Setting, pools: tuple[games.Memory, ...] = (games.no_pool, games.no_pool), **terms) -> Made:
    """Its pools are state: those that are given are among `more`."""
    of = networks(to, G=Bends(3, 3), F=Bends(3, 3), D_X=Bends(3), D_Y=Bends(3))
    given = iter(pools)
    players = games.cyclegan(*of.values(), to.loss, to.optimize, pool=lambda: next(given), **{"cycle": 0.0, **terms})
    x, y = to.of(X, X.flip(0) + 1)
    state = {f"pool {at}": pool for at, pool in enumerate(pools) if pool is not games.no_pool}
    return Made(of, players, (x[:FEW], y[:FEW]), streams.unpaired(x, y, FEW, to.rng), state)


def anchored_cyclegan(to: Setting) -> Made:
    return cyclegan(to, cycle=10.0, extra=games.paired_l1(*to.of(X[:2], X[2:4])))


def egan(to: Setting) -> Made:
    """D's loss, and that of the children, is the game's own."""
    Gs, D = [Bends(2, 3).to(to.dtype) for _ in range(2)], Bends(3).to(to.dtype)
    players = games.egan(Gs, D, to.latent, to.optimize, games.fitness(0.1), judged=16)
    return Made({"D": D}, players, **shuffled(to, X))


def reinforce(to: Setting, **state) -> Made:
    """Its noise is its own, for it writes strings. A baseline that is given is state."""
    of = networks(to, G=Writer(3, width=4), D=Reader(3, width=4))
    noise = latents.gumbel(2, 3, to.rng, to.dtype)
    players = games.reinforce(*of.values(), to.loss, noise, to.optimize, discount=0.5, **state)
    strings = ROWS[torch.stack([torch.arange(42) % 3, torch.arange(42) % 2], dim=1)]
    return Made(of, players, **shuffled(to, strings), more=state)


DREAMING = partial(interpolating_generator, share=lambda n: torch.full((n, 1), 0.3))
TAKE_A_LOSS: dict[str, Callable[[Setting], Made]] = {
    "gan": gan,
    "acgan": acgan,
    "infogan": infogan,
    "infogan, shared": infogan_shared,
    "infogan, shared, on views": partial(infogan_shared, look=on_view(lambda x: x.roll(1, 1) + 1)),
    "gan_cls": gan_cls,
    "gan_cls, dreaming": partial(gan_cls, player_of_G=DREAMING),
    "pix2pix": pix2pix,
    "stargan": stargan,
    "cyclegan, without its cycle": cyclegan,
    "cyclegan": partial(cyclegan, cycle=10.0, identity=5.0),
    "cyclegan, anchored": anchored_cyclegan,
}
GAMES = {**TAKE_A_LOSS, "semi_supervised": semi_supervised, "egan": egan, "reinforce": reinforce}
