"""REINFORCE (Williams, 1992): G is moved by what D's answers are worth, where no slope comes back through a token."""

from collections.abc import Callable, Iterable
from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.optim import Optimizer

from gannotes.games.gan import Latent, Network, discriminator, fakes
from gannotes.losses import Loss
from gannotes.penalties import Penalty, no_penalty
from gannotes.train import Descent, Learner, no_projection

Returns = Float[Tensor, "n length"]
Baseline = Callable[[Tensor], Tensor]  # of the returns, but never of the token that it is taken from


@runtime_checkable
class Policy(Protocol):
    """G(z) that writes strings of tokens, and can say how likely each token was."""

    def __call__(self, z: Tensor, /) -> Tensor: ...

    def log_probs(self, x: Tensor, /) -> Tensor: ...


def returns(rewards: Float[Tensor, "n spoken"], length: int, discount: float = 1.0) -> Returns:
    """What each token brings: R_t = sum over s >= t of discount^(s - t) r_s. Rewards fewer than tokens come last."""
    n, spoken = rewards.shape
    if spoken > length:
        raise ValueError(f"D rewards at most each of the {length} tokens, but it gave {spoken} logits for a string")
    still = rewards.new_zeros(n)
    late = []
    for reward in [*rewards.unbind(dim=1)[::-1], *[torch.zeros_like(still)] * (length - spoken)]:
        still = reward + discount * still
        late.append(still)
    return torch.stack(late[::-1], dim=1)


def no_baseline(gained: Returns) -> Returns:
    return torch.zeros_like(gained)


def leave_one_out(gained: Returns) -> Returns:
    """Kool et al. (2019): the mean of the batch's other strings at each place. Independent of the own one: unbiased."""
    if len(gained) < 2:
        raise ValueError("the mean of the others needs others: give batches of two strings at least")
    return (gained.sum(dim=0) - gained) / (len(gained) - 1)


class MovingMean:
    """The mean return of the rounds before, each round's share shrinking by `decay`; it has a state to keep."""

    def __init__(self, decay: float = 0.9):
        self.decay, self.mean = decay, 0.0

    def __call__(self, gained: Returns) -> Returns:
        before = torch.full_like(gained, self.mean)
        self.mean = self.decay * self.mean + (1 - self.decay) * gained.mean().item()
        return before

    def state_dict(self) -> dict[str, float]:
        return {"mean": self.mean}

    def load_state_dict(self, state: dict[str, float]) -> None:
        self.mean = state["mean"]


def surrogate(log_probs: Float[Tensor, "n length"], advantage: Returns) -> Float[Tensor, ""]:
    """Williams (1992): a number whose slope is minus the estimate of the expected reward's; its value says nothing."""
    return -(log_probs * advantage.detach()).sum(dim=1).mean()


def probability(logits: Tensor) -> Tensor:
    """2 D(x) - 1, as in ScratchGAN (de Masson d'Autume et al., 2019): a reward between -1 and 1."""
    return 2 * torch.sigmoid(logits) - 1


def policy(
    G: Policy,
    D: Network,
    latent: Latent,
    optimizer: Optimizer,
    reward: Callable[[Tensor], Tensor] = probability,
    discount: float = 1.0,
    baseline: Baseline = leave_one_out,
) -> Descent:
    """G's log-probability of each token that it wrote, weighed by what came of it. The arguments are `reinforce`'s."""

    def for_G(x: Tensor) -> Tensor:
        written = fakes(G, x, latent(len(x)))
        with torch.no_grad():
            rewards = reward(D(written)).unflatten(0, (len(written), -1))
        gained = returns(rewards, written.shape[1], discount)
        return surrogate(G.log_probs(written), gained - baseline(gained))

    return Descent("G", for_G, optimizer)


def reinforce(
    G: nn.Module,
    D: nn.Module,
    loss: Loss,
    latent: Latent,
    optimize: Callable[[Iterable[nn.Parameter]], Optimizer],
    reward: Callable[[Tensor], Tensor] = probability,
    discount: float = 1.0,
    baseline: Baseline = leave_one_out,
    k: int = 1,
    penalty: Penalty = no_penalty,
    project: Callable[[], None] = no_projection,
) -> list[Learner]:
    """A GAN over strings (SeqGAN, Yu et al., 2017; ScratchGAN): D as ever, G by REINFORCE.

    Batches are (x,), strings of one-hots. D gives a logit for each string, or for each of its beginnings, flattened;
    `reward` says what a logit is worth to G, `discount` how far a token is credited with what comes later, and
    `baseline` what is taken from the returns. The other arguments are those of `gan`.
    """
    if not isinstance(G, Policy):
        raise ValueError("REINFORCE asks G how likely its tokens were: give it a method log_probs(x) -> (n, length)")
    return [
        discriminator(G, D, loss, latent, optimize(D.parameters()), k, penalty, project),
        policy(G, D, latent, optimize(G.parameters()), reward, discount, baseline),
    ]
