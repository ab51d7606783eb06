"""In every game: what a player pays is also what moves it, a loss may see both sides, and bad data move nobody."""

import copy
import math
from functools import partial

import pytest
import torch
from every_game import GAMES, TAKE_A_LOSS, Setting
from torch.nn.modules.module import register_module_forward_hook

from gannotes import losses, train
from gannotes.data import latents
from gannotes.models.translate import DomainDiscriminator

F64 = torch.float64
ONE_SIDED, PAIRED = losses.non_saturating(), losses.relativistic()
STEP = 1e-7


def made(make, loss=ONE_SIDED):
    """The game in float64 and with SGD, and all that is random in it."""
    torch.manual_seed(0)
    chance = torch.Generator().manual_seed(3)
    sgd = partial(torch.optim.SGD, lr=0.0)
    return make(Setting(loss, sgd, latents.normal(2, chance, F64), chance, F64)), chance


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


EACH = [pytest.param(make, ONE_SIDED, id=name) for name, make in GAMES.items()]
EACH += [pytest.param(make, PAIRED, id=f"{name}, relativistic") for name, make in TAKE_A_LOSS.items()]


@pytest.mark.parametrize(("make", "loss"), EACH)
def test_each_players_slope_is_that_of_all_it_pays(make, loss):
    """Along a random direction in its weights, by central differences: a term that is detached is paid and not felt."""
    game, chance = made(make, loss)
    batch = game.batch
    for player in (player for player in game.players if isinstance(player, train.Descent)):  # a population has no slope
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


@pytest.mark.parametrize("make", TAKE_A_LOSS.values(), ids=TAKE_A_LOSS)
def test_in_gs_turn_d_looks_at_the_reals_once_and_only_for_a_loss_that_asks(make):
    looks, spies = {}, {}
    for asks in (False, True):
        game, _ = made(make, spies.setdefault(asks, Spy(asks)))
        *_, player_of_G = game.players
        looks[asks] = verdicts(player_of_G, game.batch)
    at_reals = [(D, logits) for D, x, logits in looks[True] if any(x is part for part in game.batch)]
    assert len({D for D, _ in at_reals}) == len(at_reals) == len({D for D, _, _ in looks[True]})
    assert len(looks[True]) == len(looks[False]) + len(at_reals)
    for fake, real in spies[True].shown:
        assert fake.requires_grad
        assert not real.requires_grad
        assert any(torch.equal(real, logits) for _, logits in at_reals)
        assert not any(torch.equal(fake, logits) for _, logits in at_reals)


BAD = {"pixels of 0 to 255": 255.0, "nan": math.nan, "infinity": -math.inf}


def weights_of(players):
    groups = [group for player in players for optimizer in player.optimizers for group in optimizer.param_groups]
    return [weight for group in groups for weight in group["params"]]


def refuses(game, place, bad):
    """A game that would step far says what is wrong, and nobody has moved."""
    spoilt = [part.clone() for part in game.batch]
    spoilt[place].view(-1)[1] = bad
    for player in game.players:
        for optimizer in player.optimizers:
            optimizer.param_groups[0]["lr"] = 1.0
    before = copy.deepcopy(weights_of(game.players))
    with pytest.raises(ValueError, match="the data"):
        next(train.play(game.players, [tuple(spoilt)] * 9, 1))
    assert all(torch.equal(*pair) for pair in zip(before, weights_of(game.players), strict=True))


def pictures_of(name):
    """Where in its batch a game has what its generators imitate."""
    return {"pix2pix": (1,)}.get(name, (0, 1) if name.startswith(("cyclegan", "semi")) else (0,))


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
@pytest.mark.parametrize("name", GAMES)
def test_bad_pictures_are_refused_before_any_player_moves(name, bad):
    for place in pictures_of(name):
        refuses(made(GAMES[name])[0], place, bad)


def test_a_condition_may_lie_anywhere_but_must_be_a_number():
    game, _ = made(GAMES["pix2pix"])
    refuses(game, 0, math.nan)
    conditions, pictures = game.batch
    game.players[0].move((conditions * 100, pictures))
