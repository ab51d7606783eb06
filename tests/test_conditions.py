"""Players that are told what to draw, and games in which somebody reads it."""

import math
from functools import partial

import pytest
import torch
from scipy.stats import norm
from torch import nn
from torch.nn.functional import one_hot

from gannotes import games, losses, train
from gannotes.data import images, latents
from gannotes.games.infogan import on_view
from gannotes.models import conditional, dcgan, mlp

Adam = partial(torch.optim.Adam, lr=1e-3)
DRAWERS = [conditional.Generator, conditional.ConditionalNormGenerator]
JUDGES = [conditional.ConcatDiscriminator, conditional.EmbeddingDiscriminator, conditional.ProjectionDiscriminator]
ROWS = torch.eye(10)


def rng(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("kind", DRAWERS)
@pytest.mark.parametrize("n", [1, 3])
def test_a_told_generator_draws_in_tanhs_reach(kind, n):
    torch.manual_seed(0)
    x = kind(5, 10, width=2).eval()(torch.randn(n, 5), ROWS[:n])
    assert x.shape == (n, 1, 28, 28)
    assert x.abs().max() <= 1
    assert kind.reach == (-1.0, 1.0)


def test_a_generator_hears_its_label():
    torch.manual_seed(0)
    G, z = conditional.Generator(5, 10, width=2).eval(), torch.randn(1, 5)
    assert (G(z, ROWS[:1]) - G(z, ROWS[1:2])).abs().max() > 1e-6


@pytest.mark.parametrize("kind", [*JUDGES, conditional.UnconditionalDiscriminator])
@pytest.mark.parametrize("n", [1, 3])
def test_a_judge_gives_one_logit_each(kind, n):
    torch.manual_seed(0)
    assert kind(10, width=2).eval()(torch.randn(n, 1, 28, 28), ROWS[:n]).shape == (n,)


@pytest.mark.parametrize("kind", [*JUDGES, conditional.UnconditionalDiscriminator])
def test_only_the_blind_one_says_the_same_whatever_it_is_told(kind):
    torch.manual_seed(0)
    D, x = kind(10, width=2).eval().double(), torch.randn(4, 1, 28, 28, dtype=torch.float64)
    told, otherwise = (D(x, torch.eye(10, dtype=torch.float64)[rows]) for rows in ([0, 1, 2, 3], [4, 4, 5, 6]))
    assert torch.equal(told, otherwise) == (kind is conditional.UnconditionalDiscriminator)


@pytest.mark.parametrize("kind", [*DRAWERS, *JUDGES])
@pytest.mark.parametrize("c", [torch.zeros(2, dtype=torch.long), torch.zeros(2, 9), torch.zeros(2, 10).long()])
def test_a_label_that_is_no_row_is_refused(kind, c, as_readers_run):
    network = kind(5, 10, width=2) if kind in DRAWERS else kind(10, width=2)
    first = torch.zeros(2, 5) if kind in DRAWERS else torch.zeros(2, 1, 28, 28)
    with pytest.raises(ValueError, match=r"rows of shape \(2, 10\).*torch.eye\(10\)\[y\]"):
        network(first, c)


def test_projection_is_a_product_and_a_sum():
    torch.manual_seed(0)
    D, x = (
        conditional.ProjectionDiscriminator(10, width=2).eval().double(),
        torch.randn(4, 1, 28, 28, dtype=torch.float64),
    )
    y = [3, 1, 4, 1]
    features = D.features(x)
    by_hand = [features[i] @ (D.out.weight[0] + D.embed.weight[:, label]) + D.out.bias[0] for i, label in enumerate(y)]
    said = D(x, torch.eye(10, dtype=torch.float64)[y])
    torch.testing.assert_close(said, torch.stack(by_hand), rtol=0, atol=1e-12)


def test_a_label_between_two_is_heard_as_such():
    D, x = conditional.ProjectionDiscriminator(10, width=2).eval(), torch.randn(1, 1, 28, 28)
    ends, between = D(x.expand(2, -1, -1, -1), ROWS[:2]), D(x, ROWS[:2].mean(0, keepdim=True))
    torch.testing.assert_close(between[0], ends.mean())


def test_conditional_norm_begins_as_batch_norm_and_then_has_a_scale_and_shift_for_each_class():
    torch.manual_seed(0)
    layer, x = conditional.ConditionalNorm(3, 10), 5 * torch.randn(8, 3, 4, 4) + 1
    c = ROWS[torch.arange(8) % 2]
    plain = nn.functional.batch_norm(x, None, None, training=True)
    torch.testing.assert_close(layer(x, c), plain)
    with torch.no_grad():
        layer.scale.weight[:, 1], layer.shift.weight[:, 1] = 1.0, -3.0
    out = layer(x, c)
    torch.testing.assert_close(out[::2], plain[::2])
    torch.testing.assert_close(out[1::2], 2 * plain[1::2] - 3)


def test_the_trunk_has_as_many_features_as_it_says():
    assert conditional.trunk(width=3)(torch.zeros(2, 1, 28, 28)).shape == (2, conditional.features_of(1, 28, 3))
    said, named = conditional.ACDiscriminator(7, width=2)(torch.zeros(2, 1, 28, 28))
    assert (said.shape, named.shape) == ((2,), (2, 7))


def test_a_code_has_one_class_and_numbers_between_minus_one_and_one():
    c = games.Code(classes=4, continuous=2).sample(4000, rng())
    assert (c[:, :4].sum(1) == 1).all()
    assert ((c[:, :4] == 0) | (c[:, :4] == 1)).all()
    torch.testing.assert_close(c[:, :4].mean(0), torch.full((4,), 0.25), rtol=0, atol=0.03)
    assert c[:, 4:].min() < -0.99
    assert c[:, 4:].max() > 0.99
    assert c[:, 4:].abs().max() <= 1


def test_log_q_is_a_softmax_and_gaussians():
    code = games.Code(classes=3, continuous=2, std=0.5)
    c = code.sample(6, rng()).double()
    said = torch.randn(6, 5, generator=rng(1), dtype=torch.float64)
    categorical = torch.distributions.Categorical(logits=said[:, :3]).log_prob(c[:, :3].argmax(1))
    gaussian = torch.tensor(norm.logpdf(c[:, 3:], said[:, 3:], 0.5)).sum(1)
    torch.testing.assert_close(code.log_q(said, c), categorical + gaussian, rtol=0, atol=1e-6)
    assert code.entropy == pytest.approx(math.log(3) + 2 * math.log(2), abs=1e-12)


def test_log_class_picks_the_class_that_was_drawn_where_batch_and_classes_are_two():
    """Categorical.log_prob wants indices: one-hot rows of two classes in a batch of two broadcast without a word."""
    code, c = games.Code(classes=2), torch.tensor([[0.0, 1.0], [1.0, 0.0]])
    said = torch.tensor([[0.0, 3.0], [0.0, 1.0]])
    expected = -torch.tensor([math.log1p(math.exp(-3)), math.log1p(math.exp(1))])
    torch.testing.assert_close(code.log_class(said, c), expected)


@pytest.mark.parametrize("seed", range(5))
def test_the_bound_lies_below_the_information_and_reaches_it_with_the_true_posterior(seed):
    torch.manual_seed(seed)
    code, faces, n = games.Code(classes=4), 6, 60_000
    law = torch.rand(4, faces, dtype=torch.float64).pow(3)
    law /= law.sum(1, keepdim=True)
    joint = law / 4
    information = (joint * (joint / (joint.sum(0) / 4)).log()).sum().item()
    weights = (joint.flatten() * n).round().long()
    c = torch.eye(4, dtype=torch.float64).repeat_interleave(faces, 0).repeat_interleave(weights, 0)
    x = torch.arange(faces).repeat(4).repeat_interleave(weights)
    posterior = (joint / joint.sum(0)).log().T
    assert games.mutual_information_bound(code, posterior[x], c).item() == pytest.approx(information, abs=2e-3)
    other = torch.randn(faces, 4, dtype=torch.float64)
    assert games.mutual_information_bound(code, other[x], c).item() < information
    assert information < code.entropy


def test_q_answers_as_many_numbers_as_the_code_has(as_readers_run):
    code = games.Code(classes=3, continuous=1)
    with pytest.raises(ValueError, match=r"3 logits, 1 means; got \(2, 3\) for codes \(2, 4\)"):
        code.log_q(torch.zeros(2, 3), code.sample(2))
    with pytest.raises(ValueError, match=r"for each code of 4"):
        code.log_q(torch.zeros(2, 3), torch.zeros(2, 3))


class Told(nn.Module):
    """A little generator for numbers: (z, c) -> x."""

    def __init__(self, conditions):
        super().__init__()
        self.draw = mlp.Generator(2 + conditions, (1,), hidden=(8,))

    def forward(self, z, c):
        return self.draw(torch.cat([z, c], dim=1))


class TwoHeads(nn.Module):
    """x -> a logit, and as many answers as asked for."""

    def __init__(self, answers):
        super().__init__()
        self.say = mlp.Generator(1, (1 + answers,), hidden=(8,))

    def forward(self, x):
        said = self.say(x)
        return said[:, 0], said[:, 1:]


def moved(network, before):
    return any(not torch.equal(value, before[name]) for name, value in network.state_dict().items())


def as_it_was(network):
    return {name: value.clone() for name, value in network.state_dict().items()}


def test_in_infogan_gs_player_owns_q_and_ds_owns_d():
    torch.manual_seed(0)
    code = games.Code(classes=2, continuous=1)
    G, D, Q = Told(3), mlp.Discriminator(hidden=(8,)), mlp.Generator(1, (3,), hidden=(8,))
    judge, forge = games.infogan(G, D, Q, losses.non_saturating(), latents.normal(2), code, Adam)
    for player, movers, others in ((judge, [D], [G, Q]), (forge, [G, Q], [D])):
        kept = {network: as_it_was(network) for network in (G, D, Q)}
        player.move((torch.randn(16, 1),))
        assert all(moved(network, kept[network]) for network in movers)
        assert not any(moved(network, kept[network]) for network in others)


def test_in_the_shared_form_q_learns_in_ds_turn():
    torch.manual_seed(0)
    code = games.Code(classes=2)
    G, D = Told(2), TwoHeads(2)
    players = games.infogan_shared(
        G, D, losses.non_saturating(), latents.normal(2), code, Adam(D.parameters()), Adam(G.parameters())
    )
    for player, mover, other in zip(players, (D, G), (G, D), strict=True):
        kept = {network: as_it_was(network) for network in (G, D)}
        player.move((torch.randn(16, 1),))
        assert moved(mover, kept[mover])
        assert not moved(other, kept[other])


@pytest.mark.parametrize("shared", [False, True])
def test_infogans_players_pay_the_game_less_the_bound(shared):
    """With weight 0 and 2 on the same noise: the difference is twice the bound, computed by torch's own loss."""
    paid = {}
    for weight in (0.0, 2.0):
        torch.manual_seed(0)
        code, G, D = games.Code(classes=3), Told(3), TwoHeads(3)
        z = torch.randn(12, 2)
        sgd = partial(torch.optim.SGD, lr=0.0)
        own = {"weight": weight, "generator": rng(5)}
        loss = losses.non_saturating()
        if shared:
            for_D, for_G = sgd(D.parameters()), sgd(G.parameters())
            _, forge = games.infogan_shared(G, D, loss, lambda n, z=z: z, code, for_D, for_G, **own)
        else:
            Q = nn.Sequential(D.say)
            read = type("Read", (nn.Module,), {"forward": lambda self, x, D=D: D(x)[0]})()
            read.own = nn.Parameter(torch.zeros(1))
            Q.forward = lambda x, D=D: D(x)[1]
            _, forge = games.infogan(G, read, Q, loss, lambda n, z=z: z, code, sgd, **own)
        paid[weight] = forge.move((torch.zeros(12, 1),))
        c = code.sample(12, rng(5))
        expected = math.log(3) - nn.functional.cross_entropy(D(G(z, c))[1], c.argmax(1)).item()
    assert paid[0.0] - paid[2.0] == pytest.approx(2 * expected, abs=1e-5)


@pytest.mark.parametrize("shared", [False, True])
def test_infogans_discriminator_wants_reals_high_and_pays_for_q_only_where_q_is_hers(shared):
    torch.manual_seed(0)
    code, G, D = games.Code(classes=3), Told(3), TwoHeads(3)
    x, z, loss = torch.randn(12, 1) + 2, torch.randn(12, 2), losses.non_saturating()
    sgd, own = partial(torch.optim.SGD, lr=0.0), {"weight": 2.0, "generator": rng(5)}
    if shared:
        judge, _ = games.infogan_shared(G, D, loss, lambda n: z, code, sgd(D.parameters()), sgd(G.parameters()), **own)
    else:
        alone = type("Alone", (TwoHeads,), {"forward": lambda self, x: TwoHeads.forward(self, x)[0]})(3)
        alone.load_state_dict(D.state_dict())
        judge, _ = games.infogan(G, alone, nn.Linear(1, 3), loss, lambda n: z, code, sgd, **own)
    c = code.sample(12, rng(5))
    (real, _), (fake, said) = D(x), D(G(z, c))
    cross_entropy = nn.functional.binary_cross_entropy_with_logits
    flat = cross_entropy(real, torch.ones(12)) + cross_entropy(fake, torch.zeros(12))
    if shared:
        flat = flat - 2 * (math.log(3) - nn.functional.cross_entropy(said, c.argmax(1)))
    assert judge.move((x,)) == pytest.approx(flat.item(), abs=1e-5)


def test_q_looks_at_the_view_and_d_at_the_fake():
    """With a view that shows the negative, the bound is that of Q on the negative, and D's part is as it was."""
    torch.manual_seed(0)
    code, G, D, z = games.Code(classes=3), Told(3), TwoHeads(3), torch.randn(12, 2)
    for_D, for_G = (torch.optim.SGD(network.parameters(), lr=0.0) for network in (D, G))
    own = {"weight": 2.0, "generator": rng(5), "look": on_view(torch.neg)}
    judge, forge = games.infogan_shared(G, D, losses.non_saturating(), lambda n: z, code, for_D, for_G, **own)
    x, same, cross_entropy = torch.ones(12, 1), rng(5), nn.functional.binary_cross_entropy_with_logits
    for player, reals, label in ((judge, cross_entropy(D(x)[0], torch.ones(12)), 0.0), (forge, 0.0, 1.0)):
        c = code.sample(12, same)
        bound = math.log(3) - nn.functional.cross_entropy(D(-G(z, c))[1], c.argmax(1))
        flat = reals + cross_entropy(D(G(z, c))[0], torch.full((12,), label)) - 2 * bound
        assert player.move((x,)) == pytest.approx(flat.item(), abs=1e-5)


def test_ac_gan_pays_two_sources_and_two_classes():
    torch.manual_seed(0)
    G, D, z = Told(2), TwoHeads(2), torch.randn(6, 2)
    x, c = torch.randn(6, 1), torch.eye(2)[torch.tensor([0, 1, 1, 0, 1, 0])]
    loss = losses.non_saturating()
    judge, forge = games.acgan(G, D, loss, lambda n: z, partial(torch.optim.SGD, lr=0.0), weight=0.5)
    (real, named), (fake, named_fake) = D(x), D(G(z, c))
    naming = [nn.functional.nll_loss(said.log_softmax(1), c.argmax(1)) for said in (named, named_fake)]
    assert judge.move((x, c)) == pytest.approx((loss.for_discriminator(real, fake) + sum(naming) / 2).item(), abs=1e-6)
    assert forge.move((x, c)) == pytest.approx((loss.for_generator(fake) + naming[1] / 2).item(), abs=1e-6)


def test_k_logits_and_a_zero_are_a_softmax_over_k_plus_1():
    class_logits = torch.randn(7, 3, generator=rng(), dtype=torch.float64)
    with_fake = torch.cat([class_logits, torch.zeros(7, 1, dtype=torch.float64)], dim=1).softmax(1)
    torch.testing.assert_close(torch.sigmoid(games.real_logit(class_logits)), 1 - with_fake[:, 3], rtol=0, atol=1e-12)


def test_feature_distance_is_between_means():
    real = torch.tensor([[0.0, 0.0], [2.0, 4.0]])
    assert games.feature_distance(real, real.flip(0)) == 0
    assert games.feature_distance(real, real + torch.tensor([3.0, 4.0])).item() == 25
    assert games.feature_distance(real, real[:1]).item() == 5


def test_semi_supervised_players_move_their_own_weights_and_all_three_kinds_of_pictures_count():
    torch.manual_seed(0)
    x, y = images.digits()
    C = nn.Sequential(conditional.trunk(width=2, norm=dcgan.no_norm), nn.Linear(196, 10))
    G = dcgan.Generator(5, channels=1, image_size=28, width=2)
    judge, match = games.semi_supervised(
        G, C, C[0], latents.normal(5, rng()), Adam(C.parameters()), Adam(G.parameters())
    )
    batch = (x[:16], x[16:24], y[16:24])
    for player, mover, other in ((judge, C, G), (match, G, C)):
        kept = {network: [weight.clone() for weight in network.parameters()] for network in (C, G)}
        player.move(batch)
        same = {network: all(map(torch.equal, kept[network], network.parameters())) for network in (C, G)}
        assert same == {mover: False, other: True}


def test_semi_supervised_pays_by_the_k_plus_1_classes():
    """Typed flat, with probabilities: -log p(y | real) on labels, -log(1 - p(fake)) on reals, -log p(fake) on fakes."""
    torch.manual_seed(0)
    C, G = nn.Linear(3, 4).double(), nn.Linear(2, 3).double()
    z, x, known = (torch.randn(5, d, dtype=torch.float64) for d in (2, 3, 3))
    label = torch.tensor([0, 1, 2, 3, 0])
    for_C, for_G = (torch.optim.SGD(network.parameters(), lr=0.0) for network in (C, G))
    judge, match = games.semi_supervised(G, C, C, lambda n: z, for_C, for_G)

    def fake(x):
        return torch.cat([C(x), torch.zeros(5, 1, dtype=torch.float64)], dim=1).softmax(1)[:, 4]

    named = one_hot(label, 4) * C(known).log_softmax(1)
    expected = -named.sum(1).mean() - (1 - fake(x)).log().mean() - fake(G(z)).log().mean()
    assert judge.move((x, known, label)) == pytest.approx(expected.item(), abs=1e-10)
    distance = sum((C(x).mean(0) - C(G(z)).mean(0))[j] ** 2 for j in range(4))
    assert match.move((x, known, label)) == pytest.approx(distance.item(), abs=1e-10)


def test_data_beyond_gs_reach_are_refused_in_each_game():
    G, D = conditional.Generator(5, 10, width=2), conditional.ACDiscriminator(10, width=2)
    pixels, rows = torch.full((2, 1, 28, 28), 255.0), ROWS[:2]
    z, code, loss = latents.normal(5), games.Code(classes=10), losses.non_saturating()
    optimizers = Adam(D.parameters()), Adam(G.parameters())
    flat = dcgan.Generator(5, channels=1, image_size=28, width=2)
    judges = [
        (games.acgan(G, D, loss, z, Adam)[0], (pixels, rows)),
        (games.infogan_shared(G, D, loss, z, code, *optimizers)[0], (pixels,)),
        (games.infogan(G, conditional.trunk(width=2), conditional.trunk(width=2), loss, z, code, Adam)[0], (pixels,)),
        (games.semi_supervised(flat, D, D, z, *optimizers)[0], (pixels, pixels, torch.zeros(2).long())),
    ]
    for judge, batch in judges:
        with pytest.raises(ValueError, match="G reaches only"):
            judge.move(batch)


def every_game():
    """Each game's players, whose networks they are, and the batch that they are dealt."""
    torch.manual_seed(0)
    x, c, label = torch.randn(8, 1), torch.eye(2)[torch.arange(8) % 2], torch.arange(8) % 2
    loss, z, code = losses.non_saturating(), latents.normal(2, rng()), games.Code(classes=2)
    G, D = Told(2), TwoHeads(2)
    yield "acgan", games.acgan(G, D, loss, z, Adam), (G, D), (x, c)
    G, D, Q = Told(2), mlp.Discriminator((1,), hidden=(8,)), mlp.Generator(1, (2,), hidden=(8,))
    yield "infogan", games.infogan(G, D, Q, loss, z, code, Adam), (G, D, Q), (x,)
    G, D = Told(2), TwoHeads(2)
    own = Adam(D.parameters()), Adam(G.parameters())
    yield "infogan, one trunk", games.infogan_shared(G, D, loss, z, code, *own), (G, D), (x,)
    G, C = mlp.Generator(2, (1,), hidden=(8,)), mlp.Generator(1, (2,), hidden=(8,))
    own = Adam(C.parameters()), Adam(G.parameters())
    yield "semi-supervised", games.semi_supervised(G, C, C, z, *own), (G, C), (x, x, label)


@pytest.mark.parametrize("game", list(every_game()), ids=lambda game: game[0])
def test_one_loop_plays_them_all(game):
    _, players, networks, batch = game
    before = [as_it_was(network) for network in networks]
    paid = list(train.play(players, iter([batch] * 10), 5))
    assert [set(turn) for turn in paid] == [{player.name for player in players}] * 5
    assert all(math.isfinite(value) for turn in paid for value in turn.values())
    assert all(moved(network, was) for network, was in zip(networks, before, strict=True))
