"""Small games push where their papers say, and a round does to an error what its eigenvalues predict."""

import math

import pytest
import torch

from gannotes import divergences, losses, penalties
from gannotes.dynamics import (
    TwoPlayerGame,
    alternating,
    bilinear,
    dirac,
    extragradient,
    jacobian,
    simultaneous,
    spectral_radius,
    trajectory,
    vector_field,
)

F64 = torch.float64
ORIGIN = torch.zeros(2, dtype=F64)
BESIDE = torch.full((2,), 1e-9, dtype=F64)  # a norm has a kink at 0, where autograd finds no second derivative
STATES = torch.tensor([[1.0, 0.5], [-0.3, 2.0], [2.0, -1.5], [0.0, 0.7], [-1.0, -1.0]], dtype=F64)


def sigmoid(a):
    return 1 / (1 + (-a).exp())


# The push of each loss, typed from its slopes: theta' and psi' where D(x) = psi x, and t = psi theta.
CLOSED = {
    "minimax": (losses.minimax(), lambda t: sigmoid(t), lambda t: sigmoid(t)),
    "non_saturating": (losses.non_saturating(), lambda t: 1 - sigmoid(t), lambda t: sigmoid(t)),
    "least_squares": (losses.least_squares(real=1, fake=-1, target=1), lambda t: 1 - t, lambda t: 1 + t),
    "wasserstein": (losses.wasserstein(), torch.ones_like, torch.ones_like),
    "hinge": (losses.hinge(), torch.ones_like, lambda t: (t > -1).to(t)),
    "f_gan": (losses.f_gan(divergences.f_gan()), lambda t: sigmoid(t), lambda t: sigmoid(t)),
    "relativistic": (losses.relativistic(), lambda t: 1 - sigmoid(t), lambda t: sigmoid(t)),  # the lead is -t
}
EACH = pytest.mark.parametrize(("loss", "to_theta", "to_psi"), CLOSED.values(), ids=CLOSED)


def test_the_bilinear_players_push_at_right_angles_to_where_they_stand():
    theta, psi = STATES.unbind(1)
    torch.testing.assert_close(vector_field(bilinear())(STATES), torch.stack([-psi, theta], dim=1))


@EACH
def test_the_dirac_gan_pushes_by_the_slopes_of_its_losss_curves(loss, to_theta, to_psi):
    theta, psi = STATES.unbind(1)
    t = theta * psi
    expected = torch.stack([to_theta(t) * psi, -to_psi(t) * theta], dim=1)
    torch.testing.assert_close(vector_field(dirac(loss))(STATES), expected)


@EACH
def test_games_side_by_side_do_not_feel_each_other(loss, to_theta, to_psi):
    push = vector_field(dirac(loss, penalties.r1(0.3), penalties.wgan_gp(0.2), data=(-1.0, 0.5)))
    alone = torch.cat([push(state[None]) for state in STATES])
    torch.testing.assert_close(push(STATES), alone)


def test_r1_pulls_psi_alone_towards_0_and_wgan_gp_towards_1_or_minus_1():
    plain = vector_field(dirac(losses.wasserstein()))(STATES)
    psi = STATES[:, 1]
    r1 = vector_field(dirac(losses.wasserstein(), penalties.r1(0.6)))(STATES) - plain
    torch.testing.assert_close(r1, torch.stack([0 * psi, -0.6 * psi], dim=1))
    gp = vector_field(dirac(losses.wasserstein(), penalties.wgan_gp(0.6)))(STATES) - plain
    torch.testing.assert_close(gp, torch.stack([0 * psi, -1.2 * (psi.abs() - 1) * psi.sign()], dim=1))


def test_two_notes_are_data_and_shifted_fakes():
    """Against the mean over notes, written out."""
    theta, psi = STATES.unbind(1)
    fakes = [theta - 1, theta + 1]
    up = sum(sigmoid(psi * x) for x in fakes) / 2 * psi
    down = sum(sigmoid(-psi * x) * x - sigmoid(psi * (theta + x)) * (theta + x) for x in (-1, 1)) / 2
    torch.testing.assert_close(
        vector_field(dirac(losses.minimax(), data=(-1.0, 1.0)))(STATES), torch.stack([up, down], dim=1)
    )


@pytest.mark.parametrize("s", [0.5, 1.0, 2.0])
def test_the_spread_of_notes_damps_as_r1_does_but_not_for_wasserstein(s):
    spread = jacobian(vector_field(dirac(losses.minimax(), data=(-s, s))), ORIGIN)
    penalised = jacobian(vector_field(dirac(losses.minimax(), penalties.r1(s**2 / 2))), BESIDE)
    torch.testing.assert_close(spread, torch.tensor([[0, 0.5], [-0.5, -(s**2) / 2]], dtype=F64))
    torch.testing.assert_close(penalised, spread, atol=1e-8, rtol=0)
    flat = jacobian(vector_field(dirac(losses.wasserstein(), data=(-s, s))), ORIGIN)
    torch.testing.assert_close(flat, torch.tensor([[0.0, 1.0], [-1.0, 0.0]], dtype=F64))


@pytest.mark.parametrize("h", [0.05, 0.1, 0.7])
def test_one_round_of_the_bilinear_game_in_closed_form(h):
    expected = {
        simultaneous: [[1, -h], [h, 1]],
        alternating: [[1 - h**2, -h], [h, 1]],  # D first: G steps against the psi that D has just moved
        extragradient: [[1 - h**2, -h], [h, 1 - h**2]],
    }
    for scheme, matrix in expected.items():
        one_round = scheme(bilinear(), h)
        torch.testing.assert_close(one_round(STATES), STATES @ torch.tensor(matrix, dtype=F64).T)
        torch.testing.assert_close(jacobian(one_round, ORIGIN), torch.tensor(matrix, dtype=F64))
    assert spectral_radius(simultaneous(bilinear(), h), ORIGIN) == pytest.approx(math.sqrt(1 + h**2), abs=1e-12)
    assert spectral_radius(alternating(bilinear(), h), ORIGIN) == pytest.approx(1, abs=1e-12)
    assert spectral_radius(extragradient(bilinear(), h), ORIGIN) == pytest.approx(math.sqrt(1 - h**2 + h**4), abs=1e-12)


def test_the_default_step_gives_the_books_numbers():
    assert spectral_radius(simultaneous(bilinear()), ORIGIN) == pytest.approx(1.0049876, abs=1e-7)
    assert spectral_radius(extragradient(bilinear()), ORIGIN) == pytest.approx(0.9950377, abs=1e-7)


def test_d_takes_its_k_steps_first_and_g_sees_where_they_led():
    one_round = alternating(dirac(losses.non_saturating()), 0.2, k=3)
    theta, psi = STATES.unbind(1)
    for _ in range(3):
        psi = psi - 0.2 * sigmoid(psi * theta) * theta
    theta = theta + 0.2 * (1 - sigmoid(psi * theta)) * psi
    torch.testing.assert_close(one_round(STATES), torch.stack([theta, psi], dim=1))


def test_the_projection_is_ds_alone_and_comes_after_each_of_its_steps():
    def inside(psi):
        return psi.clamp(-0.1, 0.1)

    far = torch.tensor([[1.0, 0.0], [-5.0, 3.0]], dtype=F64)
    theta, psi = simultaneous(dirac(losses.wasserstein()), 0.5, project=inside)(far).unbind(1)
    assert psi.tolist() == [-0.1, 0.1]
    assert theta.tolist() == [1.0, -3.5]  # moved by the psi of before
    theta, psi = alternating(dirac(losses.wasserstein()), 0.5, k=2, project=inside)(far).unbind(1)
    assert psi.tolist() == [-0.1, 0.1]
    torch.testing.assert_close(theta, torch.tensor([0.95, -4.95], dtype=F64))  # by the psi that was put back


def test_an_orbit_starts_where_it_starts_and_takes_each_round_from_the_last():
    one_round = simultaneous(bilinear(), 0.1)
    path = trajectory(one_round, STATES, 3)
    assert path.shape == (4, 5, 2)
    assert torch.equal(path[0], STATES)
    torch.testing.assert_close(path[3], one_round(one_round(one_round(STATES))))


@EACH
def test_the_jacobian_is_what_central_differences_say(loss, to_theta, to_psi):
    point = torch.tensor([0.4, -0.9], dtype=F64)
    duel = dirac(loss)
    for map in (vector_field(duel), simultaneous(duel), alternating(duel, k=2), extragradient(duel)):
        nudges = 1e-5 * torch.eye(2, dtype=F64)
        columns = (map(point + nudges) - map(point - nudges)) / 2e-5
        torch.testing.assert_close(jacobian(map, point), columns.T, atol=1e-8, rtol=0)


@pytest.mark.parametrize("weight", [0.0, 0.4])
@pytest.mark.parametrize("scheme", [simultaneous, alternating, extragradient])
@EACH
def test_a_patch_of_games_grows_as_the_eigenvalues_predict(loss, to_theta, to_psi, scheme, weight):
    """Its area is multiplied by the product of the two eigenvalues; where they are a pair, each is its root."""
    one_round = scheme(dirac(loss, penalties.r1(weight)), 0.1)
    start = 1e-6 * torch.tensor([[1.0, 1.0], [2.0, 1.0], [1.0, 2.0]], dtype=F64)
    path = trajectory(one_round, start, 60)
    sides = path[:, 1:] - path[:, :1]
    area = torch.linalg.det(sides)
    assert spectral_radius(one_round, BESIDE) == pytest.approx((area[-1] / area[0]).abs().item() ** (1 / 120), abs=1e-6)


def test_minimax_in_continuous_time_keeps_its_distance_and_non_saturating_loses_it():
    """The push along the radius: 0 for minimax, -t tanh(t/2) for the other."""
    t = STATES.prod(dim=1)
    outward = {name: (vector_field(dirac(CLOSED[name][0]))(STATES) * STATES).sum(dim=1) for name in CLOSED}
    torch.testing.assert_close(outward["minimax"], torch.zeros_like(t), atol=1e-12, rtol=0)
    torch.testing.assert_close(outward["non_saturating"], -t * torch.tanh(t / 2))


def test_a_kink_has_no_derivative_and_says_so():
    for penalty in (penalties.r1(1.0), penalties.wgan_gp(1.0)):
        with pytest.raises(ValueError, match=r"no derivative at \[0\.0, 0\.0\]: ask at a point beside it"):
            jacobian(vector_field(dirac(losses.wasserstein(), penalty)), ORIGIN)


def test_states_come_back_without_a_graph_unless_one_was_asked_for():
    one_round = alternating(dirac(losses.minimax(), penalties.r1(1.0)))
    with torch.no_grad():
        quiet = one_round(STATES)
    assert not quiet.requires_grad
    assert not STATES.requires_grad
    followed = STATES.clone().requires_grad_()
    one_round(followed).sum().backward()
    assert (followed.grad != 0).all()


def test_any_two_costs_make_a_duel():
    cooperative = TwoPlayerGame(lambda theta, psi: (theta**2).mean() / 2, lambda theta, psi: (psi**2).mean() / 2)
    assert spectral_radius(simultaneous(cooperative, 0.1), ORIGIN) == pytest.approx(0.9)


def test_dynamics_follow_the_device_and_the_dtype(device):
    states = torch.ones(3, 2, device=device)
    for loss, *_ in CLOSED.values():
        moved = alternating(dirac(loss, penalties.r1(1.0)))(states)
        assert (moved.device.type, moved.dtype) == (device.type, torch.float32)


def test_bad_input_is_refused(as_readers_run):
    with pytest.raises(ValueError, match=r"shape \(n, 2\), theta and psi of n games; got \(2,\)"):
        vector_field(bilinear())(torch.zeros(2))
    for scheme in (simultaneous, alternating, extragradient):
        for step in (0.0, -0.1, math.inf, math.nan):
            with pytest.raises(ValueError, match="step must be positive"):
                scheme(bilinear(), step)
    with pytest.raises(ValueError, match="k >= 1"):
        alternating(bilinear(), k=0)
