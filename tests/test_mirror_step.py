"""A mirror step solves the problem that it says it solves, and Proposition 2 can be run with it."""

import math
from itertools import pairwise

import pytest
import torch
from scipy.optimize import minimize
from scipy.special import rel_entr

from gannotes.divergences import game_value, js, optimal_discriminator
from gannotes.dynamics import mirror_step

F64 = torch.float64
P, Q = torch.tensor([[0.5, 0.3, 0.2], [0.05, 0.05, 0.9]], dtype=F64)


@pytest.mark.parametrize("step", [0.1, 1.0, 3.0])
def test_it_minimises_the_cost_plus_the_divergence_from_where_it_stood(step):
    cost = torch.tensor([0.3, -1.2, 0.8], dtype=F64)

    def paid(logits):
        r = torch.softmax(torch.tensor(logits, dtype=F64), dim=0).numpy()
        return cost.numpy() @ r + rel_entr(r, Q.numpy()).sum() / step

    best = minimize(paid, [0.0, 0.0, 0.0], method="BFGS", tol=1e-12).x
    expected = torch.softmax(torch.tensor(best, dtype=F64), dim=0)
    torch.testing.assert_close(mirror_step(Q, cost, step), expected, atol=1e-5, rtol=0)


def test_against_the_best_discriminator_a_step_of_one_goes_half_of_the_way():
    generator = torch.Generator().manual_seed(0)
    p, q = torch.rand(2, 100, 6, generator=generator, dtype=F64).softmax(dim=-1)
    cost = torch.log(1 - optimal_discriminator(p, q))
    torch.testing.assert_close(mirror_step(q, cost), (p + q) / 2)


@pytest.mark.parametrize("step", [0.1, 0.5, 1.0])
def test_proposition_2_runs_and_keeps_its_rate(step):
    q, start = Q, torch.from_numpy(rel_entr(P.numpy(), Q.numpy())).sum()
    values = []
    for t in range(1, 200):
        q = mirror_step(q, torch.log(1 - optimal_discriminator(P, q)), step)
        values.append(game_value(P, q, optimal_discriminator(P, q)) + math.log(4))
        assert values[-1] <= start / (step * t) + 1e-12
    assert all(later <= earlier + 1e-12 for earlier, later in pairwise(values))
    assert js(P, q) < 1e-6


def test_a_face_that_is_never_made_stays_so_whatever_it_would_bring():
    q = torch.tensor([0.0, 0.4, 0.6], dtype=F64)
    for cost in (-math.inf, -5.0, math.inf):
        moved = mirror_step(q, torch.tensor([cost, 0.0, 0.0], dtype=F64))
        torch.testing.assert_close(moved, q)


def test_a_constant_added_to_every_cost_changes_nothing_however_large():
    cost = torch.tensor([0.3, -1.2, 0.8], dtype=F64)
    torch.testing.assert_close(mirror_step(Q, cost + 1000), mirror_step(Q, cost))


def test_laws_side_by_side_step_each_for_itself():
    cost = torch.tensor([[0.3, -1.2, 0.8], [0.0, 1.0, 2.0]], dtype=F64)
    together = mirror_step(torch.stack([P, Q]), cost)
    torch.testing.assert_close(together, torch.stack([mirror_step(P, cost[0]), mirror_step(Q, cost[1])]))


def test_bad_input_is_refused(as_readers_run):
    for step in (0, -1, math.inf, math.nan):
        with pytest.raises(ValueError, match="step must be positive and finite"):
            mirror_step(Q, Q, step)
    with pytest.raises(ValueError, match=r"q has shape \(3,\) and cost \(2,\)"):
        mirror_step(Q, Q[:2])
    with pytest.raises(ValueError, match="must sum to 1"):
        mirror_step(2 * Q, Q)
