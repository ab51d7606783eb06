"""Each loss does what its paper says: values, signs, slopes."""

import math

import pytest
import torch

from gannotes import divergences, losses

F64 = torch.float64
LOGITS = torch.linspace(-6, 6, 25, dtype=F64)
ALL = {
    "minimax": losses.minimax(),
    "non_saturating": losses.non_saturating(),
    "least_squares": losses.least_squares(),
    "wasserstein": losses.wasserstein(),
    "hinge": losses.hinge(),
    **{
        name: losses.f_gan(getattr(divergences, name)())
        for name in ("f_kl", "f_reverse_kl", "f_pearson", "f_hellinger", "f_js", "f_gan")
    },
}
EACH = pytest.mark.parametrize("loss", ALL.values(), ids=ALL)


def slope(curve, a):
    a = torch.tensor(float(a), dtype=F64, requires_grad=True)
    (gradient,) = torch.autograd.grad(curve(a), a)
    return gradient.item()


def test_minimax_is_the_papers_value_function():
    D, loss = torch.sigmoid, losses.minimax()
    torch.testing.assert_close(loss.real(LOGITS), -torch.log(D(LOGITS)))
    torch.testing.assert_close(loss.fake(LOGITS), -torch.log(1 - D(LOGITS)))
    torch.testing.assert_close(loss.generator(LOGITS), torch.log(1 - D(LOGITS)))


def test_minimax_is_zero_sum_and_non_saturating_is_not():
    torch.testing.assert_close(losses.minimax().generator(LOGITS), -losses.minimax().fake(LOGITS))
    torch.testing.assert_close(losses.non_saturating().generator(LOGITS), -torch.log(torch.sigmoid(LOGITS)))


def test_non_saturating_has_the_same_discriminator():
    minimax, other = losses.minimax(), losses.non_saturating()
    assert torch.equal(minimax.real(LOGITS), other.real(LOGITS))
    assert torch.equal(minimax.fake(LOGITS), other.fake(LOGITS))


def test_a_sure_discriminator_silences_minimax_but_not_non_saturating():
    assert slope(losses.minimax().generator, -10) == pytest.approx(-4.5398e-5, rel=1e-4)
    assert slope(losses.non_saturating().generator, -10) == pytest.approx(-0.9999546, rel=1e-6)


def test_at_a_logit_of_minus_200_the_loss_is_200_with_slope_one():
    assert losses.non_saturating().generator(torch.tensor(-200.0)).item() == 200
    assert slope(losses.non_saturating().generator, -200) == -1
    assert slope(losses.minimax().real, -200) == -1


def test_a_sure_discriminator_that_is_wrong_pays_its_logit_with_slope_one():
    """In float32, where D itself has long been rounded to 0 or 1."""
    for loss in (losses.minimax(), losses.non_saturating()):
        real, fake = torch.tensor([-200.0], requires_grad=True), torch.tensor([200.0], requires_grad=True)
        assert [loss.real(real).item(), loss.fake(fake).item()] == [200, 200]
        loss.for_discriminator(real, fake).backward()
        assert [real.grad.item(), fake.grad.item()] == [-1, 1]
    assert losses.minimax().generator(torch.tensor(200.0)).item() == -200


def test_least_squares_carries_the_papers_half_and_its_three_labels():
    loss = losses.least_squares(real=3.0, fake=-2.0, target=0.5)
    torch.testing.assert_close(loss.real(LOGITS), (LOGITS - 3) ** 2 / 2)
    torch.testing.assert_close(loss.fake(LOGITS), (LOGITS + 2) ** 2 / 2)
    torch.testing.assert_close(loss.generator(LOGITS), (LOGITS - 0.5) ** 2 / 2)
    default = losses.least_squares()
    assert [default.real(torch.tensor(0.0)).item(), default.fake(torch.tensor(2.0)).item()] == [0.5, 2.0]
    assert default.generator(torch.tensor(0.0)).item() == 0.5


def test_hinge_stops_at_its_margin_and_wasserstein_never_does():
    assert [slope(losses.hinge().real, a) for a in (-2, 0.9, 1.1)] == [-1, -1, 0]
    assert [slope(losses.hinge().fake, a) for a in (2, -0.9, -1.1)] == [1, 1, 0]
    assert [slope(losses.hinge().generator, a) for a in (-9, 9)] == [-1, -1]
    assert [slope(losses.wasserstein().real, a) for a in (-9, 9)] == [-1, -1]
    assert [slope(losses.wasserstein().fake, a) for a in (-9, 9)] == [1, 1]


@EACH
def test_every_generator_wants_higher_logits_on_its_fakes(loss):
    assert slope(loss.generator, -0.5) < 0


@EACH
def test_every_discriminator_wants_reals_above_fakes(loss):
    assert slope(loss.real, 0.25) < 0 < slope(loss.fake, 0.25)


@EACH
def test_the_players_pay_a_mean_at_any_batch_size(loss):
    generator = torch.Generator().manual_seed(0)
    real, fake = torch.randn(2, 6, generator=generator, dtype=F64)
    expected = sum(loss.real(a) + loss.fake(b) for a, b in zip(real, fake, strict=True)) / 6
    torch.testing.assert_close(loss.for_discriminator(real, fake), expected)
    torch.testing.assert_close(loss.for_discriminator(real.repeat(3), fake.repeat(3)), expected)
    torch.testing.assert_close(loss.for_generator(fake), sum(loss.generator(b) for b in fake) / 6)


@EACH
def test_the_gradient_reaches_every_logit(loss):
    real, fake = (torch.linspace(0.1, 0.8, 5, dtype=F64).requires_grad_() for _ in range(2))
    loss.for_discriminator(real, fake).backward()
    assert (real.grad < 0).all()
    assert (fake.grad > 0).all()
    again = fake.detach().requires_grad_()
    loss.for_generator(again).backward()
    assert (again.grad < 0).all()


def test_f_gan_of_the_gan_divergence_is_minimax_and_of_js_up_to_its_constant():
    minimax = losses.minimax()
    for made, constant in ((divergences.f_gan(), 0.0), (divergences.f_js(), math.log(2))):
        loss = losses.f_gan(made)
        torch.testing.assert_close(loss.real(LOGITS) + constant, minimax.real(LOGITS))
        torch.testing.assert_close(loss.fake(LOGITS) + constant, minimax.fake(LOGITS))
        torch.testing.assert_close(loss.generator(LOGITS) - constant, minimax.generator(LOGITS))


@pytest.mark.parametrize(("p", "q"), [(0.7, 0.2), (0.05, 0.6)])
def test_the_best_logit_of_each_loss_where_the_densities_are_p_and_q(p, q):
    best = {
        "minimax": math.log(p / q),
        "least_squares": p / (p + q),
        "hinge": 1.0 if p > q else -1.0,
        "f_kl": 1 + math.log(p / q),
        "f_reverse_kl": math.log(p / q),
        "f_pearson": 2 * (p / q - 1),
        "f_hellinger": math.log(p / q) / 2,
        "f_js": math.log(p / q),
        "f_gan": math.log(p / q),
    }
    for name, expected in best.items():
        a = torch.linspace(-8, 8, 160_001, dtype=F64)
        cost = p * ALL[name].real(a) + q * ALL[name].fake(a)
        assert a[cost.argmin()].item() == pytest.approx(expected, abs=1e-3), name


def test_losses_follow_the_device_and_the_dtype(device):
    for loss in ALL.values():
        logits = torch.zeros(3, device=device, dtype=torch.float32)
        paid = loss.for_discriminator(logits, logits)
        assert (paid.device.type, paid.dtype) == (device.type, torch.float32)


@EACH
def test_a_trailing_axis_on_the_logits_is_refused(loss, as_readers_run):
    good, bad = torch.zeros(4), torch.zeros(4, 1)
    for call in (
        lambda: loss.for_generator(bad),
        lambda: loss.for_discriminator(bad, bad),
        lambda: loss.for_discriminator(good, bad),
        lambda: loss.for_generator(torch.zeros(0)),
    ):
        with pytest.raises(ValueError, match=r"must have shape \(n,\).*\.squeeze\(1\)"):
            call()


@EACH
def test_reals_and_fakes_weigh_one_half_each_however_many_there_are(loss):
    real, fake = LOGITS[:7], LOGITS[10:12]
    expected = sum(map(loss.real, real)) / 7 + sum(map(loss.fake, fake)) / 2
    torch.testing.assert_close(loss.for_discriminator(real, fake), expected)


def test_relativistic_pays_for_the_lead_of_each_pair_typed_flat():
    """Huang et al. (2024): -log of a sigmoid of how far D puts a real above its fake; for G, below."""
    real, fake = torch.randn(2, 5, generator=torch.Generator().manual_seed(0), dtype=F64)
    real = real + 1
    pairs = list(zip(real.tolist(), fake.tolist(), strict=True))
    loss = losses.relativistic()
    for_D = sum(math.log(1 + math.exp(b - a)) for a, b in pairs) / 5
    for_G = sum(math.log(1 + math.exp(a - b)) for a, b in pairs) / 5
    assert abs(for_D - for_G) > 0.1
    assert loss.for_discriminator(real, fake).item() == pytest.approx(for_D, rel=1e-12)
    assert loss.for_generator(fake, real).item() == pytest.approx(for_G, rel=1e-12)


def test_relativistic_slopes_are_logistic_in_the_lead_and_do_not_overflow():
    """d/da softplus(b - a) = -sigmoid(b - a), and the other logit feels the opposite."""
    real, fake = (torch.tensor(a, dtype=F64, requires_grad=True) for a in ([2.0, -300.0], [0.5, 300.0]))
    losses.relativistic().for_discriminator(real, fake).backward()
    expected = [-1 / (1 + math.exp(1.5)) / 2, -1 / 2]
    assert real.grad.tolist() == pytest.approx(expected, rel=1e-12)
    assert fake.grad.tolist() == pytest.approx([-slope for slope in expected], rel=1e-12)
    again = fake.detach().requires_grad_()
    losses.relativistic().for_generator(again, real.detach()).backward()
    assert again.grad.tolist() == pytest.approx([-1 / (1 + math.exp(-1.5)) / 2, 0], rel=1e-12, abs=1e-12)


def test_only_the_relativistic_loss_looks_at_the_reals_in_gs_turn():
    fake, real = torch.tensor([0.3, -0.7], dtype=F64), torch.tensor([1.0, 0.5], dtype=F64)
    for loss in ALL.values():
        assert isinstance(loss, losses.Loss)
        assert loss.in_turn_of_generator(fake, pytest.fail) == loss.for_generator(fake)
    paired = losses.relativistic()
    assert isinstance(paired, losses.Loss)
    assert paired.in_turn_of_generator(fake, lambda: real) == paired.for_generator(fake, real)


def test_a_pair_takes_a_real_and_a_fake_of_one_logit_each(as_readers_run):
    loss = losses.relativistic()
    for call in (loss.for_discriminator, lambda real, fake: loss.for_generator(fake, real)):
        with pytest.raises(ValueError, match="64 real and 1 fake"):
            call(torch.zeros(64), torch.zeros(1))
        with pytest.raises(ValueError, match=r"real_logits must have shape \(n,\)"):
            call(torch.zeros(4, 1), torch.zeros(4))
        with pytest.raises(ValueError, match=r"fake_logits must have shape \(n,\)"):
            call(torch.zeros(4), torch.zeros(4, 1))


def test_shapes_in_signatures_are_checked_in_tests():
    with pytest.raises(TypeError):
        losses.hinge().for_generator(torch.zeros(4, 1))
