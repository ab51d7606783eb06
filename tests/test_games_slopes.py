"""In every game: what a player pays is also what moves it, a loss may see both sides, and bad data move nobody."""

import copy
import math
from functools import partial

import pytest
import torch
from torch import nn
from torch.nn.modules.module import register_module_forward_hook

from gannotes import games, losses, train
from gannotes.games.gan_cls import interpolating_generator
from gannotes.games.infogan import on_view
from gannotes.models.sequence import Reader, Writer
from gannotes.models.translate import DomainDiscriminator, DomainGenerator

F64 = torch.float64
SGD = partial(torch.optim.SGD, lr=0.0)
ONE_SIDED, PAIRED = losses.non_saturating(), losses.relativistic()
STEP = 1e-7
Z, X, Y = (torch.randn(6, size, generator=torch.Generator().manual_seed(size), dtype=F64) for size in (2, 3, 4))
ROWS = torch.eye(3, dtype=F64)[torch.tensor([0, 1, 2, 0, 1, 2])]


class Bends(nn.Module):
    """A smooth map of all that it is given, side by side, to so many numbers; or to one logit each."""

    reach = (-4.0, 4.0)  # said, for the data to be held against it

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


def rng():
    return torch.Generator().manual_seed(3)


def gan(loss, chance):
    return games.gan(Bends(6, 3), Bends(7), loss, latent, SGD), (X, Y)


def acgan(loss, chance):
    return games.acgan(Bends(5, 3), Bends(3, heads=3), loss, latent, SGD), (X, ROWS)


def semi_supervised(chance):
    G, C = Bends(2, 3), Bends(3, 3)
    return games.semi_supervised(
        G, C, lambda x: torch.tanh(C.body(x)), latent, SGD(C.parameters()), SGD(G.parameters())
    ), (X, X.flip(0), torch.tensor([0, 1, 2, 0, 1, 2]))


def reinforce(chance):
    """The strings are written by dice that stand still, so that along a small step the same ones are weighed."""
    G, D = Writer(4, width=3).to(F64), Reader(4, width=3).to(F64)
    dice = torch.rand(3, 2, 4, generator=rng(), dtype=F64)
    strings = torch.eye(4, dtype=F64)[torch.tensor([[0, 1], [2, 3], [3, 0]])]
    return games.reinforce(G, D, ONE_SIDED, lambda n: dice[:n], SGD, discount=0.5), (strings,)


def infogan(loss, chance):
    code = games.Code(classes=3)
    return games.infogan(Bends(5, 3), Bends(3), Bends(3, 3), loss, latent, code, SGD, generator=chance), (X,)


def infogan_shared(loss, chance, **look):
    G, D, code = Bends(5, 3), Bends(3, heads=3), games.Code(classes=3)
    own = {"generator": chance, **look}
    return games.infogan_shared(G, D, loss, latent, code, SGD(D.parameters()), SGD(G.parameters()), **own), (X,)


def matching(loss, chance, **forger):
    return games.gan_cls(Hears(2, 3), Hears(3), loss, latent, SGD, **forger), (X, Y, Y.flip(0))


def pix2pix(loss, chance):
    def plates(x):  # rows as pictures of one row
        return x[:, :, None, None]

    class Rows(Bends):
        def forward(self, *given):
            out = super().forward(*(part.flatten(1) for part in given))
            return out if self.single else plates(out)

    return games.pix2pix(Rows(4, 3), Rows(7), loss, SGD, weight=2.0), (plates(Y), plates(X))


def stargan(loss, chance):
    G = DomainGenerator(3, width=2, blocks=1, halvings=1).double()
    D = DomainDiscriminator(3, width=2, layers=1).double()
    pictures = torch.rand(3, 3, 8, 8, generator=rng(), dtype=F64) * 2 - 1
    return games.stargan(G, D, loss, SGD, generator=chance), (pictures, torch.tensor([0, 1, 2]))


def cyclegan(loss, chance, **terms):
    return games.cyclegan(
        *(Bends(3, 3), Bends(3, 3), Bends(3), Bends(3), loss, SGD),
        **{"pool": lambda: games.no_pool, "cycle": 0.0, **terms},
    ), (X, X.flip(0) + 1)


TAKE_A_LOSS = {
    "gan": gan,
    "acgan": acgan,
    "infogan": infogan,
    "infogan_shared": infogan_shared,
    "infogan_shared on views": partial(infogan_shared, look=on_view(lambda x: x.roll(1, 1) + 1)),
    "matching": matching,
    "matching, dreaming": partial(
        matching, player_of_G=partial(interpolating_generator, share=lambda n: torch.full((n, 1), 0.3))
    ),
    "pix2pix": pix2pix,
    "stargan": stargan,
    "cyclegan without its cycle": cyclegan,
    "cyclegan": partial(cyclegan, cycle=10.0, identity=5.0),
    "cyclegan, anchored": partial(cyclegan, extra=games.paired_l1(X[:2], X[2:4])),
}
WITH_A_LOSS = pytest.mark.parametrize("make", TAKE_A_LOSS.values(), ids=TAKE_A_LOSS)
GAMES = {
    **{name: partial(make, ONE_SIDED) for name, make in TAKE_A_LOSS.items()},
    **{f"{name}, relativistic": partial(make, PAIRED) for name, make in TAKE_A_LOSS.items()},
    "semi_supervised": semi_supervised,
    "reinforce": reinforce,
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
    chance = rng()
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


class Spy:
    """A loss that keeps what it is shown in G's turn, and asks for the reals only if it is told to."""

    def __init__(self, asks):
        self.asks, self.shown = asks, []

    def for_discriminator(self, real_logits, fake_logits):
        return real_logits.mean() + fake_logits.mean()

    def in_turn_of_generator(self, fake_logits, look):
        self.shown.append((fake_logits, look() if self.asks else None))
        return fake_logits.mean()


def verdicts(player, batch):
    """Each look of a discriminator during the player's objective: which one looked, at what, and its logits."""
    looks = []

    def noted(net, given, out):
        if getattr(net, "single", False) or isinstance(net, DomainDiscriminator):
            looks.append((net, given[0], out[0] if isinstance(out, tuple) else out))

    hook = register_module_forward_hook(noted)
    player.objective(*batch)
    hook.remove()
    return looks


@WITH_A_LOSS
def test_in_gs_turn_d_looks_at_the_reals_once_and_only_for_a_loss_that_asks(make):
    looks, spies = {}, {}
    for asks in (False, True):
        (*_, forger), batch = make(spies.setdefault(asks, Spy(asks)), rng())
        looks[asks] = verdicts(forger, batch)
    at_reals = [(D, logits) for D, x, logits in looks[True] if any(x is part for part in batch)]
    assert len({D for D, _ in at_reals}) == len(at_reals) == len({D for D, _, _ in looks[True]})
    assert len(looks[True]) == len(looks[False]) + len(at_reals)
    for fake, real in spies[True].shown:
        assert fake.requires_grad
        assert not real.requires_grad
        assert any(torch.equal(real, logits) for _, logits in at_reals)
        assert not any(torch.equal(fake, logits) for _, logits in at_reals)


BAD = {"pixels of 0 to 255": 255.0, "nan": math.nan, "infinity": -math.inf}
PICTURES = {name: (0, 1) if name.startswith(("cyclegan", "semi")) else (0,) for name in GAMES} | {"pix2pix": (1,)}


def weights_of(players):
    groups = [group for player in players for optimizer in player.optimizers for group in optimizer.param_groups]
    return [weight for group in groups for weight in group["params"]]


def refuses(players, batch, place, bad):
    """A game that would step far says what is wrong, and nobody has moved."""
    spoilt = [part.clone() for part in batch]
    spoilt[place].view(-1)[1] = bad
    for player in players:
        player.optimizer.param_groups[0]["lr"] = 1.0
    before = copy.deepcopy(weights_of(players))
    with pytest.raises(ValueError, match="the data"):
        next(train.play(players, [tuple(spoilt)] * 9, 1))
    assert all(torch.equal(*pair) for pair in zip(before, weights_of(players), strict=True))


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
@pytest.mark.parametrize("name", [*TAKE_A_LOSS, "semi_supervised"])
def test_bad_pictures_are_refused_before_any_player_moves(name, bad):
    for place in PICTURES[name]:
        refuses(*GAMES[name](rng()), place, bad)


def test_a_condition_may_lie_anywhere_but_must_be_a_number():
    players, batch = pix2pix(ONE_SIDED, rng())
    refuses(players, batch, 0, math.nan)
    players[0].move((batch[0] * 100, batch[1]))
