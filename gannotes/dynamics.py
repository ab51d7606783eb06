"""Games whose whole state is two numbers: where the players push, what a round does, and whether errors grow."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from gannotes.divergences import masses
from gannotes.losses import Loss
from gannotes.penalties import Penalty

Numbers = Float[Tensor, "n"]
States = Float[Tensor, "n 2"]  # n games side by side: theta, G's number, then psi, D's
Map = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class TwoPlayerGame:
    """What each player pays, of theta and psi: a mean over n games side by side, as all our losses are means."""

    for_generator: Callable[[Tensor, Tensor], Tensor]
    for_discriminator: Callable[[Tensor, Tensor], Tensor]


def bilinear() -> TwoPlayerGame:
    """The smallest zero-sum game, V = theta psi: G descends it in theta, D ascends it in psi."""
    return TwoPlayerGame(lambda theta, psi: (theta * psi).mean(), lambda theta, psi: -(theta * psi).mean())


def dirac(loss: Loss, *penalties: Penalty, data: Sequence[float] = (0.0,)) -> TwoPlayerGame:
    """Mescheder et al. (2018), Dirac-GAN: every datum is 0, every fake is theta, and the logit is D(x) = psi x.

    With other `data` these are the data, equally often, and the fakes are the same points shifted by theta; a loss
    of pairs pairs each note with its own shifted fake.
    """

    def table(theta: Numbers, psi: Numbers) -> tuple[Map, Tensor, Tensor]:
        """D of all games at once, and their data and fakes, each of shape (n m, 1) for m points."""
        own_psi = psi.repeat_interleave(len(data))
        real = psi.new_tensor(data).repeat(len(psi))[:, None]
        return lambda x: own_psi * x[:, 0], real, real + theta.repeat_interleave(len(data))[:, None]

    def for_generator(theta: Numbers, psi: Numbers) -> Tensor:
        D, real, fake = table(theta, psi)
        return loss.in_turn_of_generator(D(fake), lambda: D(real))

    def for_discriminator(theta: Numbers, psi: Numbers) -> Tensor:
        D, real, fake = table(theta, psi)
        return loss.for_discriminator(D(real), D(fake)) + sum(penalty(D, real, fake) for penalty in penalties)

    return TwoPlayerGame(for_generator, for_discriminator)


def vector_field(game: TwoPlayerGame) -> Map:
    """Where the players push: minus the slope of what each pays, in its own number, while the other stands still."""

    def push(states: States) -> States:
        if states.dim() != 2 or states.shape[1] != 2:
            raise ValueError(f"states must have shape (n, 2), theta and psi of n games; got {tuple(states.shape)}")
        followed = states.requires_grad  # somebody wants the push's own derivatives
        with torch.enable_grad():
            theta, psi = (states if followed else states.detach().requires_grad_()).unbind(1)
            paid_by_G = len(states) * game.for_generator(theta, psi)
            paid_by_D = len(states) * game.for_discriminator(theta, psi)
            (up_theta,) = torch.autograd.grad(paid_by_G, theta, create_graph=followed)
            (up_psi,) = torch.autograd.grad(paid_by_D, psi, create_graph=followed)
        push = -torch.stack([up_theta, up_psi], dim=1)
        return push if followed else push.detach()

    return push


def check_step(step: float) -> None:
    if not 0 < step < math.inf:
        raise ValueError(f"a step must be positive and finite, got {step}")


def simultaneous(game: TwoPlayerGame, step: float = 0.1, project: Map = lambda psi: psi) -> Map:
    """A round in which both players step from where they stood: Euler's method for the field."""
    check_step(step)
    push = vector_field(game)

    def one_round(states: States) -> States:
        theta, psi = (states + step * push(states)).unbind(1)
        return torch.stack([theta, project(psi)], dim=1)

    return one_round


def alternating(game: TwoPlayerGame, step: float = 0.1, k: int = 1, project: Map = lambda psi: psi) -> Map:
    """A round of Algorithm 1 (Goodfellow et al., 2014): k steps of D, then one of G, who sees where D has gone."""
    check_step(step)
    if k < 1:
        raise ValueError(f"D needs at least one step in each round (k >= 1), got {k}")
    push = vector_field(game)

    def one_round(states: States) -> States:
        theta, psi = states.unbind(1)
        for _ in range(k):
            psi = project(psi + step * push(torch.stack([theta, psi], dim=1))[:, 1])
        theta = theta + step * push(torch.stack([theta, psi], dim=1))[:, 0]
        return torch.stack([theta, psi], dim=1)

    return one_round


def extragradient(game: TwoPlayerGame, step: float = 0.1) -> Map:
    """Korpelevich (1976): look where a simultaneous step would lead, go back, and take the push from there."""
    check_step(step)
    push = vector_field(game)
    return lambda states: states + step * push(states + step * push(states))


def trajectory(one_round: Map, start: States, rounds: int) -> Float[Tensor, "{rounds}+1 n 2"]:
    """Where each game is after 0, 1, ..., `rounds` rounds."""
    path = [start]
    for _ in range(rounds):
        path.append(one_round(path[-1]))
    return torch.stack(path)


def jacobian(map: Map, point: Float[Tensor, "2"]) -> Float[Tensor, "2 2"]:
    """The derivatives of a field or of a round at one point, by autograd: entry (i, j) is d out_i / d in_j.

    ValueError where autograd finds none, as at the kink that the norm in a penalty has at 0: ask beside it.
    """
    matrix = torch.autograd.functional.jacobian(lambda state: map(state[None])[0], point.detach())
    if not torch.isfinite(matrix).all():
        raise ValueError(f"autograd finds no derivative at {point.tolist()}: ask at a point beside it")
    return matrix


def spectral_radius(one_round: Map, point: Float[Tensor, "2"]) -> float:
    """By what factor a round multiplies a small error about a resting point, in the end: the largest |eigenvalue|."""
    return torch.linalg.eigvals(jacobian(one_round, point)).abs().max().item()


Law = Float[Tensor, "*batch n"]


def mirror_step(q: Law, cost: Law, step: float = 1.0) -> Law:
    """q exp(-step cost), normalised: the law that minimises <cost, r> + KL(r || q)/step over all laws r.

    Mirror descent on probabilities (Beck and Teboulle, 2003, sec. 5). Where q is 0 it stays 0, whatever the cost.
    """
    if not 0 < step < math.inf:
        raise ValueError(f"a step must be positive and finite, got {step}")
    if q.shape != cost.shape:
        raise ValueError(f"each face has its cost, but q has shape {tuple(q.shape)} and cost {tuple(cost.shape)}")
    logits = torch.where(q > 0, masses(q, name="q").log() - step * cost, -math.inf)
    return torch.softmax(logits, dim=-1)
