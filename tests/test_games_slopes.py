"""What a player pays is also what moves it: no term of its cost is cut from its own weights."""

from functools import partial

import pytest
import torch
from torch import nn

from gannotes import games, losses
from gannotes.games.informed import through
from gannotes.games.matchmaking import dreamer
from gannotes.models.translate import DomainDiscriminator, DomainGenerator

F64 = torch.float64
SGD = partial(torch.optim.SGD, lr=0.0)
LOSS = losses.non_saturating()
STEP = 1e-7
Z, X, Y = (torch.randn(6, size, generator=torch.Generator().manual_seed(size), dtype=F64) for size in (2, 3, 4))
ROWS = torch.eye(3, dtype=F64)[torch.tensor([0, 1, 2, 0, 1, 2])]


class Bends(nn.Module):
    """A smooth map of all that it is given, side by side, to so many numbers; or to one logit each."""

    def __init__(self, given, made=None, heads=0):
        super().__init__()
        self.body, self.heads, self.single = nn.Linear(given, 5, dtype=F64), heads, made is None
        self.end = nn.Linear(5, (made or 1) + heads, dtype=F64)

    def forward(self, *given):
        out = self.end(torch.tanh(self.body(torch.cat(given, dim=1))))
        if self.heads:
            return out[:, 0], out[:, 1:]
        return out[:, 0] if self.single else out


class Hears(Bends):
    """The same, with an encoder of what is said."""

    def __init__(self, given, made=None):
        super().__init__(given + 2, made)
        self.encoder = nn.Linear(4, 2, dtype=F64)

    def forward(self, it, said):
        return super().forward(it, self.encoder(said))

    draw_from = match = Bends.forward


def latent(n):
    return Z[:n]


def dice():
    return torch.Generator().manual_seed(3)


def acgan():
    return games.acgan(Bends(5, 3), Bends(3, heads=3), LOSS, latent, SGD), (X, ROWS)


def semi_supervised():
    G, C = Bends(2, 3), Bends(3, 3)
    return games.semi_supervised(
        G, C, lambda x: torch.tanh(C.body(x)), latent, SGD(C.parameters()), SGD(G.parameters())
    ), (X, X + 1, torch.tensor([0, 1, 2, 0, 1, 2]))


def infogan(chance):
    code = games.Code(classes=3)
    return games.infogan(Bends(5, 3), Bends(3), Bends(3, 3), LOSS, latent, code, SGD, generator=chance), (X,)


def infogan_shared(chance, **look):
    G, D, code = Bends(5, 3), Bends(3, heads=3), games.Code(classes=3)
    own = {"generator": chance, **look}
    return games.infogan_shared(G, D, LOSS, latent, code, SGD(D.parameters()), SGD(G.parameters()), **own), (X,)


def matching(**forger):
    return games.matching(Hears(2, 3), Hears(3), LOSS, latent, SGD, **forger), (X, Y, Y.flip(0))


def stargan(chance):
    G = DomainGenerator(3, width=2, blocks=1, halvings=1).double()
    D = DomainDiscriminator(3, width=2, layers=1).double()
    pictures = torch.rand(3, 3, 8, 8, generator=dice(), dtype=F64) * 2 - 1
    return games.stargan(G, D, LOSS, SGD, dice=chance), (pictures, torch.tensor([0, 1, 2]))


def cyclegan(**terms):
    return games.cyclegan(
        *(Bends(3, 3), Bends(3, 3), Bends(3), Bends(3), LOSS, SGD),
        **{"memory": lambda: games.forgetful, "cycle": 0.0, **terms},
    ), (X, X.flip(0) + 1)


GAMES = {
    "acgan": lambda chance: acgan(),
    "semi_supervised": lambda chance: semi_supervised(),
    "infogan": infogan,
    "infogan_shared": infogan_shared,
    "infogan_shared on views": lambda chance: infogan_shared(chance, look=through(lambda x: x.roll(1, 1) + 1)),
    "matching": lambda chance: matching(),
    "matching, dreaming": lambda chance: matching(forger=partial(dreamer, share=lambda n: torch.full((n, 1), 0.3))),
    "stargan": stargan,
    "cyclegan without its cycle": lambda chance: cyclegan(),
    "cyclegan": lambda chance: cyclegan(cycle=10.0, identity=5.0),
    "cyclegan, anchored": lambda chance: cyclegan(also=games.anchored(X[:2], X[2:4])),
}


@torch.no_grad()
def paid_at(share, player, own, way, batch, chance):
    """What the player pays so far along the way, with the same dice; then its weights go back."""
    chance.manual_seed(3)
    before = [weight.clone() for weight in own]
    for weight, step in zip(own, way, strict=True):
        weight += share * step
    paid = player.objective(*batch).item()
    for weight, kept in zip(own, before, strict=True):
        weight.copy_(kept)
    return paid


@pytest.mark.parametrize("game", GAMES.values(), ids=GAMES.keys())
def test_each_players_slope_is_that_of_all_it_pays(game):
    """Along a random direction in its weights, by central differences: a term that is detached is paid and not felt."""
    torch.manual_seed(0)
    chance = dice()
    players, batch = game(chance)
    for player in players:
        own = [weight for group in player.optimizer.param_groups for weight in group["params"]]
        way = [torch.randn(weight.shape, dtype=F64) for weight in own]

        chance.manual_seed(3)
        slopes = torch.autograd.grad(player.objective(*batch), own, materialize_grads=True)
        felt = sum((slope * step).sum() for slope, step in zip(slopes, way, strict=True)).item()
        ahead, behind = (paid_at(share, player, own, way, batch, chance) for share in (STEP, -STEP))
        measured = (ahead - behind) / (2 * STEP)
        assert felt == pytest.approx(measured, rel=1e-4, abs=1e-6), player.name
        assert abs(measured) > 1e-4, "the direction says nothing"
