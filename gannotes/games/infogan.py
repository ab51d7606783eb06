"""InfoGAN (Chen et al., 2016): G's player also owns Q, which reads from a picture the code that G was given."""

import itertools
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn
from torch.nn.functional import one_hot
from torch.optim import Optimizer

from gannotes.games.gan import Latent, fakes, seen
from gannotes.losses import Loss
from gannotes.train import Descent, Learner

Codes = Float[Tensor, "n numbers"]
QView = Callable[[nn.Module, Tensor], tuple[Tensor, Codes]]  # D, fakes -> D's logits of them, and what Q says


@dataclass(frozen=True)
class Code:
    """Chen et al. (2016), section 7: one of `classes`, each as likely, and `continuous` numbers uniform on [-1, 1].

    A code is a row: the class as a one-hot part, then the numbers. Q answers with a row of the same length: logits
    of the classes, then the means of Gaussians whose standard deviation is `std`.
    """

    classes: int
    continuous: int = 0
    std: float = 1.0

    @property
    def numbers(self) -> int:
        return self.classes + self.continuous

    def sample(self, n: int, generator: Generator | None = None) -> Codes:
        device = generator.device if generator else None
        which = torch.randint(self.classes, (n,), generator=generator, device=device)
        values = 2 * torch.rand(n, self.continuous, generator=generator, device=device) - 1
        return torch.cat([one_hot(which, self.classes).to(values), values], dim=1)

    @property
    def entropy(self) -> float:
        """H(c) in nats: log of the number of classes, and log 2 for each number (a differential entropy)."""
        return math.log(self.classes) + self.continuous * math.log(2)

    def log_q(self, said: Codes, c: Codes) -> Float[Tensor, "n"]:
        """log Q(c | x) in nats, of Q's answer for each x and the code that G was told."""
        if said.shape != c.shape or c.shape[1:] != (self.numbers,):
            raise ValueError(
                f"Q must answer {self.numbers} numbers for each code of {self.numbers}: {self.classes} logits, "
                f"{self.continuous} means; got {tuple(said.shape)} for codes {tuple(c.shape)}"
            )
        named, (off, sure) = self.log_class(said, c), (said - c, math.log(2 * math.pi * self.std**2))
        return named - (off[:, self.classes :].square() / self.std**2 + sure).sum(dim=1) / 2

    def log_class(self, said: Codes, c: Codes) -> Float[Tensor, "n"]:
        """The classes' part of `log_q`."""
        return (said[:, : self.classes].log_softmax(dim=1) * c[:, : self.classes]).sum(dim=1)


def mutual_information_bound(code: Code, said: Codes, c: Codes) -> Float[Tensor, ""]:
    """Chen et al. (2016), eq. 5: E log Q(c | x) + H(c), at most the mutual information of c and x, in nats."""
    return code.log_q(said, c).mean() + code.entropy


def infogan(
    G: nn.Module,
    D: nn.Module,
    Q: nn.Module,
    loss: Loss,
    latent: Latent,
    code: Code,
    optimize: Callable[[Iterable[nn.Parameter]], Optimizer],
    weight: float = 1.0,
    generator: Generator | None = None,
) -> list[Learner]:
    """Chen et al. (2016), eq. 6: the game of 2014, and G and Q pay `weight` times the bound less.

    G(z, c) draws by a code c, which `code` samples with `generator`; Q(x) answers with a row as `Code.log_q` reads it.
    Batches are (x,): nobody names a code to the game. The rest is as in `gan`.
    """

    def for_D(x: Tensor) -> Tensor:
        c = code.sample(len(x), generator)
        fake = fakes(G, x, latent(len(x)), c)
        return loss.for_discriminator(D(x), D(fake))

    def for_G(x: Tensor) -> Tensor:
        c = code.sample(len(x), generator)
        fake = G(latent(len(x)), c)
        return loss.in_turn_of_generator(D(fake), seen(D, x)) - weight * mutual_information_bound(code, Q(fake), c)

    both = itertools.chain(G.parameters(), Q.parameters())
    return [Descent("D", for_D, optimize(D.parameters())), Descent("G", for_G, optimize(both))]


def both_heads(D: nn.Module, fake: Tensor) -> tuple[Tensor, Codes]:
    """D and Q, a head of D, look at the same picture."""
    return D(fake)


def on_view(view: Callable[[Tensor], Tensor]) -> QView:
    """D looks at the fake, Q at a view of it. The bound holds for the fake: what a view tells of c, the fake tells."""
    return lambda D, fake: (D(fake)[0], D(view(fake))[1])


def infogan_shared(
    G: nn.Module,
    D: nn.Module,
    loss: Loss,
    latent: Latent,
    code: Code,
    optimizer_D: Optimizer,
    optimizer_G: Optimizer,
    weight: float = 1.0,
    generator: Generator | None = None,
    look: QView = both_heads,
) -> list[Learner]:
    """As Chen et al. (2016) publish it: Q is a head of D's and learns in D's turn. D(x) gives logits and Q's rows.

    `optimizer_D` moves D and its heads, `optimizer_G` G. `look(D, fake)` says what D and Q get to see of a fake: the
    same picture, or by `on_view` Q a view of it. The rest is as in `infogan`.
    """

    def for_D(x: Tensor) -> Tensor:
        c = code.sample(len(x), generator)
        fake = fakes(G, x, latent(len(x)), c)
        logits, said = look(D, fake)
        return loss.for_discriminator(D(x)[0], logits) - weight * mutual_information_bound(code, said, c)

    def for_G(x: Tensor) -> Tensor:
        c = code.sample(len(x), generator)
        fake = G(latent(len(x)), c)
        logits, said = look(D, fake)
        real = seen(lambda x: D(x)[0], x)
        return loss.in_turn_of_generator(logits, real) - weight * mutual_information_bound(code, said, c)

    return [Descent("D", for_D, optimizer_D), Descent("G", for_G, optimizer_G)]
