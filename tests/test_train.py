"""play is Algorithm 1: the order of turns, whose weights move, which samples each turn sees."""

import copy
import itertools
import math
from functools import partial

import pytest
import torch
from torch import nn

from gannotes import divergences, games, losses, penalties, train
from gannotes.data import latents, streams, toy
from gannotes.models import mlp

Adam = partial(torch.optim.Adam, lr=1e-3, betas=(0.5, 0.999))


def networks(seed=0, inputs=1, outputs=1):
    torch.manual_seed(seed)
    G = mlp.Generator(inputs, (outputs,), hidden=(8,)).double()
    D = mlp.Discriminator((outputs,), hidden=(8,)).double()
    return G, D


def rng(seed=0):
    return torch.Generator().manual_seed(seed)


def stream(source, seed=1, size=16):
    return streams.fresh(source, size, rng(seed))


NORMAL = toy.normal(dtype=torch.float64)


def algorithm_1(G, D, rounds, k):
    """The paper's pseudo-code, typed flat: probabilities, logs, both gradients by hand of autograd."""
    descend_D, descend_G = Adam(D.parameters()), Adam(G.parameters())
    data, noise = stream(NORMAL), latents.uniform(1, rng(2), torch.float64)
    for _ in range(rounds):
        for _ in range(k):
            (x,) = next(data)
            z = noise(len(x))
            value = torch.log(torch.sigmoid(D(x))).mean() + torch.log(1 - torch.sigmoid(D(G(z)))).mean()
            descend_D.zero_grad()
            (-value).backward()
            descend_D.step()
        (x,) = next(data)
        z = noise(len(x))
        value = torch.log(1 - torch.sigmoid(D(G(z)))).mean()
        descend_G.zero_grad()
        value.backward()
        descend_G.step()


@pytest.mark.parametrize("k", [1, 3])
def test_play_is_the_papers_pseudo_code_typed_flat(k):
    G, D = networks()
    flat_G, flat_D = copy.deepcopy((G, D))
    noise = latents.uniform(1, rng(2), torch.float64)
    for _ in train.play(games.gan(G, D, losses.minimax(), noise, Adam, k=k), stream(NORMAL), rounds=20):
        pass
    algorithm_1(flat_G, flat_D, rounds=20, k=k)
    played, typed = (
        itertools.chain(G.parameters(), D.parameters()),
        itertools.chain(flat_G.parameters(), flat_D.parameters()),
    )
    for p, q in zip(played, typed, strict=True):
        torch.testing.assert_close(p, q, rtol=0, atol=1e-12)


class Recorder:
    """A player that keeps what it was dealt."""

    def __init__(self, name, steps, log):
        self.name, self.steps, self.log = name, steps, log

    def move(self, batch):
        self.log.append((self.name, batch))
        return float(len(self.log))


def test_each_round_gives_d_its_k_turns_then_g_one_each_with_a_fresh_batch():
    log = []
    players = [Recorder("D", 3, log), Recorder("G", 1, log)]
    assert all(isinstance(player, train.Player) for player in players)
    paid = list(train.play(players, iter(range(100)), rounds=2))
    assert log == list(zip("DDDGDDDG", range(8), strict=True))
    assert paid == [{"D": 3.0, "G": 4.0}, {"D": 7.0, "G": 8.0}]


def test_fresh_noise_at_every_turn():
    drawn = []

    def latent(n):
        drawn.append(torch.randn(n, 1, dtype=torch.float64))
        return drawn[-1]

    G, D = networks()
    list(train.play(games.gan(G, D, losses.minimax(), latent, Adam, k=2), stream(NORMAL), rounds=1))
    assert len(drawn) == 3
    assert not any(torch.equal(a, b) for a, b in itertools.combinations(drawn, 2))


def test_a_player_moves_only_its_own_weights():
    G, D = networks()
    judge, forge = games.gan(G, D, losses.hinge(), latents.uniform(1, dtype=torch.float64), Adam)
    for player, mover, other in ((judge, D, G), (forge, G, D)):
        before = copy.deepcopy((mover.state_dict(), other.state_dict()))
        player.move(next(stream(NORMAL)))
        assert all(torch.equal(before[1][name], value) for name, value in other.state_dict().items())
        assert not all(torch.equal(before[0][name], value) for name, value in mover.state_dict().items())


def test_g_leaves_no_gradient_in_d():
    G, D = networks()
    _, forge = games.gan(G, D, losses.minimax(), latents.uniform(1, dtype=torch.float64), Adam)
    forge.move(next(stream(NORMAL)))
    assert all(weight.grad is None for weight in D.parameters())


def test_g_climbs_and_d_tells_apart():
    """One step each way: D's cost falls on the same batch, and G's fakes score higher."""
    G, D = networks()
    sgd = partial(torch.optim.SGD, lr=0.05)
    z = torch.linspace(-1, 1, 16, dtype=torch.float64)[:, None]
    judge, forge = games.gan(G, D, losses.non_saturating(), lambda n: z, sgd)
    x = NORMAL.sample(16, rng()) + 3
    assert judge.move((x,)) > judge.move((x,))
    before = D(G(z)).mean().item()
    forge.move((x,))
    assert D(G(z)).mean().item() > before


def test_descent_says_what_was_paid_before_the_step():
    w = nn.Parameter(torch.tensor(3.0))
    player = train.Descent("w", lambda: w**2, torch.optim.SGD([w], lr=0.5))
    assert player.move(()) == 9.0
    assert w.item() == 0.0


def test_the_projection_comes_after_the_step():
    D = nn.Linear(1, 1)
    player = train.Descent(
        "D", lambda x: -1000 * D(x).mean(), torch.optim.SGD(D.parameters(), lr=1.0), project=penalties.clip(D, 0.02)
    )
    player.move((torch.ones(4, 1),))
    assert D.weight.item() == D.bias.item() == pytest.approx(0.02)


@pytest.mark.parametrize("k", [0, -1])
def test_k_below_one_is_refused(k):
    G, D = networks()
    with pytest.raises(ValueError, match=rf"at least one step in each round \(k >= 1\), got {k}"):
        games.gan(G, D, losses.minimax(), latents.uniform(1), Adam, k=k)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_an_objective_that_is_not_finite_stops_the_game_before_any_weight_is_lost(bad):
    w = nn.Parameter(torch.tensor(3.0))
    player = train.Descent("G", lambda: w * bad, torch.optim.SGD([w], lr=0.5))
    with pytest.raises(FloatingPointError, match=r"G's objective is (nan|inf).*as they were.*learning rate"):
        player.move(())
    assert w.item() == 3.0


def test_batches_that_run_out_say_so():
    w = nn.Parameter(torch.tensor(1.0))
    player = train.Descent("w", lambda x: w**2, torch.optim.SGD([w], lr=0.1))
    with pytest.raises(ValueError, match="batches ran out"):
        list(train.play([player], [(torch.zeros(1),)] * 3, rounds=4))


def test_a_game_cut_in_two_is_the_game_left_alone():
    def start():
        G, D = networks()
        return G, games.gan(G, D, losses.minimax(), latents.uniform(1, rng(2), torch.float64), Adam), stream(NORMAL)

    G, players, data = start()
    list(train.play(players, data, rounds=6))
    again, players, data = start()
    list(train.play(players, data, rounds=3))
    list(train.play(players, data, rounds=3))
    assert all(torch.equal(p, q) for p, q in zip(G.parameters(), again.parameters(), strict=True))


GAMES = {
    "minimax": {"loss": losses.minimax()},
    "least squares": {"loss": losses.least_squares()},
    "hinge": {"loss": losses.hinge()},
    "f-gan": {"loss": losses.f_gan(divergences.f_kl())},
    "wgan-gp": {"loss": losses.wasserstein(), "penalty": penalties.wgan_gp(), "k": 5},
    "r1": {"loss": losses.non_saturating(), "penalty": penalties.r1(1.0)},
    "r3gan": {"loss": losses.relativistic(), "penalty": penalties.total(penalties.r1(1.0), penalties.r2(1.0))},
    "lazy r1": {"loss": losses.hinge(), "penalty": penalties.every(16, penalties.r1(1.0))},
}


@pytest.mark.parametrize("game", GAMES.values(), ids=GAMES)
def test_one_loop_plays_every_gan(game):
    G, D = networks()
    players = games.gan(G, D, latent=latents.uniform(1, dtype=torch.float64), optimize=Adam, **game)
    paid = list(train.play(players, stream(NORMAL), 2))
    assert [set(row) for row in paid] == [{"D", "G"}] * 2
    assert all(math.isfinite(value) for row in paid for value in row.values())


def test_a_penalty_is_added_to_what_d_pays_and_felt_by_its_weights():
    G, D = networks()
    x = NORMAL.sample(16, rng())

    def first_move(penalty):
        own = copy.deepcopy(D)
        latent = latents.uniform(1, rng(5), torch.float64)
        judge = games.discriminator(
            G, own, losses.minimax(), latent, torch.optim.SGD(own.parameters(), 0.1), penalty=penalty
        )
        return judge.move((x,)), own.state_dict()

    plain, weights = first_move(games.no_penalty)
    penalised, others = first_move(penalties.r1(10.0))
    assert penalised - plain == pytest.approx(penalties.r1(10.0)(D, x, x).item())
    assert not all(torch.equal(weights[name], others[name]) for name in weights)


def test_labels_condition_both_players():
    """G draws what it is told, and D judges each x, real or drawn, by its own label: by hand, for two labels."""

    class Drawer(nn.Module):
        def __init__(self):
            super().__init__()
            self.shift = nn.Parameter(torch.tensor([0.5, -0.25], dtype=torch.float64))

        def forward(self, z, y):
            return z + y @ self.shift[:, None]

    class Reader(nn.Module):
        def __init__(self):
            super().__init__()
            self.slope = nn.Parameter(torch.tensor([2.0, -3.0], dtype=torch.float64))

        def forward(self, x, y):
            return x[:, 0] * (y @ self.slope)

    x, y = torch.tensor([[1.0], [4.0]], dtype=torch.float64), torch.eye(2, dtype=torch.float64)
    G, D = Drawer(), Reader()
    still = partial(torch.optim.SGD, lr=0.0)  # what is paid after D's turn is then by the same weights
    players = games.gan(G, D, losses.wasserstein(), lambda n: torch.zeros(n, 1, dtype=torch.float64), still)
    (paid,) = train.play(players, itertools.repeat((x, y)), 1)
    on_real, on_drawn = (2 * 1 - 3 * 4) / 2, (2 * 0.5 - 3 * -0.25) / 2
    assert paid == {"D": pytest.approx(on_drawn - on_real), "G": pytest.approx(-on_drawn)}
    assert G.shift.grad.tolist() == pytest.approx([-1.0, 1.5]), "each label's shift by that label's slope"


def test_data_beyond_a_tanh_generators_reach_are_refused():
    G, D = mlp.Generator(2, (1, 4, 4), tanh=True), mlp.Discriminator((1, 4, 4))
    judge, _ = games.gan(G, D, losses.minimax(), latents.uniform(2), Adam)
    judge.move((torch.rand(3, 1, 4, 4) * 2 - 1,))
    with pytest.raises(ValueError, match=r"reaches only \[-1, 1\], but the data lie in \[0, 255\].*x / 127.5 - 1"):
        judge.move((torch.tensor([0.0, 255.0]).expand(3, 1, 4, 2).repeat(1, 1, 1, 2),))


def test_the_game_is_played_on_every_device(device):
    G, D = mlp.Generator(1, (1,)).to(device), mlp.Discriminator((1,)).to(device)
    source = toy.mixture(torch.zeros(1, 1, device=device), 1.0)
    chance = torch.Generator(device).manual_seed(0)
    players = games.gan(G, D, losses.non_saturating(), latents.uniform(1, chance), Adam, penalty=penalties.r1())
    before = copy.deepcopy((G, D))
    dealt = Recorder("watching", 1, [])
    paid = list(train.play([*players, dealt], streams.fresh(source, 8, chance), 2))
    assert all(math.isfinite(turn[name]) for turn in paid for name in "DG")
    for network, was in zip((G, D), before, strict=True):
        for weight, old in zip(network.parameters(), was.parameters(), strict=True):
            assert weight.device.type == device.type
            assert not torch.equal(weight, old), "both have moved there"


def test_a_generator_of_players_plays_every_round():
    log = []
    players = (Recorder(name, 1, log) for name in "DG")
    assert [list(paid) for paid in train.play(players, range(100), rounds=3)] == [["D", "G"]] * 3
    assert log == list(zip("DGDGDG", range(6), strict=True))


@pytest.mark.parametrize("names", ["", "DD", "DGD"])
def test_players_are_some_and_have_names_of_their_own(names):
    with pytest.raises(ValueError, match="needs players, each with a name of its own"):
        next(train.play([Recorder(name, 1, []) for name in names], itertools.count(), 1))


def test_games_return_learners_with_their_optimizers():
    players = games.gan(*networks(), losses.minimax(), latents.uniform(1, dtype=torch.float64), Adam)
    assert all(isinstance(player, train.Learner) and isinstance(player, train.Player) for player in players)
    assert not isinstance(Recorder("D", 1, []), train.Learner)
    assert [[*player.optimizers] for player in players] == [[player.optimizer] for player in players]


def test_frozen_weights_stay_and_the_others_take_plain_pytorchs_step():
    G, D = networks()
    flat, x = copy.deepcopy(D), NORMAL.sample(16, rng())
    for net in (D, flat):
        for weight in itertools.islice(net.parameters(), 2):
            weight.requires_grad_(False)
    z = torch.linspace(-1, 1, 16, dtype=torch.float64)[:, None]
    judge, forge = games.gan(G, D, losses.minimax(), lambda n: z, Adam)
    cost = -torch.log(torch.sigmoid(flat(x))).mean() - torch.log(1 - torch.sigmoid(flat(G(z).detach()))).mean()
    step = Adam(flat.parameters())
    cost.backward()
    before = [weight.clone() for weight in flat.parameters()]
    step.step()
    judge.move((x,))
    for own, typed, old in zip(D.parameters(), flat.parameters(), before, strict=True):
        torch.testing.assert_close(own, typed, rtol=0, atol=1e-12)
        assert torch.equal(own, old) != own.requires_grad
    assert math.isfinite(forge.move((x,))), "G still learns through a D that is frozen in part"


def test_a_player_with_every_weight_frozen_says_so():
    G, D = networks()
    judge, _ = games.gan(G, D.requires_grad_(False), losses.minimax(), latents.uniform(1, dtype=torch.float64), Adam)
    with pytest.raises(ValueError, match="D has no weight that may move, all are frozen"):
        judge.move(next(stream(NORMAL)))


def test_a_slope_that_is_not_finite_is_no_step():
    """The root at 0 has a finite value and an infinite slope."""
    w, u = (nn.Parameter(torch.tensor([3.0, 0.0])) for _ in range(2))
    for own, objective in ((w, lambda: w.sqrt().sum()), (u, lambda: (0 * u.sqrt()).sum())):
        player = train.Descent("F", objective, torch.optim.SGD([own, nn.Parameter(torch.empty(0))], lr=0.5))
        with pytest.raises(FloatingPointError, match=r"F's gradient is not finite.*as they were"):
            player.move(())
        assert own.tolist() == [3.0, 0.0]


def test_a_steep_slope_whose_square_overflows_is_a_step():
    w = nn.Parameter(torch.tensor(0.0))
    assert train.Descent("w", lambda: 1e30 * w, torch.optim.SGD([w], lr=1e-30)).move(()) == 0
    assert w.item() == pytest.approx(-1)


def test_sparse_slopes_are_stepped_along_too():
    rows = nn.Embedding(4, 2, sparse=True)
    before = rows.weight.detach().clone()
    player = train.Descent("E", lambda i: rows(i).sum(), torch.optim.SGD(rows.parameters(), lr=1.0))
    player.move((torch.tensor([1, 1, 3]),))
    assert (before - rows.weight).tolist() == pytest.approx(torch.tensor([[0, 0], [2, 2], [0, 0], [1, 1]]), abs=1e-6)


def test_a_data_loaders_lists_are_batches(as_readers_run):
    x = torch.arange(8.0)[:, None]
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x), batch_size=4)
    assert isinstance(next(iter(loader)), list)
    seen = []
    w = nn.Parameter(torch.tensor(1.0))
    player = train.Descent("w", lambda x: seen.append(x) or w**2, torch.optim.SGD([w], lr=0.1))
    list(train.play([player], loader, 2))
    assert torch.equal(torch.cat(seen), x)


X4 = torch.zeros(4, 1, dtype=torch.float64)
BAD_BATCHES = {
    "a bare tensor": (X4, "got one Tensor"),
    "a dict": ({"x": X4}, "got one dict"),
    "words": ((X4, ["a", "b"]), "a tuple that holds list"),
    "labels left in": ([X4, torch.zeros(4)], "D was dealt 2 tensors, but .*positional argument"),
}


@pytest.mark.parametrize(("batch", "why"), BAD_BATCHES.values(), ids=BAD_BATCHES)
def test_what_is_no_batch_is_told_what_a_batch_is(batch, why, as_readers_run):
    players = games.gan(*networks(), losses.minimax(), latents.uniform(1, dtype=torch.float64), Adam)
    with pytest.raises(ValueError, match=why) as told:
        next(train.play(players, itertools.repeat(batch), 1))
    assert "a batch is a tuple of the tensors that the game names" in str(told.value)
    assert "((x,) for x, label in loader)" in str(told.value)


def test_too_few_tensors_are_told_too_and_a_type_error_of_another_kind_is_left_alone():
    G, D = networks()
    players = games.cyclegan(G, copy.deepcopy(G), D, D, losses.minimax(), Adam)
    with pytest.raises(ValueError, match=r"D_X was dealt 1 tensors, but .*'y'"):
        next(train.play(players, stream(NORMAL), 1))
    broken = train.Descent("D", lambda x: x.tolist() + 1, Adam(D.parameters()))
    with pytest.raises(TypeError, match="can only concatenate list"):
        broken.move((torch.zeros(1),))


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_data_that_are_not_finite_are_refused_wherever_g_reaches(bad):
    judge, _ = games.gan(*networks(), losses.minimax(), latents.uniform(1, dtype=torch.float64), Adam)
    with pytest.raises(ValueError, match="the data must be finite"):
        judge.move((torch.tensor([[0.0], [bad]], dtype=torch.float64),))
