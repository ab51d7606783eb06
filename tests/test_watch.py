"""A reading is what was there, by closed forms and by hand; and the game does not notice that it is read."""

import math

import pytest
import torch
from scipy.stats import norm
from torch import nn

from gannotes import divergences, losses
from gannotes.watch import Monitor

F64 = torch.float64


class Say(nn.Module):
    """A generator that returns what it was told to, whatever z is; its one weight is added to all of it."""

    def __init__(self, x):
        super().__init__()
        self.x, self.theta = x, nn.Parameter(torch.zeros(x.shape[1], dtype=x.dtype))

    def forward(self, z):
        return self.x + self.theta


class Line(nn.Module):
    """D(x) = w . x + b."""

    def __init__(self, w, b=0.0):
        super().__init__()
        self.w, self.b = torch.tensor(w, dtype=F64), b

    def forward(self, x):
        return x.flatten(1) @ self.w + self.b


def sample(n, d, seed=0):
    return torch.randn(n, d, generator=torch.Generator().manual_seed(seed), dtype=F64)


def read(real, fake, D=None, loss=None):
    D = D or Line([1.0] * real[0].numel())
    return Monitor(Say(fake), D, loss or losses.minimax(), real, torch.zeros(len(real), 1)).read()


def test_a_sample_that_is_the_data_has_no_gap_and_reaches_all():
    x = sample(200, 2)
    reading = read(x, x.flip(0))
    assert reading.sliced_w1 == 0
    assert reading.spread == pytest.approx(1)
    assert (reading.recall, reading.precision, reading.auc) == (1, 1, 0.5)


def test_on_a_line_the_gap_is_w1_in_standard_deviations():
    x, y = sample(300, 1), 0.3 * sample(300, 1, seed=1) + 2
    expected = divergences.wasserstein_1d(x[:, 0], y[:, 0]) / x.std()
    assert read(x, y).sliced_w1 == pytest.approx(expected.item(), rel=1e-9)


@pytest.mark.parametrize(("d", "share"), [(2, 2 / math.pi), (3, 1 / 2)])
def test_in_more_dimensions_a_shift_counts_by_its_mean_shadow(d, share):
    """The mean of |cos| over all directions is 2/pi in the plane and 1/2 in space; 400 directions know it to 7%."""
    x = sample(1500, d)
    watch = Monitor(Say(x + 3), Line([1.0] * d), losses.minimax(), x, torch.zeros(len(x), 1), lines=400)
    assert watch.read().sliced_w1 == pytest.approx(3 * math.sqrt(d) * share, rel=0.07)


def test_who_stands_still_has_moved_by_nothing_and_who_moves_by_what_they_moved():
    x = sample(100, 1)
    watch = Monitor(Say(x + 5), Line([1.0]), losses.minimax(), x, torch.zeros(100, 1))
    assert [watch.read().displacement for _ in range(3)] == [0, 0, 0]
    with torch.no_grad():
        watch.G.theta += 2 * x.std()
    assert watch.read().displacement == pytest.approx(2)
    assert watch.read().displacement == 0
    assert len(watch.history) == 5


def test_reached_and_good_are_the_two_sides_of_one_neighbourhood():
    """Two heaps of reals, and all fakes on one: all are good, and half is reached. Half of the fakes on none: half."""
    two = torch.cat([sample(100, 2), sample(100, 2, 1) + 20])
    reading = read(two, torch.cat([sample(100, 2, 2), sample(100, 2, 3)]))
    assert reading.precision > 0.95
    assert reading.recall == pytest.approx(0.5, abs=0.02)
    one = sample(100, 2)
    reading = read(one, torch.cat([one[:50], one[:50] + 20]))
    assert reading.precision == 0.5
    assert reading.recall > 0.7


def test_near_is_a_tenth_of_the_spread_beyond_the_nearest_other_real():
    real = torch.tensor([[-1.0], [1.0]], dtype=F64)  # spread 1, nearest other at 2: near is 2.1
    for offset, share in ((2.09, 1.0), (2.11, 0.0)):
        reading = read(real, torch.full((2, 1), 1 + offset, dtype=F64))
        assert (reading.recall, reading.precision) == (share / 2, share)


def test_spread_is_that_of_the_fakes_over_that_of_the_reals():
    x = sample(500, 3)
    assert read(x, 0.25 * x + 7).spread == pytest.approx(0.25)


def test_told_apart_counts_pairs_and_a_tie_for_half():
    real, fake = (torch.tensor(v, dtype=F64)[:, None] for v in ([2.0, 1.0], [1.0, 0.0]))
    assert read(real, fake, Line([1.0])).auc == 3.5 / 4
    assert read(real, fake, Line([-1.0])).auc == 0.5 / 4
    assert read(real, fake, Line([0.0])).auc == 0.5
    assert read(real, real + 100, Line([1.0])).auc == 0, "a D that is fooled"


def test_told_apart_of_two_bells_is_the_normal_distributions():
    x, y = sample(2000, 1), sample(2000, 1, 1) - 1
    assert read(x, y, Line([1.0])).auc == pytest.approx(norm.cdf(1 / math.sqrt(2)), abs=0.015)


def test_what_is_paid_and_the_gradient_are_those_of_the_loss():
    real, fake = sample(50, 2), sample(50, 2, 1) - 1
    D = Line([2.0, -1.0], b=0.5)
    a = D(fake)
    for loss, slopes in ((losses.minimax(), -a.sigmoid()), (losses.non_saturating(), a.sigmoid() - 1)):
        reading = read(real, fake, D, loss)
        assert reading.paid_by_D == pytest.approx(loss.for_discriminator(D(real), a).item())
        assert reading.paid_by_G == pytest.approx(loss.for_generator(a).item())
        assert reading.gradient == pytest.approx(slopes.mean().abs().item() * math.sqrt(5))
        assert reading.on_real == pytest.approx(D(real).mean().item())
        assert reading.on_fake == pytest.approx(a.mean().item())


def test_a_loss_of_pairs_is_read_too():
    real, fake = sample(50, 2), sample(50, 2, 1) - 1
    D, loss = Line([2.0, -1.0], b=0.5), losses.relativistic()
    lead = D(real) - D(fake)
    reading = read(real, fake, D, loss)
    assert reading.paid_by_D == pytest.approx((1 + (-lead).exp()).log().mean().item())
    assert reading.paid_by_G == pytest.approx((1 + lead.exp()).log().mean().item())
    assert reading.gradient == pytest.approx(lead.sigmoid().mean().item() * math.sqrt(5))


def test_no_scale_of_data_or_of_d_matters_to_the_numbers_without_a_unit():
    real, fake = sample(200, 2), 0.5 * sample(200, 2, 1) + 1
    one, other = read(real, fake), read(1000 * real, 1000 * fake, Line([7.0, 7.0], b=3.0))
    for name in ("auc", "sliced_w1", "spread", "recall", "precision"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-9), name


class Busy(nn.Module):
    """What a reading could disturb: dropout's dice, a batch norm's memory, gradients."""

    def __init__(self, outputs):
        super().__init__()
        self.stack = nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8), nn.Dropout(0.5), nn.Linear(8, outputs))

    def forward(self, x):
        return self.stack(x)


class BusyD(Busy):
    def forward(self, x):
        return self.stack(x)[:, 0]


def test_the_game_does_not_notice():
    torch.manual_seed(0)
    G, D = Busy(2), BusyD(1)
    D.stack[2].eval()  # who was at rest stays at rest
    state = {**G.state_dict(), **{f"D.{name}": value for name, value in D.state_dict().items()}}
    before, rng = {name: value.clone() for name, value in state.items()}, torch.get_rng_state()
    watch = Monitor(G, D, losses.minimax(), torch.randn(16, 2), torch.randn(16, 2))
    torch.set_rng_state(rng)
    watch.read()
    assert torch.equal(torch.get_rng_state(), rng)
    assert all(torch.equal(before[name], state[name]) for name in before)
    assert all(weight.grad is None for network in (G, D) for weight in network.parameters())
    assert G.stack[1].training
    assert G.stack[2].training
    assert not D.stack[2].training
    assert watch.read().displacement == 0, "no dropout while it is read"


def test_what_conditions_both_is_passed_on():
    class Conditioned(nn.Module):
        def __init__(self):
            super().__init__()
            self.theta = nn.Parameter(torch.zeros(()))

        def forward(self, z, y):
            return z + y[:, None] + self.theta

    class Judge(nn.Module):
        def forward(self, x, y):
            return x[:, 0] - y

    z, y = torch.randn(64, 1), torch.randint(0, 3, (64,)).float()
    reading = Monitor(Conditioned(), Judge(), losses.minimax(), z + y[:, None], z).read(y)
    assert reading.sliced_w1 == 0
    assert reading.on_real == pytest.approx(z.mean().item(), abs=1e-6)


def test_pictures_are_flattened():
    x = sample(20, 12).reshape(20, 3, 2, 2)

    class Album(Say):
        def __init__(self):
            super().__init__(sample(20, 12))

        def forward(self, z):
            return super().forward(z).reshape(20, 3, 2, 2)

    assert Monitor(Album(), Line([1.0] * 12), losses.minimax(), x, torch.zeros(20, 1)).read().sliced_w1 == 0


def test_what_can_not_be_measured_is_refused():
    x = sample(10, 2)
    for real, z in ((x, torch.zeros(9, 1)), (x[:1], torch.zeros(1, 1))):
        with pytest.raises(ValueError, match="as many z as reals, and two at least: got"):
            Monitor(Say(x), Line([1.0, 1.0]), losses.minimax(), real, z)
    for real in (torch.ones(10, 2, dtype=F64), x * math.nan, x * math.inf):
        with pytest.raises(ValueError, match="finite and not all the same"):
            Monitor(Say(x), Line([1.0, 1.0]), losses.minimax(), real, torch.zeros(10, 1))
