"""Mutation, evaluation, selection: each against numbers worked out by hand, or typed flat."""

import contextlib
import copy
import itertools
import math
from functools import partial

import pytest
import torch
from torch import nn

from gannotes import games, losses, train
from gannotes.data import latents
from gannotes.models import mlp

F64 = torch.float64
Adam = partial(torch.optim.Adam, lr=1e-2, betas=(0.5, 0.9))


def tensor(*values):
    return torch.tensor(values, dtype=F64)


class Straight(nn.Module):
    """D(x) = w x, a logit for each row."""

    def __init__(self, w):
        super().__init__()
        self.w = nn.Parameter(tensor(w))

    def forward(self, x):
        return (x * self.w).sum(dim=1)


class Constant(nn.Module):
    """A generator that makes one number, whatever z is."""

    def __init__(self, made):
        super().__init__()
        self.made = nn.Parameter(tensor(made))

    def forward(self, z):
        return self.made.expand(len(z), 1)


def noise(seed=0):
    return latents.normal(1, torch.Generator().manual_seed(seed), F64)


def networks(seed=0):
    torch.manual_seed(seed)
    return mlp.Generator(1, (1,), hidden=(8,)).double(), mlp.Discriminator((1,), hidden=(8,)).double()


def weights(network):
    return torch.cat([w.detach().flatten() for w in network.parameters()])


def constants(*made, D=None, fitness=None, mutations=None, **how):
    """A game between generators of one number each and D(x) = x."""
    D = D or Straight(1.0)
    fitness = fitness or games.fitness(0.0)
    return games.egan([Constant(m) for m in made], D, noise(), Adam, fitness, mutations or games.MUTATIONS, **how)


def test_the_mutations_at_a_fake_that_d_gives_one_quarter():
    a = tensor(-math.log(3)).requires_grad_()
    expected = {  # cost, and its slope in the logit
        "minimax": (math.log(3 / 4) / 2, -1 / 8),
        "heuristic": (math.log(4) / 2, -3 / 8),
        "least squares": (9 / 16, -9 / 32),
    }
    assert list(games.MUTATIONS) == list(expected)
    for name, (cost, slope) in expected.items():
        paid = games.MUTATIONS[name].for_generator(a)
        assert paid.item() == pytest.approx(cost, abs=1e-12)
        assert torch.autograd.grad(paid, a)[0].item() == pytest.approx(slope, abs=1e-12)


def test_every_mutation_faces_the_same_d():
    a, b = torch.randn(2, 9, dtype=F64)
    for mutation in games.MUTATIONS.values():
        assert mutation.for_discriminator(a, b) == losses.minimax().for_discriminator(a, b)


def test_quality_is_the_mean_probability_of_real():
    fake = tensor([math.log(3)], [0.0], [-math.log(3)], [math.log(9)])
    assert games.quality(Straight(1.0), fake).item() == pytest.approx((0.75 + 0.5 + 0.25 + 0.9) / 4, abs=1e-12)


def test_diversity_is_minus_the_log_of_the_slope_of_ds_loss():
    """At w = 0 every logit is 0 and D's loss has the slope (mean of fakes - mean of reals)/2 in w."""
    real, fake = tensor([1.0], [3.0]), tensor([0.0], [-2.0], [-1.0])
    d = games.diversity(Straight(0.0), losses.minimax(), real, fake)
    assert d.item() == pytest.approx(-math.log(1.5), abs=1e-12)


def test_diversity_takes_one_norm_over_all_of_ds_weights():
    _, D = networks()
    real, fake = torch.randn(2, 16, 1, dtype=F64)
    before = weights(D)
    h, slopes = 1e-6, []
    for w in D.parameters():
        for place in range(w.numel()):
            ends = []
            for side in (h, -h):
                moved = copy.deepcopy(D)
                other = dict(zip(map(id, D.parameters()), moved.parameters(), strict=True))[id(w)]
                other.data.view(-1)[place] += side
                ends.append(losses.minimax().for_discriminator(moved(real), moved(fake)).item())
            slopes.append((ends[0] - ends[1]) / (2 * h))
    expected = -math.log(math.hypot(*slopes))
    assert games.diversity(D, losses.minimax(), real, fake).item() == pytest.approx(expected, abs=1e-6)
    assert torch.equal(weights(D), before)
    assert all(w.grad is None for w in D.parameters())


def test_a_d_with_nothing_to_learn_gives_infinite_diversity():
    same = tensor([1.0], [3.0])
    assert games.diversity(Straight(0.0), losses.minimax(), same, same).item() == math.inf


@pytest.mark.parametrize("gamma", [0.0, 0.1, 2.0])
def test_fitness_is_quality_plus_gamma_times_diversity(gamma):
    real, fake = tensor([1.0], [3.0]), tensor([0.0], [-2.0], [-1.0])
    assert games.fitness(gamma)(Straight(0.0), real, fake) == pytest.approx(0.5 - gamma * math.log(1.5), abs=1e-12)


def test_the_diversity_may_use_another_loss_of_d():
    """Least squares at w = 0: the slope of ((0 - 1)^2 + 0^2)/2 in w is -mean of reals."""
    judged = games.fitness(1.0, losses.least_squares())(Straight(0.0), tensor([1.0], [3.0]), tensor([7.0]))
    assert judged == pytest.approx(0.5 - math.log(2.0), abs=1e-12)


def test_two_rounds_are_the_papers_algorithm_typed_flat():
    """One parent: Adam by hand for every child, judged on one z; the best keeps its weights, its memory, its count."""
    G, D = networks()
    z_played, z_typed = noise(1), noise(1)
    flat = [w.detach().clone() for w in G.parameters()]
    first, second = [torch.zeros_like(w) for w in flat], [torch.zeros_like(w) for w in flat]
    (_, population) = games.egan([G], D, z_played, Adam, games.fitness(0.05), judged=40)
    x = torch.randn(16, 1, dtype=F64)
    sigma = torch.sigmoid
    costs = [
        lambda a: torch.log(1 - sigma(a)).mean() / 2,
        lambda a: -torch.log(sigma(a)).mean() / 2,
        lambda a: ((sigma(a) - 1) ** 2).mean(),
    ]
    for count in (1, 2, 3):
        population.move((x,))
        children = []
        for cost in costs:
            theta = [w.clone().requires_grad_() for w in flat]
            names = [name for name, _ in G.named_parameters()]
            made = torch.func.functional_call(G, dict(zip(names, theta, strict=True)), z_typed(16))
            slopes = torch.autograd.grad(cost(D(made)), theta)
            m = [0.5 * a + 0.5 * g for a, g in zip(first, slopes, strict=True)]
            v = [0.9 * a + 0.1 * g**2 for a, g in zip(second, slopes, strict=True)]
            moved = [
                w.detach() - 1e-2 * a / (1 - 0.5**count) / ((b / (1 - 0.9**count)).sqrt() + 1e-8)
                for w, a, b in zip(theta, m, v, strict=True)
            ]
            children.append((moved, m, v))
        z, worth = z_typed(40), []
        for moved, _, _ in children:
            made = torch.func.functional_call(G, dict(zip(names, moved, strict=True)), z).detach()
            paid = -torch.log(sigma(D(x))).mean() - torch.log(1 - sigma(D(made))).mean()
            size = torch.cat([g.flatten() for g in torch.autograd.grad(paid, [*D.parameters()])]).norm()
            worth.append((sigma(D(made)).mean() - 0.05 * torch.log(size)).item())
        best = max(range(3), key=worth.__getitem__)
        flat, first, second = children[best]
        survivor = population.parents[0]
        assert survivor.mutation == [*games.MUTATIONS][best]
        assert [score for _, score in population.scores] == pytest.approx(sorted(worth, reverse=True), abs=1e-9)
        for typed, played in zip(flat, survivor.G.parameters(), strict=True):
            torch.testing.assert_close(typed, played, rtol=0, atol=1e-9)


def test_adams_memory_travels_with_each_child():
    G, D = networks()
    (_, population) = games.egan([G], D, noise(), Adam, games.fitness(0.0))
    batch = (torch.randn(8, 1, dtype=F64),)
    for _ in range(3):
        population.move(batch)
    parent = population.parents[0]
    child = population.child(parent, "heuristic", batch)
    for old, new in zip(parent.G.parameters(), child.G.parameters(), strict=True):
        assert new in child.optimizer.state
        assert old not in child.optimizer.state
        remembered, became = parent.optimizer.state[old], child.optimizer.state[new]
        assert (remembered["step"].item(), became["step"].item()) == (3, 4)
        slope = (became["exp_avg"] - 0.5 * remembered["exp_avg"]) / 0.5
        expected = 0.9 * remembered["exp_avg_sq"] + 0.1 * slope**2
        torch.testing.assert_close(became["exp_avg_sq"], expected)


def test_a_child_leaves_its_parent_and_d_as_they_were():
    G, D = networks()
    (_, population) = games.egan([G], D, noise(), Adam, games.fitness(0.1))
    before = weights(G), weights(D)
    child = population.child(population.parents[0], "minimax", (torch.randn(8, 1, dtype=F64),))
    assert torch.equal(weights(G), before[0])
    assert not torch.equal(weights(child.G), before[0])
    assert torch.equal(weights(D), before[1])


def test_after_a_round_ds_step_sees_the_fakes_of_all_survivors():
    seen = []

    class Watching(Straight):
        def forward(self, x):
            seen.append(x.detach().clone())
            return super().forward(x)

    one = {"heuristic": games.MUTATIONS["heuristic"]}
    judge, population = constants(1.0, 3.0, 5.0, D=Watching(0.1), mutations=one)
    x = torch.zeros(10, 1, dtype=F64)
    list(train.play([population], iter([(x,)]), 1))
    assert len(population.parents) == 3
    seen.clear()
    judge.move((x,))
    met = [share.unique().tolist() for share in seen[1].tensor_split(3)]
    assert met == [[parent.G.made.item()] for parent in population.parents]
    assert len(seen[1].unique()) == 3


def test_d_meets_the_survivors_and_not_their_parents():
    _, population = constants(1.0)
    population.move((torch.zeros(4, 1, dtype=F64),))
    assert population(torch.zeros(4, 1)).unique().item() == population.parents[0].G.made.item() != 1.0


def test_the_fittest_of_all_children_survive_whoever_their_parents_are():
    """D(x) = x: the parent at 9 has fitter children than the one at -9, whatever their mutations."""
    _, population = constants(-9.0, 9.0)
    paid = population.move((torch.zeros(4, 1, dtype=F64),))
    assert [name for name, _ in population.scores[:3]] == sorted(games.MUTATIONS, key=[*games.MUTATIONS].index)
    assert all(parent.G.made.item() > 8 for parent in population.parents)
    assert len(population.scores) == 6
    assert paid == -population.scores[0][1]
    assert sorted((s for _, s in population.scores), reverse=True) == [s for _, s in population.scores]


def test_children_are_judged_on_the_same_z():
    judged = []

    def fitness(D, real, fake):
        judged.append(fake)
        return 0.0

    class Passing(Constant):
        def forward(self, z):
            return z + self.made

    _, population = constants(0.0, fitness=fitness)
    population.parents[0].G = G = Passing(0.0)
    population.parents[0].optimizer = Adam(G.parameters())
    population.judged = 7
    population.move((torch.zeros(4, 1, dtype=F64),))
    assert [len(fake) for fake in judged] == [7, 7, 7]
    for one, other in itertools.pairwise(judged):
        assert (one - other).std() < 1e-12


def test_a_population_is_a_player_and_reaches_as_far_as_its_generators():
    _, population = constants(1.0)
    assert isinstance(population, train.Player)
    assert population.reach == (-math.inf, math.inf)
    G = mlp.Generator(1, (1,), tanh=True)
    judge, population = games.egan([G], mlp.Discriminator((1,)), latents.normal(1), Adam, games.fitness(0.0))
    for player in (judge, population):
        with pytest.raises(ValueError, match="reaches only"):
            player.move((torch.full((4, 1), 3.0),))
    assert population.optimizers == [parent.optimizer for parent in population.parents]


def test_what_evolution_refuses():
    with pytest.raises(ValueError, match="a parent and a mutation, got 0 and 3"):
        constants()
    _, population = constants(1.0, 2.0)
    with pytest.raises(ValueError, match="meet all 2 survivors, but there are only 1"):
        population(torch.zeros(1, 1))
    _, population = constants(1.0, fitness=lambda D, real, fake: math.nan)
    with pytest.raises(FloatingPointError, match="fitness is nan"):
        population.move((torch.zeros(4, 1, dtype=F64),))
    with pytest.raises(ValueError, match="a parent and a mutation, got 1 and 0"):
        games.Population(Straight(0.0), noise(), population.parents, {}, games.fitness(0.0))


def test_a_short_evolution_finds_the_data():
    torch.manual_seed(0)
    G, D = mlp.Generator(1, (1,), hidden=(16,)), mlp.Discriminator((1,), hidden=(16,))
    rng = torch.Generator().manual_seed(0)
    z = latents.normal(1, rng)
    players = games.egan([G], D, z, partial(Adam, lr=5e-3), games.fitness(0.01), k=2)
    data = ((4 + 0.5 * torch.randn(64, 1, generator=rng),) for _ in itertools.count())
    for _ in train.play(players, data, 200):
        pass
    made = players[1](z(500))
    assert abs(made.mean().item() - 4) < 1 < abs(G(z(500)).mean().item() - 4)


def test_d_may_pay_for_pairs_while_the_mutations_stay_curves():
    """As many children's fakes as reals are judged, so that each real has its fake; else a sentence."""
    loss = losses.relativistic()
    D, real, fake = mlp.Discriminator((1,), hidden=(4,)), torch.randn(6, 1), torch.randn(6, 1)
    lead = D(real) - D(fake)
    slopes = torch.autograd.grad((1 + (-lead).exp()).log().mean(), [*D.parameters()])
    expected = -torch.cat([part.flatten() for part in slopes]).norm().log()
    torch.testing.assert_close(games.diversity(D, loss, real, fake), expected)
    for judged, outcome in (
        (None, contextlib.nullcontext()),
        (3, pytest.raises(ValueError, match="6 real and 3 fake")),
    ):
        G, D = mlp.Generator(1, (1,), hidden=(4,)), mlp.Discriminator((1,), hidden=(4,))
        players = games.egan([G], D, latents.normal(1), Adam, games.fitness(0.1, loss), loss=loss, judged=judged)
        with outcome:
            assert len(list(train.play(players, itertools.repeat((real,)), 2))) == 2
