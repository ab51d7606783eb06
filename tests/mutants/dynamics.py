"""Players that move by the wrong slope, or at the wrong time: orbits that look like orbits."""

import torch

from gannotes import dynamics
from mutants.mutant import mutant


@mutant(
    trap=16,
    place="dynamics.alternating",
    truth="G moves after D, against the psi that D has just reached: stepping from the old one spirals outwards.",
    killer="test_dynamics.py::test_one_round_of_the_bilinear_game_in_closed_form",
)
def g_looks_at_the_d_of_before(game, step=0.1, k=1, project=lambda psi: psi):
    push = dynamics.vector_field(game)

    def one_round(states):
        theta, psi = states.unbind(1)
        for _ in range(k):
            psi = project(psi + step * push(torch.stack([theta, psi], dim=1))[:, 1])
        return torch.stack([theta + step * push(states)[:, 0], psi], dim=1)

    return one_round


@mutant(
    trap=16,
    place="dynamics.alternating",
    truth="Algorithm 1 gives D all of its k steps before G has its one.",
    killer="test_dynamics.py::test_d_takes_its_k_steps_first_and_g_sees_where_they_led",
)
def one_step_of_d_whatever_k(game, step=0.1, k=1, project=lambda psi: psi):
    push = dynamics.vector_field(game)

    def one_round(states):
        theta, psi = states.unbind(1)
        psi = project(psi + step * push(states)[:, 1])
        theta = theta + step * push(torch.stack([theta, psi], dim=1))[:, 0]
        return torch.stack([theta, psi], dim=1)

    return one_round


@mutant(
    trap=17,
    place="dynamics.vector_field",
    truth="A mean over n games is differentiated: each game's own push is n times that.",
    killer="test_dynamics.py::test_games_side_by_side_do_not_feel_each_other",
)
def a_push_shared_by_all_games(game):
    def push(states):
        theta, psi = states.detach().requires_grad_().unbind(1)
        (up_theta,) = torch.autograd.grad(game.for_generator(theta, psi), theta)
        (up_psi,) = torch.autograd.grad(game.for_discriminator(theta, psi), psi)
        return -torch.stack([up_theta, up_psi], dim=1)

    return push


@mutant(
    trap=10,
    place="dynamics.vector_field",
    truth="The push has derivatives of its own: cut from its graph, every eigenvalue is that of standing still.",
    killer="test_dynamics.py::test_the_jacobian_is_what_central_differences_say",
)
def a_push_cut_from_its_graph(game):
    def push(states):
        with torch.enable_grad():
            theta, psi = states.detach().requires_grad_().unbind(1)
            (up_theta,) = torch.autograd.grad(len(states) * game.for_generator(theta, psi), theta)
            (up_psi,) = torch.autograd.grad(len(states) * game.for_discriminator(theta, psi), psi)
        return -torch.stack([up_theta, up_psi], dim=1)

    return push
