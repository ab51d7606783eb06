"""pix2pix pays what its paper says; and in the game for captions, a true picture with a wrong caption is a fake."""

import copy
import math
from functools import partial

import pytest
import torch
from torch import nn

from gannotes import games, losses
from gannotes.data.streams import mismatched
from gannotes.games.gan_cls import interpolating_generator, matching_discriminator
from gannotes.games.pix2pix import pair_discriminator

SGD = partial(torch.optim.SGD, lr=0.1)


class Colours(nn.Module):
    """The smallest translator: each pixel by itself, from two channels to one."""

    reach = (-1.0, 1.0)

    def __init__(self):
        super().__init__()
        self.mix = nn.Conv2d(2, 1, 1).double()

    def forward(self, y):
        return self.mix(y).tanh()


class Pairs(nn.Module):
    """Looks at both pictures, a logit for each pixel."""

    def __init__(self):
        super().__init__()
        self.look = nn.Conv2d(3, 1, 1).double()

    def forward(self, x, y):
        return self.look(torch.cat([x, x * y], dim=1)).flatten()


def pairs(seed=0, n=4):
    rng = torch.Generator().manual_seed(seed)
    condition = torch.randn(n, 2, 3, 3, dtype=torch.double, generator=rng)
    return condition, 2 * torch.rand(n, 1, 3, 3, dtype=torch.double, generator=rng) - 1


def networks(seed=1):
    torch.manual_seed(seed)
    return Colours(), Pairs()


def test_both_players_pay_the_papers_objective_typed_flat():
    """Isola et al. (2017), eq. 1, 3 and 4, in probabilities and logs; G ascends log D, and D's part is halved."""
    G, D = networks()
    flat_G, flat_D = copy.deepcopy((G, D))
    judge, translator = games.pix2pix(G, D, losses.non_saturating(), SGD, weight=7.0)
    for seed in range(3):
        y, x = pairs(seed)
        true, made = torch.sigmoid(flat_D(x, y)), torch.sigmoid(flat_D(flat_G(y), y))
        value = torch.log(true).sum() / 36 + torch.log(1 - made).sum() / 36
        assert judge.move((y, x)) == pytest.approx(-value.item() / 2, abs=1e-12)
        slopes = torch.autograd.grad(-value / 2, list(flat_D.parameters()))
        with torch.no_grad():
            for weight, slope in zip(flat_D.parameters(), slopes, strict=True):
                weight -= 0.1 * slope
        cost = -torch.log(torch.sigmoid(flat_D(flat_G(y), y))).sum() / 36
        cost = cost + 7.0 * (x - flat_G(y)).abs().sum() / 36
        assert translator.move((y, x)) == pytest.approx(cost.item(), abs=1e-12)
        slopes = torch.autograd.grad(cost, list(flat_G.parameters()))
        with torch.no_grad():
            for weight, slope in zip(flat_G.parameters(), slopes, strict=True):
                weight -= 0.1 * slope
    for played, typed in ((G, flat_G), (D, flat_D)):
        for p, q in zip(played.parameters(), typed.parameters(), strict=True):
            torch.testing.assert_close(p, q, rtol=0, atol=1e-12)


def test_the_distance_is_a_mean_whatever_the_batch():
    G, D = networks()
    y, x = pairs()
    for weight, extra in ((0.0, 0.0), (100.0, 100 * (G(y) - x).abs().mean().item())):
        _, translator = games.pix2pix(copy.deepcopy(G), D, losses.non_saturating(), SGD, weight=weight)
        plain = losses.non_saturating().for_generator(D(G(y), y)).item()
        twice = translator.move((torch.cat([y, y]), torch.cat([x, x])))
        assert twice == pytest.approx(plain + extra, rel=1e-12)


def test_a_judge_of_pairs_sees_which_condition_a_picture_answers():
    G, D = networks()
    y, x = pairs()
    standing_still = partial(torch.optim.SGD, lr=0.0)
    judge = pair_discriminator(G, D, losses.non_saturating(), standing_still(D.parameters()))
    assert judge.move((y, x)) != pytest.approx(judge.move((y, x.roll(1, 0))), abs=1e-6)


def test_pix2pix_moves_d_first_and_each_player_its_own_weights():
    G, D = networks()
    judge, translator = games.pix2pix(G, D, losses.non_saturating(), SGD)
    assert [judge.name, translator.name] == ["D", "G"]
    for player, mover, other in ((judge, D, G), (translator, G, D)):
        before = copy.deepcopy((mover.state_dict(), other.state_dict()))
        player.move(pairs())
        assert all(torch.equal(before[1][name], value) for name, value in other.state_dict().items())
        assert not all(torch.equal(before[0][name], value) for name, value in mover.state_dict().items())


def test_batches_the_wrong_way_round_are_refused(as_readers_run):
    G, D = networks()
    y, x = pairs()
    judge, _ = games.pix2pix(G, D, losses.non_saturating(), SGD)
    with pytest.raises(ValueError, match=r"\(condition, picture\), and G makes \(4, 1, 3, 3\)"):
        judge.move((y, y.clamp(-1, 1)))
    with pytest.raises(ValueError, match=r"reaches only \[-1, 1\]"):
        judge.move((y, 2 * x + 1))
    with pytest.raises(ValueError, match="must not be negative, got -1"):
        games.pix2pix(G, D, losses.non_saturating(), SGD, weight=-1)


class Matches(nn.Module):
    """A table of logits: rows are pictures 0, 1, 2, columns what is said of them."""

    def __init__(self):
        super().__init__()
        self.table = nn.Parameter(torch.tensor([[0.3, -0.2, 0.9], [-1.0, 0.4, 0.1], [0.0, 0.7, -0.5]]).double())

    def forward(self, x, y):
        return self.table[x[:, 0].long(), y[:, 0].long()]


class Copier(nn.Module):
    """Draws what it is told, plus a number that it learns and nobody needs."""

    def __init__(self):
        super().__init__()
        self.unused = nn.Parameter(torch.zeros(1).double())

    def forward(self, z, y):
        return (y + 1) % 3 + 0 * self.unused


def test_the_matchmaker_pays_reeds_algorithm_1_typed_flat():
    """log s_r + (log(1 - s_w) + log(1 - s_f)) / 2, with s_w of a real picture and the next picture's caption."""
    D, G = Matches(), Copier()
    x = y = torch.tensor([[0.0], [1.0], [2.0], [1.0]]).double()
    s = torch.sigmoid(D.table.detach())
    flat = 0.0
    for own, nexts in ((0, 1), (1, 2), (2, 1), (1, 0)):
        right, wrong, made = s[own, own], s[own, nexts], s[(own + 1) % 3, own]
        flat += (torch.log(right) + (torch.log(1 - wrong) + torch.log(1 - made)) / 2).item() / 4
    D_player, G_player = games.gan_cls(G, D, losses.minimax(), lambda n: torch.zeros(n, 1), SGD)
    (batch,) = mismatched([(x, y)])
    assert D_player.move(batch) == pytest.approx(-flat, abs=1e-12)
    assert G_player.name == "G"


def test_the_illustrator_pays_for_pictures_of_the_right_captions_only():
    D, G = Matches(), Copier()
    _, player = games.gan_cls(G, D, losses.non_saturating(), lambda n: torch.zeros(n, 1), SGD)
    right, wrong = torch.tensor([[0.0], [1.0]]).double(), torch.tensor([[2.0], [2.0]]).double()
    s = torch.sigmoid(D.table.detach())
    flat = -(torch.log(s[1, 0]) + torch.log(s[2, 1])) / 2
    assert player.move((right, right, wrong)) == pytest.approx(flat.item(), abs=1e-12)


class Hearing(nn.Module):
    """Hears what is said as a multiple of it; draws it, times the noise; matches by the product."""

    def __init__(self, factor):
        super().__init__()
        self.factor = nn.Parameter(torch.tensor(factor).double())

    def encoder(self, y):
        return self.factor * y

    def draw_from(self, z, heard):
        return z * heard

    def match(self, x, heard):
        return (x * heard).sum(dim=1)


def test_the_dreamer_pays_half_for_captions_and_half_for_what_lies_between_two():
    class G(Hearing):
        def forward(self, z, y):
            return self.draw_from(z, self.encoder(y))

    class D(Hearing):
        def forward(self, x, y):
            return self.match(x, self.encoder(y))

    noises = iter([torch.tensor([[0.5], [2.0], [1.0]]).double(), torch.tensor([[0.125], [-1.0], [0.5]]).double()])
    share = torch.tensor([[0.25], [1.0], [0.5]]).double()
    right = torch.tensor([[1.0], [3.0], [2.0]]).double()
    _, player = games.gan_cls(
        G(2.0),
        D(0.5),
        losses.non_saturating(),
        lambda n: next(noises),
        SGD,
        partial(interpolating_generator, share=lambda n: share),
    )
    between = [0.25 * 1 + 0.75 * 2, 3.0, 0.5 * 2 + 0.5 * 3]  # each with the one before it, the first with the last
    said = [math.log1p(math.exp(-z * 2 * y * 0.5 * y)) for z, y in ((0.5, 1.0), (2.0, 3.0), (1.0, 2.0))]
    dreamt = [math.log1p(math.exp(-z * 2 * y * 0.5 * y)) for z, y in zip((0.125, -1.0, 0.5), between, strict=True)]
    flat = (sum(said) / 3 + sum(dreamt) / 3) / 2
    assert player.move((right, right, right)) == pytest.approx(flat, abs=1e-12)
    assert player.name == "G"


def test_wrong_captions_are_those_of_other_pictures():
    y = torch.arange(5)
    ((x, right, wrong),) = mismatched([(y, y)])
    assert torch.equal(x, right)
    assert not (wrong == right).any()
    assert sorted(wrong.tolist()) == y.tolist()
    with pytest.raises(ValueError, match="batches of two at least"):
        next(mismatched([(y[:1], y[:1])]))


def test_only_wrong_captions_teach_d_to_listen_when_g_already_draws_the_right_law():
    """G's fakes are true pictures, well captioned: then the wrong pairs alone tell D what goes with what."""

    class Perfect(Copier):
        def forward(self, z, y):
            return y + 0 * self.unused

    D, G = Matches(), Perfect()
    with torch.no_grad():
        D.table.zero_()
    rng = torch.Generator().manual_seed(0)
    optimizer = torch.optim.Adam(D.parameters(), lr=0.05)
    player = matching_discriminator(G, D, losses.non_saturating(), lambda n: torch.zeros(n, 1), optimizer)
    for _ in range(400):
        y = torch.randint(3, (64, 1), generator=rng).double()
        player.move((y, y, y.roll(1, 0)))
    table = D.table.detach()
    assert (table.diagonal() > 0.2).all()
    assert (table[~torch.eye(3, dtype=torch.bool)] < -2).all()
