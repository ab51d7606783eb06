"""Evolution of generators: each round every parent has a child by each loss, and the fittest children survive."""

import copy
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import softplus
from torch.optim import Optimizer

from gannotes import losses
from gannotes.games.gan import Latent, check_reach, discriminator, generator
from gannotes.losses import AdversarialLoss, Loss
from gannotes.penalties import Penalty, no_penalty
from gannotes.train import Batch, Learner, no_projection, no_sharing

Fitness = Callable[[nn.Module, Tensor, Tensor], float]  # of a child: D, the batch, the child's fakes

# Wang et al. (2019), section III-B, with the paper's halves: three curves of the logit a, for one D = sigmoid(a).
MUTATIONS: Mapping[str, AdversarialLoss] = {
    "minimax": replace(losses.minimax(), generator=lambda a: -softplus(a) / 2),
    "heuristic": replace(losses.minimax(), generator=lambda a: softplus(-a) / 2),
    "least squares": replace(losses.minimax(), generator=lambda a: torch.sigmoid(-a) ** 2),
}


def quality(D: nn.Module, fake: Tensor) -> Float[Tensor, ""]:
    """Wang et al. (2019): E[D(G(z))], D's probability that a fake is real, between 0 and 1."""
    with torch.no_grad():
        return torch.sigmoid(D(fake)).mean()


def diversity(D: nn.Module, loss: Loss, real: Tensor, fake: Tensor) -> Float[Tensor, ""]:
    """Wang et al. (2019): -log |gradient of D's loss in D's own weights|. Infinite where D has nothing to learn."""
    paid = loss.for_discriminator(D(real), D(fake.detach()))
    slopes = torch.autograd.grad(paid, [*D.parameters()])
    return -torch.cat([part.flatten() for part in slopes]).norm().log()


def fitness(gamma: float, loss: Loss | None = None) -> Fitness:
    """Wang et al. (2019): quality + gamma * diversity; D's loss is the minimax one unless another is given."""
    judged_by = loss or losses.minimax()

    def of(D: nn.Module, real: Tensor, fake: Tensor) -> float:
        worth = quality(D, fake).item()
        return worth + gamma * diversity(D, judged_by, real, fake).item() if gamma else worth

    return of


@dataclass
class Parent:
    """A generator with its optimiser, and the name of the mutation that made it."""

    G: nn.Module
    optimizer: Optimizer
    mutation: str = "none"


@dataclass
class Population:
    """Wang et al. (2019), Algorithm 1: a player that mutates, evaluates and selects. D plays it as it plays one G.

    All children of a round are judged on the same z, `judged` of them (as many as the batch has, if None), so that
    they differ by what they have learnt and not by their luck. Its payment is minus the best child's fitness.
    """

    D: nn.Module
    latent: Latent
    parents: list[Parent]
    mutations: Mapping[str, AdversarialLoss]
    fitness: Fitness
    judged: int | None = None
    name: str = "G"
    steps: int = 1
    scores: list[tuple[str, float]] = field(default_factory=list)  # of the last round's children, best first
    share: Callable[[Sequence[Tensor]], None] = no_sharing  # of a child's gradients, as in Descent
    agree: Callable[[Sequence[float]], Sequence[float]] = list  # several processes must choose the same children

    def __post_init__(self):
        if not self.parents or not self.mutations:
            raise ValueError(
                f"evolution needs a parent and a mutation, got {len(self.parents)} and {len(self.mutations)}"
            )

    @property
    def optimizers(self) -> Sequence[Optimizer]:
        return [parent.optimizer for parent in self.parents]

    def state_dict(self) -> dict[str, Any]:
        """The survivors, each with its optimizer's memory, and how the last round's children were ranked."""
        parents = [
            {"G": parent.G.state_dict(), "optimizer": parent.optimizer.state_dict(), "mutation": parent.mutation}
            for parent in self.parents
        ]
        return {"parents": parents, "scores": self.scores}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        for parent, kept in zip(self.parents, state["parents"], strict=True):
            parent.G.load_state_dict(kept["G"])
            parent.optimizer.load_state_dict(kept["optimizer"])
            parent.mutation = kept["mutation"]
        self.scores = state["scores"]

    @property
    def reach(self) -> tuple[float, float]:
        """Where the generators can go, for `check_reach`."""
        return getattr(self.parents[0].G, "reach", (-math.inf, math.inf))

    def __call__(self, z: Tensor) -> Tensor:
        """Each survivor makes its share of the fakes."""
        if len(z) < len(self.parents):
            raise ValueError(
                f"D must meet all {len(self.parents)} survivors, but there are only {len(z)} fakes to make"
            )
        shares = z.tensor_split(len(self.parents))
        return torch.cat([parent.G(share) for parent, share in zip(self.parents, shares, strict=True)])

    def child(self, parent: Parent, mutation: str, batch: Batch) -> Parent:
        """A copy of the parent, Adam's memory and all, after one step down this mutation's loss."""
        born = copy.deepcopy(parent)
        born.mutation = mutation
        step = generator(born.G, self.D, self.mutations[mutation], self.latent, born.optimizer)
        step.share = self.share
        step.move(batch)
        return born

    def move(self, batch: Batch) -> float:
        (x,) = batch
        check_reach(self, x)
        children = [self.child(parent, mutation, batch) for parent in self.parents for mutation in self.mutations]
        z = self.latent(self.judged or len(x))
        with torch.no_grad():
            fakes = [child.G(z) for child in children]
        worth = self.agree([self.fitness(self.D, x, fake) for fake in fakes])
        if any(math.isnan(score) for score in worth):
            raise FloatingPointError(f"a child's fitness is nan ({worth}): look at D's logits and at the fakes")
        ranked = sorted(range(len(children)), key=worth.__getitem__, reverse=True)
        self.parents = [children[place] for place in ranked[: len(self.parents)]]
        self.scores = [(children[place].mutation, worth[place]) for place in ranked]
        return -worth[ranked[0]]


def egan(
    Gs: Sequence[nn.Module],
    D: nn.Module,
    latent: Latent,
    optimize: Callable[[Iterable[nn.Parameter]], Optimizer],
    fitness: Fitness,
    mutations: Mapping[str, AdversarialLoss] = MUTATIONS,
    loss: Loss | None = None,
    judged: int | None = None,
    k: int = 1,
    penalty: Penalty = no_penalty,
    project: Callable[[], None] = no_projection,
) -> list[Learner]:
    """Wang et al. (2019): one D against a population of as many generators as are given, D first.

    Each round every G has a child by each of the `mutations`, which are losses by name. Those whose
    `fitness(D, x, fakes)` is greatest live on, each judged on `judged` fakes, as many as the batch has if None. `loss`
    is D's, the minimax one if None. The rest is as in `gan`.
    """
    parents = [Parent(G, optimize(G.parameters())) for G in Gs]
    G = Population(D, latent, parents, mutations, fitness, judged)
    return [discriminator(G, D, loss or losses.minimax(), latent, optimize(D.parameters()), k, penalty, project), G]
