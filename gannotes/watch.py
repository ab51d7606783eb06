"""A monitor beside the game that reads it every so often: the history that `diagnose` judges by."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gannotes.losses import Loss

Points = Float[Tensor, "n d"]


@dataclass(frozen=True)
class Snapshot:
    """A game at one moment. Distances are in units of the reals' own spread, so that no scale of the data matters."""

    paid_by_D: float
    paid_by_G: float
    on_real: float  # D's mean logit
    on_fake: float
    auc: float  # area under D's ROC curve, ties at one half: 1 if D never errs, 1/2 if it can't tell, 0 if it is fooled
    gradient: float  # the norm of G's gradient
    sliced_w1: float  # W1 between fakes and reals along a line, the mean over many lines
    displacement: float  # the same between the fakes and those of the reading before
    spread: float  # the fakes' standard deviation
    recall: float  # the share of reals that have a fake nearby
    precision: float  # the share of fakes that have a real nearby


@contextmanager
def _at_rest(*networks: nn.Module) -> Iterator[None]:
    """No dropout, and batch norms that learn nothing: the game does not notice that it is read."""
    before = [(part, part.training) for network in networks for part in network.modules()]
    for part, _ in before:
        part.training = False
    try:
        yield
    finally:
        for part, training in before:
            part.training = training


def _spread(x: Points) -> Tensor:
    return (x - x.mean(dim=0)).norm(dim=1).square().mean().sqrt()


def _auc(real_logits: Float[Tensor, "n"], fake_logits: Float[Tensor, "n"]) -> float:
    lead = real_logits[:, None] - fake_logits
    return ((lead > 0).double().mean() + (lead == 0).double().mean() / 2).item()


@dataclass
class Monitor:
    """Reads a game into `history`, always on the same reals and the same z: a G that stands still has a displacement of
    0.

    Nearby means: no further than that real's nearest other real, and a tenth of the reals' spread.
    ValueError unless there are as many z as reals, two at least, and the reals are finite and not all the same.
    """

    G: nn.Module
    D: nn.Module
    loss: Loss
    real: Tensor
    z: Tensor
    lines: int = 32
    history: list[Snapshot] = field(default_factory=list)

    def __post_init__(self):
        if len(self.real) != len(self.z) or len(self.z) < 2:
            raise ValueError(f"as many z as reals, and two at least: got {len(self.z)} z and {len(self.real)} reals")
        self.points = self.before = self.real.detach().flatten(1)
        if not 0 < _spread(self.points) < math.inf:
            raise ValueError("the reals must be finite and not all the same: there is nothing to measure by")
        rng = torch.Generator().manual_seed(0)
        ways = torch.randn(self.points.shape[1], self.lines, generator=rng).to(self.points)
        self.ways = ways / ways.norm(dim=0)
        self.unit = (self.points @ self.ways).std(dim=0).mean()
        apart = torch.cdist(self.points, self.points).fill_diagonal_(math.inf)
        self.nearby = apart.amin(dim=1) + _spread(self.points) / 10

    def way_between(self, x: Points, y: Points) -> float:
        """W1 between two samples of one size along each line, where it takes sorting and no more; the mean."""
        on_lines = [(sample @ self.ways).sort(dim=0).values for sample in (x, y)]
        return ((on_lines[0] - on_lines[1]).abs().mean() / self.unit).item()

    def remember(self, *y: Tensor) -> None:
        """The fakes as they are now become those of the reading before: for a game that goes on where it stopped."""
        with _at_rest(self.G), torch.no_grad():
            self.before = self.G(self.z, *y).flatten(1)

    def read(self, *y: Tensor) -> Snapshot:
        """Adds a reading to the history. y is what conditions both players, if anything does."""
        with _at_rest(self.G, self.D):
            fake = self.G(self.z, *y)
            fake_logits = self.D(fake, *y)
            with torch.no_grad():
                real_logits = self.D(self.real, *y)
            cost = self.loss.in_turn_of_generator(fake_logits, lambda: real_logits)
            gradient = torch.autograd.grad(cost, [*self.G.parameters()])
        fake, fake_logits = fake.detach().flatten(1), fake_logits.detach()
        nearby = torch.cdist(self.points, fake) <= self.nearby[:, None]
        reading = Snapshot(
            paid_by_D=self.loss.for_discriminator(real_logits, fake_logits).item(),
            paid_by_G=cost.item(),
            on_real=real_logits.mean().item(),
            on_fake=fake_logits.mean().item(),
            auc=_auc(real_logits, fake_logits),
            gradient=torch.cat([part.flatten() for part in gradient]).norm().item(),
            sliced_w1=self.way_between(fake, self.points),
            displacement=self.way_between(fake, self.before) if self.history else 0.0,
            spread=(_spread(fake) / _spread(self.points)).item(),
            recall=nearby.any(dim=1).double().mean().item(),
            precision=nearby.any(dim=0).double().mean().item(),
        )
        self.before = fake
        self.history.append(reading)
        return reading
