"""Penalties measure one slope a sample, on the points their papers name, and D's weights feel them."""

import math

import pytest
import torch
from torch import nn

from gannotes import penalties

F64 = torch.float64


def linear(w):
    return lambda x: x.flatten(1) @ w


@pytest.mark.parametrize("n", [1, 4, 16])
def test_a_linear_critic_of_slope_one_pays_nothing_at_any_batch_size(n):
    D = linear(torch.tensor([0.6, 0.8], dtype=F64))
    real, fake = torch.randn(2, n, 2, dtype=F64)
    assert penalties.wgan_gp()(D, real, fake).item() == pytest.approx(0, abs=1e-12)


def test_the_norm_is_over_all_axes_of_an_image():
    def D(x):
        return x.sum((1, 2, 3))

    real, fake = torch.randn(2, 2, 1, 2, 2, dtype=F64)
    assert penalties.slope(D, real).tolist() == [2.0, 2.0]
    assert penalties.wgan_gp(weight=1.0)(D, real, fake).item() == pytest.approx(1.0)
    assert penalties.r1(weight=1.0)(D, real, fake).item() == pytest.approx(2.0)


def test_the_slope_of_a_quadratic_is_exact_for_each_sample():
    x = torch.randn(5, 3, dtype=F64)
    torch.testing.assert_close(penalties.slope(lambda x: (x**2).sum(1) / 2, x), x.norm(dim=1))


def test_the_slope_of_samples_that_are_numbers():
    x = torch.tensor([-1.0, 2.0], dtype=F64)
    assert penalties.slope(lambda x: x**2, x).tolist() == [2.0, 4.0]


def test_wgan_gp_takes_one_point_a_sample_on_the_segment_from_real_to_fake():
    seen = []

    def D(x):
        seen.append(x.detach())
        return x.sum((1, 2))

    real, fake = torch.ones(4000, 2, 3, dtype=F64), torch.full((4000, 2, 3), -1.0, dtype=F64)
    penalties.wgan_gp()(D, real, fake)
    share = (seen[0] + 1) / 2  # of the real in each entry
    assert torch.equal(share, share[:, :1, :1].expand_as(share)), "one weight for all of a sample's entries"
    weights = share[:, 0, 0]
    assert len(weights.unique()) == 4000, "another weight for each sample"
    assert weights.min() >= 0
    assert weights.max() <= 1
    assert abs(weights.mean().item() - 0.5) < 0.02
    assert weights.std().item() == pytest.approx(1 / math.sqrt(12), abs=0.01)  # uniform


def test_wgan_gp_of_a_kink_halfway_is_half_its_weight():
    """relu has slope 1 beside the real and 0 beside the fake, so half of all segments' points pay."""
    real, fake = torch.ones(20_000, 1, dtype=F64), -torch.ones(20_000, 1, dtype=F64)
    paid = penalties.wgan_gp(weight=10.0)(lambda x: x.relu().squeeze(1), real, fake)
    assert paid.item() == pytest.approx(5.0, rel=0.05)


def test_the_critics_weights_feel_the_penalty():
    w = torch.tensor([3.0, 4.0], dtype=F64, requires_grad=True)
    real, fake = torch.randn(2, 8, 2, dtype=F64)
    penalties.wgan_gp(weight=1.0)(linear(w), real, fake).backward()
    torch.testing.assert_close(w.grad, 2 * (5 - 1) * w.detach() / 5)
    w.grad = None
    penalties.r1(weight=1.0)(linear(w), real, fake).backward()
    torch.testing.assert_close(w.grad, w.detach())


def test_a_flat_critic_pays_the_whole_weight_and_no_gradient_is_nan():
    D = nn.Linear(2, 1).double()
    nn.init.zeros_(D.weight)
    real, fake = torch.randn(2, 8, 2, dtype=F64)
    paid = penalties.wgan_gp(weight=10.0)(lambda x: D(x).squeeze(1), real, fake)
    paid.backward()
    assert paid.item() == pytest.approx(10.0)
    assert torch.isfinite(D.weight.grad).all()


def test_r1_looks_at_the_data_alone_with_the_papers_half():
    real, fake = torch.full((4, 1), 3.0, dtype=F64), torch.full((4, 1), 100.0, dtype=F64)
    assert penalties.r1(weight=10.0)(lambda x: (x**2).sum(1) / 2, real, fake).item() == pytest.approx(10 / 2 * 9)


def test_the_default_weights_are_the_papers():
    D, x = linear(torch.tensor([2.0], dtype=F64)), torch.randn(3, 1, dtype=F64)
    assert penalties.wgan_gp()(D, x, -x).item() == pytest.approx(10 * (2 - 1) ** 2)
    assert penalties.r1()(D, x, -x).item() == pytest.approx(10 / 2 * 4)
    assert penalties.r2()(D, x, -x).item() == pytest.approx(10 / 2 * 4)


def test_the_same_dice_give_the_same_penalty():
    def paid(seed):
        x = torch.linspace(-1, 1, 6, dtype=F64)[:, None]
        return penalties.wgan_gp(generator=torch.Generator().manual_seed(seed))(
            lambda x: (x**3).sum(1), x, 1 - x
        ).item()

    assert paid(0) == paid(0) != paid(1)


def test_clip_projects_every_weight_onto_its_box_and_no_further():
    D = nn.Linear(3, 2).double()
    with torch.no_grad():
        D.weight.copy_(torch.tensor([[0.5, -0.5, 0.005], [0.0, 0.01, -0.002]]))
        D.bias.copy_(torch.tensor([-7.0, 0.003]))
    penalties.clip(D)()
    torch.testing.assert_close(D.weight.data, torch.tensor([[0.01, -0.01, 0.005], [0.0, 0.01, -0.002]], dtype=F64))
    torch.testing.assert_close(D.bias.data, torch.tensor([-0.01, 0.003], dtype=F64))


def test_penalties_follow_the_device(device):
    x = torch.randn(4, 2, device=device)
    D = linear(torch.ones(2, device=device))
    assert penalties.wgan_gp()(D, x, -x).device.type == device.type
    assert penalties.slope(D, x).device.type == device.type


def test_bad_input_is_refused(as_readers_run):
    with pytest.raises(ValueError, match=r"real has shape \(4, 2\) and fake \(3, 2\)"):
        penalties.wgan_gp()(linear(torch.ones(2)), torch.zeros(4, 2), torch.zeros(3, 2))
    with pytest.raises(ValueError, match="bound must be positive, got 0"):
        penalties.clip(nn.Linear(1, 1), bound=0)


def test_the_one_sided_penalty_charges_only_what_exceeds_one():
    real, fake = torch.randn(2, 8, 2, dtype=F64)
    for size, due in ((0.0, 0.0), (0.5, 0.0), (1.0, 0.0), (3.0, 40.0)):
        w = size * torch.tensor([0.6, 0.8], dtype=F64, requires_grad=True)
        assert penalties.wgan_lp()(linear(w), real, fake).item() == pytest.approx(due, abs=1e-12)


def test_the_one_sided_penalty_pushes_a_steep_critic_down():
    w = torch.tensor([3.0, 4.0], dtype=F64, requires_grad=True)
    real, fake = torch.randn(2, 8, 2, dtype=F64)
    penalties.wgan_lp(weight=1.0)(linear(w), real, fake).backward()
    torch.testing.assert_close(w.grad, 2 * (5 - 1) * torch.tensor([0.6, 0.8], dtype=F64))


def half_square(x):
    return (x**2).sum(1) / 2


def test_r2_looks_at_the_fakes_alone_with_the_papers_half_and_sends_nothing_to_g():
    real, fake = torch.full((4, 1), 3.0, dtype=F64), torch.full((4, 1), 7.0, dtype=F64, requires_grad=True)
    assert penalties.r2(weight=10.0)(half_square, real, fake).item() == pytest.approx(10 / 2 * 49)
    w = torch.tensor([1.5], dtype=F64, requires_grad=True)
    penalties.r2(weight=1.0)(linear(w), real, fake).backward()
    assert w.grad.tolist() == pytest.approx([1.5])
    assert fake.grad is None


def test_a_total_is_the_sum_and_of_none_is_nothing():
    real, fake = torch.full((4, 1), 3.0, dtype=F64), torch.full((4, 1), 7.0, dtype=F64)
    both = penalties.total(penalties.r1(2.0), penalties.r2(4.0))
    assert both(half_square, real, fake).item() == pytest.approx(9 + 2 * 49)
    for none in (penalties.total(), penalties.no_penalty):
        paid = none(half_square, real, fake)
        assert (paid.item(), paid.shape, paid.dtype) == (0, (), F64)


def test_a_lazy_penalty_is_charged_every_nth_turn_n_times():
    """Karras et al. (2020), section 3.1: at the start, then once in n; over n turns as much as the eager one."""
    real = torch.full((4, 1), 3.0, dtype=F64)
    lazy = penalties.every(3, penalties.r1(2.0))
    assert [lazy(half_square, real, real).item() for _ in range(7)] == pytest.approx([27, 0, 0, 27, 0, 0, 27])


def test_a_lazy_penalty_goes_on_where_it_was():
    real = torch.full((4, 1), 3.0, dtype=F64)
    lazy, again = (penalties.every(4, penalties.r1()) for _ in range(2))
    for _ in range(3):
        lazy(half_square, real, real)
    again.load_state_dict(lazy.state_dict())
    later = [[each(half_square, real, real).item() for _ in range(5)] for each in (lazy, again)]
    assert later[0] == later[1] == pytest.approx([0, 4 * 45, 0, 0, 0])
    with pytest.raises(ValueError, match="n >= 1, got 0"):
        penalties.every(0, penalties.r1())
