"""CycleGAN's three players pay for what the paper says, the pool keeps its promise, and StarGAN asks for a domain."""

import itertools
from functools import partial

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.functional import cross_entropy

from gannotes import games, losses, penalties, train
from gannotes.models import mlp
from gannotes.models.translate import DomainDiscriminator, DomainGenerator, PatchDiscriminator, ResnetGenerator
from gannotes.recipes import blobs

F64 = torch.float64
X, Y = torch.tensor([[0.0], [1.0], [4.0]], dtype=F64), torch.tensor([[3.0], [5.0]], dtype=F64)


def double_and_one(x):
    return 2 * x + 1


def half(y):
    return y / 2


def test_the_cycle_loss_by_hand():
    """F(G(x)) = x + 1/2 and G(F(y)) = y + 1."""
    assert games.cycle_loss(double_and_one, half, X, Y).item() == pytest.approx(1.5)
    assert games.cycle_loss(double_and_one, lambda y: (y - 1) / 2, X, Y).item() == pytest.approx(0)


def test_the_cycle_loss_is_a_mean_over_pictures_channels_and_pixels():
    def darker(x):
        return x - 0.25

    for shape in [(1, 1, 2, 2), (5, 3, 4, 4)]:
        x = torch.rand(shape, dtype=F64)
        assert games.cycle_loss(darker, darker, x, x).item() == pytest.approx(1.0)


def test_the_identity_term_leaves_each_translators_own_side_alone():
    """G: X -> Y leaves a y as it is, F an x. |G(y) - y| = |y + 1| is 5 on average, |F(x) - x| = x/2 is 5/6."""
    assert games.identity_loss(double_and_one, half, X, Y).item() == pytest.approx(5 + 5 / 6)
    summer, winter = torch.zeros(4, 1), torch.ones(4, 1)
    assert games.identity_loss(torch.ones_like, torch.zeros_like, summer, winter).item() == 0


def test_anchors_are_pairs_that_both_translators_keep():
    term = games.paired_l1(X[:2], Y, weight=10.0)
    paid = term(double_and_one, half, X, Y)
    there = (abs(1 - 3) + abs(3 - 5)) / 2
    back = (abs(1.5 - 0) + abs(2.5 - 1)) / 2
    assert paid.item() == pytest.approx(10 * (there + back))
    with pytest.raises(ValueError, match="each x needs its y"):
        games.paired_l1(X, Y)


def small(make, seed):
    torch.manual_seed(seed)
    return make().double()


def networks():
    G, F = (small(lambda: mlp.Generator(2, (2,), (8,)), seed) for seed in (0, 1))
    D_X, D_Y = (small(lambda: mlp.Discriminator((2,), (8,)), seed) for seed in (2, 3))
    return G, F, D_X, D_Y


@pytest.mark.parametrize(("cycle", "identity"), [(10.0, 0.0), (10.0, 5.0), (0.0, 0.0)])
def test_three_players_pay_what_the_paper_says_typed_flat(cycle, identity):
    G, F, D_X, D_Y = networks()
    x, y = torch.randn(2, 6, 2, dtype=F64)
    players = games.cyclegan(G, F, D_X, D_Y, losses.least_squares(), partial(torch.optim.SGD, lr=0.0), cycle, identity)
    assert [player.name for player in players] == ["D_X", "D_Y", "G and F"]
    with torch.no_grad():
        for_D_X = ((D_X(x) - 1) ** 2).mean() / 2 + (D_X(F(y)) ** 2).mean() / 2
        for_D_Y = ((D_Y(y) - 1) ** 2).mean() / 2 + (D_Y(G(x)) ** 2).mean() / 2
        for_both = ((D_Y(G(x)) - 1) ** 2).mean() / 2 + ((D_X(F(y)) - 1) ** 2).mean() / 2
        for_both = for_both + cycle * ((F(G(x)) - x).abs().mean() + (G(F(y)) - y).abs().mean())
        for_both = for_both + identity * ((G(y) - y).abs().mean() + (F(x) - x).abs().mean())
    paid = [player.move((x, y)) for player in players]
    assert paid == pytest.approx([for_D_X.item(), for_D_Y.item(), for_both.item()], abs=1e-12)


def test_each_player_moves_its_own_networks_and_no_others():
    four = networks()
    x, y = torch.randn(2, 6, 2, dtype=F64)
    players = games.cyclegan(*four, losses.least_squares(), partial(torch.optim.SGD, lr=0.1), identity=5.0)
    G, F, D_X, D_Y = four
    for player, own in zip(players, [{D_X}, {D_Y}, {G, F}], strict=True):
        before = {network: [weight.clone() for weight in network.parameters()] for network in four}
        player.move((x, y))
        for network in four:
            moved = any(not torch.equal(*pair) for pair in zip(before[network], network.parameters(), strict=True))
            assert moved == (network in own)


def test_a_penalty_reaches_both_judges():
    def five(D, real, fake):
        return torch.tensor(5.0, dtype=F64)

    x, y = torch.randn(2, 6, 2, dtype=F64)
    still = partial(torch.optim.SGD, lr=0.0)
    plain, charged = (
        [player.move((x, y)) for player in games.cyclegan(*networks(), losses.hinge(), still, penalty=penalty)]
        for penalty in (games.no_penalty, five)
    )
    assert [b - a for a, b in zip(plain, charged, strict=True)] == pytest.approx([5, 5, 0])


def test_each_judge_has_a_memory_of_its_own():
    made = []

    def memory():
        made.append(games.ImagePool(2))
        return made[-1]

    x, y = torch.randn(2, 6, 2, dtype=F64)
    for player in games.cyclegan(*networks(), losses.least_squares(), torch.optim.Adam, pool=memory):
        player.move((x, y))
    assert len(made) == 2
    assert all(len(pool.kept) == 2 and not pool.kept[0].requires_grad for pool in made)


@settings(max_examples=50, deadline=None)
@given(size=st.integers(0, 60), batches=st.lists(st.integers(1, 9), max_size=40), seed=st.integers(0, 10_000))
def test_the_pool_shows_each_picture_at_most_twice_and_the_first_ones_unchanged(size, batches, seed):
    pool = games.ImagePool(size, torch.Generator().manual_seed(seed))
    numbers, shown = itertools.count(), []
    for n in batches:
        came = torch.tensor([float(next(numbers)) for _ in range(n)])[:, None]
        went = pool(came)
        assert went.shape == came.shape
        shown += went.flatten().tolist()
    everything = list(range(sum(batches)))
    assert shown[:size] == everything[:size]
    assert set(shown) <= set(everything)
    assert all(shown.count(number) <= (2 if size else 1) for number in everything)
    assert len(pool.kept) == min(size, len(everything))
    if size == 0:
        assert shown == everything


def test_a_full_pool_shows_an_old_picture_half_of_the_time():
    pool = games.ImagePool(50, torch.Generator().manual_seed(0))
    came = torch.arange(5050.0)[:, None]
    old = (pool(came) != came)[50:].double().mean().item()
    assert abs(old - 0.5) < 5 * 0.5 / 5000**0.5


def test_what_a_pool_keeps_is_its_own():
    pool, fakes = games.ImagePool(1), torch.zeros(1, 2)
    pool(fakes)
    fakes += 7
    assert pool.kept[0].tolist() == [0, 0]
    assert games.ImagePool().capacity == 50
    with pytest.raises(ValueError, match="0 pictures or more"):
        games.ImagePool(-1)


def test_pictures_out_of_reach_are_refused():
    G, F, D_X, D_Y = networks()
    G.reach = (-1.0, 1.0)
    *_, both = games.cyclegan(G, F, D_X, D_Y, losses.least_squares(), torch.optim.Adam)
    with pytest.raises(ValueError, match=r"reaches only \[-1, 1\]"):
        both.move((torch.zeros(2, 2, dtype=F64), torch.full((2, 2), 255.0, dtype=F64)))


def test_pictures_of_several_sizes_play_in_batches_of_one():
    """Each domain's reals and fakes are as many patches as their sizes make, and weigh the same."""
    torch.manual_seed(0)
    G, F = (ResnetGenerator(width=2, blocks=1).double() for _ in range(2))
    D_X, D_Y = (PatchDiscriminator(3, 2, 1).double() for _ in range(2))
    sizes = [((16, 16), (24, 16)), ((20, 24), (16, 16))]
    batches = [tuple(torch.rand(1, 3, *size, dtype=F64) * 2 - 1 for size in pair) for pair in sizes]
    with torch.no_grad():
        x, y = batches[0]
        assert len(D_X(x)) != len(D_X(F(y)))
        for_D_X = ((D_X(x) - 1) ** 2).mean() / 2 + (D_X(F(y)) ** 2).mean() / 2
    still = partial(torch.optim.SGD, lr=0.0)
    players = games.cyclegan(G, F, D_X, D_Y, losses.least_squares(), still, pool=lambda: games.ImagePool(1))
    assert players[0].move(batches[0]) == pytest.approx(for_D_X.item(), abs=1e-12)
    assert len(list(train.play(players, itertools.cycle(batches), 3))) == 3
    pairs = games.cyclegan(G, F, D_X, D_Y, losses.relativistic(), still)
    with pytest.raises(ValueError, match=r"pairs each real with a fake.*pictures of one size"):
        pairs[0].move(batches[0])


def test_a_pool_of_several_sizes_makes_no_batch_of_two():
    pool = games.ImagePool(2, torch.Generator().manual_seed(0))
    pool(torch.zeros(2, 3, 4, 4))
    with pytest.raises(ValueError, match=r"several sizes, \[\(3, 4, 4\), \(3, 8, 4\)\].*batches of one"):
        pool(torch.zeros(50, 3, 8, 4))


def test_each_judge_counts_its_own_turns_for_a_lazy_penalty():
    def five(D, real, fake):
        return torch.tensor(5.0, dtype=F64)

    x, y = torch.randn(2, 6, 2, dtype=F64)
    still = partial(torch.optim.SGD, lr=0.0)
    plain, lazy = (
        [
            [player.move((x, y)) for player in players]
            for players in [games.cyclegan(*networks(), losses.hinge(), still, penalty=penalty)]
            for _ in range(4)
        ]
        for penalty in (games.no_penalty, penalties.every(2, five))
    )
    charged = [[b - a for a, b in zip(*turns, strict=True)] for turns in zip(plain, lazy, strict=True)]
    assert charged == [pytest.approx([10 * due, 10 * due, 0]) for due in (1, 0, 1, 0)]


LABELS = {
    "numbers": (torch.tensor([0.0, 1.0]), r"shape \(2,\).*got \(2,\) of torch.float32.*c.long\(\)"),
    "int32": (torch.tensor([0, 1], dtype=torch.int32), r"got \(2,\) of torch.int32"),
    "a column": (torch.tensor([[0], [1]]), r"got \(2, 1\) of torch.int64.*c.squeeze\(1\)"),
    "one-hot rows": (torch.eye(2), r"got \(2, 2\) of torch.float32.*c.argmax\(dim=1\)"),
    "below 0": (torch.tensor([0, -1]), "from -1"),
}


@pytest.mark.parametrize(("c", "why"), LABELS.values(), ids=LABELS)
def test_stargan_takes_domains_as_indices_and_says_so(c, why, as_readers_run):
    G, D = DomainGenerator(2, width=2, blocks=1, halvings=1), DomainDiscriminator(2, width=2, layers=1)
    for player in games.stargan(G, D, losses.hinge(), torch.optim.Adam):
        with pytest.raises(ValueError, match=why):
            player.move((torch.zeros(2, 3, 8, 8), c))


def test_stargan_pays_what_its_paper_says_typed_flat():
    """Choi et al. (2018), eq. 5 and 6; in a batch of one domain the wanted domain is that one, whatever the dice."""
    torch.manual_seed(0)
    G, D = DomainGenerator(3, width=4, blocks=1, halvings=1), DomainDiscriminator(3, width=4, layers=1)
    x, c = torch.rand(4, 3, 16, 16) * 2 - 1, torch.full((4,), 2)
    still = partial(torch.optim.SGD, lr=0.0)
    for_D, for_G = games.stargan(G, D, losses.wasserstein(), still, classify=0.5, cycle=7.0, k=5)
    assert (for_D.name, for_D.steps, for_G.name, for_G.steps) == ("D", 5, "G", 1)
    with torch.no_grad():
        fake = G(x, c)
        (real_logits, of_real), (fake_logits, of_fake) = D(x), D(fake)
        judge = fake_logits.mean() - real_logits.mean() + 0.5 * cross_entropy(of_real, c)
        maker = -fake_logits.mean() + 0.5 * cross_entropy(of_fake, c) + 7 * (G(fake, c) - x).abs().mean()
    assert for_D.move((x, c)) == pytest.approx(judge.item(), abs=1e-5)
    assert for_G.move((x, c)) == pytest.approx(maker.item(), abs=1e-5)


def test_stargan_pays_for_the_domain_that_was_asked_for_and_goes_home_to_the_pictures_own():
    torch.manual_seed(0)
    G, D = DomainGenerator(3, width=4, blocks=1, halvings=1), DomainDiscriminator(3, width=4, layers=1)
    x, c = torch.rand(6, 3, 16, 16) * 2 - 1, torch.tensor([0, 1, 2, 0, 1, 2])
    still, rng = partial(torch.optim.SGD, lr=0.0), torch.Generator().manual_seed(3)
    _, for_G = games.stargan(G, D, losses.wasserstein(), still, classify=5.0, cycle=7.0, generator=rng)
    to = c[torch.randperm(6, generator=torch.Generator().manual_seed(3))]
    assert not torch.equal(to, c)
    with torch.no_grad():
        fake = G(x, to)
        logits, seems = D(fake)
        maker = -logits.mean() + 5 * cross_entropy(seems, to) + 7 * (G(fake, c) - x).abs().mean()
    assert for_G.move((x, c)) == pytest.approx(maker.item(), abs=1e-5)


def test_stargan_asks_for_the_batchs_own_domains_in_another_order():
    asked = []

    class Recorder(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.zeros(()))

        def forward(self, x, c):
            asked.append(c.tolist())
            return x + self.weight

    D = DomainDiscriminator(4, width=4, layers=1)
    x, c = torch.zeros(8, 3, 16, 16), torch.arange(8) % 4
    players = games.stargan(
        Recorder(), D, losses.least_squares(), torch.optim.Adam, generator=torch.Generator().manual_seed(0)
    )
    for player in players:
        player.move((x, c))
    for_D, there, back = asked
    assert sorted(for_D) == sorted(there) == sorted(back) == sorted(c.tolist())
    assert back == c.tolist()
    assert for_D != there != c.tolist()


def test_the_domain_is_laid_beside_the_picture():
    torch.manual_seed(0)
    G = DomainGenerator(2, channels=1, width=4, blocks=1, halvings=0)
    seen = []
    G.translate.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    x = torch.rand(2, 1, 8, 8)
    assert G(x, torch.tensor([1, 0])).shape == x.shape
    assert torch.equal(seen[0][:, :1], x)
    assert seen[0][:, 1:].mean((2, 3)).tolist() == [[0, 1], [1, 0]]


def test_the_domain_that_is_asked_for_reaches_the_picture():
    """With an instance norm after the first layer it would not: a constant map has nothing but its mean."""
    torch.manual_seed(0)
    G = DomainGenerator(2, channels=1, width=4, blocks=1, halvings=1).double()
    x = torch.rand(1, 1, 8, 8, dtype=F64)
    one, other = (G(x, torch.tensor([c])) for c in (0, 1))
    assert (one - other).abs().max() > 1e-6
    G.translate.model[2] = nn.InstanceNorm2d(4)
    one, other = (G(x, torch.tensor([c])) for c in (0, 1))
    assert (one - other).abs().max() < 1e-12


def test_the_blobs_true_map_is_a_turn_of_twenty_degrees():
    x, y = blobs.domains()
    angle = torch.atan2(y.means[:, 1], y.means[:, 0]) - torch.atan2(x.means[:, 1], x.means[:, 0])
    assert torch.allclose(angle.remainder(2 * torch.pi), torch.full((4,), torch.pi / 9), atol=1e-5)
    assert blobs.domains(blobs.UNEQUAL)[1].weights.tolist() == pytest.approx([0.4, 0.3, 0.2, 0.1])


def test_the_true_map_is_read_as_true_and_another_as_another():
    x, y = blobs.domains()
    there = torch.linalg.lstsq(x.means, y.means).solution
    mirrored = torch.diag(torch.tensor([1.0, -1.0])) @ there
    for turn, expected in [(there, (0, 1, 2, 3)), (mirrored, (0, 3, 2, 1))]:
        found = blobs.evaluate(lambda p, turn=turn: p @ turn, lambda p, turn=turn: p @ turn.inverse(), x, y, members=2)
        assert found.maps.tolist() == [list(expected)] * 2
        assert found.bijective() == [True] * 2
        assert found.true() == [expected == blobs.TRUE_MAP] * 2
        assert found.cycle.max() < 1e-6
        assert (found.error.max() < 1e-6) == (expected == blobs.TRUE_MAP)
        assert set(found.summary()) == {"maps", "cycle", "error"}
    collapsed = blobs.evaluate(lambda p: p * 0 + y.means[0], lambda p: p, x, y, members=1)
    assert collapsed.bijective() == [False]


def test_two_blobs_can_bring_home_four_only_if_each_point_says_where_it_was():
    """A middle that keeps the whole point brings all home; one that keeps the blob of Y alone, half of them."""
    _, y = blobs.domains(goal=blobs.TWO_FOR_FOUR["goal"])
    assert y.weights.tolist() == [0.5, 0, 0.5, 0]
    all_of_them, steps = blobs.round_trip_accuracy(lambda p: p, lambda p: p, members=2)
    assert all_of_them.tolist() == [1, 1]
    assert steps.shape == (3, 2, 400, 2)
    x, _ = blobs.domains()

    def one_of_two(p):
        side = (p.sum(1) < 0).long() * 2
        return x.means[side]

    half, _ = blobs.round_trip_accuracy(one_of_two, lambda p: p, members=1)
    assert half.item() == pytest.approx(0.5, abs=0.02)
    shaken, _ = blobs.round_trip_accuracy(lambda p: p, lambda p: p, members=1, noise=5.0)
    assert shaken.item() < 0.5


def test_known_pairs_pull_the_blobs_to_the_true_map():
    played = blobs.run([3], rounds=300, anchors=100.0)
    assert played.true() == [True]
    assert len(blobs.bijections()) == 24
