"""Two players against each other: the game of 2014, and each of its turns as a player."""

import math
from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from gannotes.losses import Loss
from gannotes.penalties import Penalty, no_penalty
from gannotes.train import Descent, Learner, no_projection

Network = Callable[..., Tensor]
Latent = Callable[[int], Tensor]  # how many -> that many z, on the generator's device


def check_finite(x: Tensor) -> tuple[float, float]:
    """The least and the greatest of the data; ValueError if one is nan or infinite."""
    least, most = (end.item() for end in x.aminmax())
    if not (math.isfinite(least) and math.isfinite(most)):
        raise ValueError(f"the data must be finite, but they reach from {least} to {most}: look for what made the nan")
    return least, most


def check_reach(G: Network, x: Tensor) -> None:
    """ValueError if the data lie where G can't go. G says where it can: tanh gives it `reach = (-1, 1)`."""
    low, high = getattr(G, "reach", (-math.inf, math.inf))
    least, most = check_finite(x)
    if least < low or most > high:
        raise ValueError(
            f"G reaches only [{low:g}, {high:g}], but the data lie in [{least:.4g}, {most:.4g}]: "
            "scale the data (pixels of 0 to 255 by x / 127.5 - 1), or give G another last layer"
        )


@torch.no_grad()
def fakes(G: Network, x: Tensor, *told: Tensor) -> Tensor:
    """G(*told) as D meets it in its own turn, with no way back to G; ValueError first if G can't reach the data x."""
    check_reach(G, x)
    return G(*told)


def seen(D: Network, x: Tensor, *told: Tensor) -> Callable[[], Tensor]:
    """D's logits of the reals, if G's loss asks for them. No gradient goes that way: the reals don't hang on G."""

    @torch.no_grad()
    def look() -> Tensor:
        return D(x, *told)

    return look


def discriminator(
    G: Network,
    D: Network,
    loss: Loss,
    latent: Latent,
    optimizer: Optimizer,
    k: int = 1,
    penalty: Penalty = no_penalty,
    project: Callable[[], None] = no_projection,
) -> Descent:
    """D tells the batch from G's fakes. Labels y in the batch condition both. The arguments are those of `gan`."""

    def for_D(x: Tensor, *y: Tensor) -> Tensor:
        fake = fakes(G, x, latent(len(x)), *y)
        cost = loss.for_discriminator(D(x, *y), D(fake, *y))
        return cost + penalty(lambda x: D(x, *y), x, fake)

    return Descent("D", for_D, optimizer, steps=k, project=project)


def generator(G: Network, D: Network, loss: Loss, latent: Latent, optimizer: Optimizer) -> Descent:
    """G makes fakes that D takes for real. The arguments are those of `gan`."""

    def for_G(x: Tensor, *y: Tensor) -> Tensor:
        return loss.in_turn_of_generator(D(G(latent(len(x)), *y), *y), seen(D, x, *y))

    return Descent("G", for_G, optimizer)


def gan(
    G: nn.Module,
    D: nn.Module,
    loss: Loss,
    latent: Latent,
    optimize: Callable[[Iterable[nn.Parameter]], Optimizer],
    k: int = 1,
    penalty: Penalty = no_penalty,
    project: Callable[[], None] = no_projection,
) -> list[Learner]:
    """Goodfellow et al. (2014): two players, D first, k steps of D for each step of G.

    Batches are (x,), or (x, y) with labels that condition both. G(z, *y) makes fakes, and D(x, *y) gives a logit for
    each sample, high for real. `loss` says what the logits cost either player, `latent(n)` deals n of z, and
    `optimize` makes an optimiser of a player's parameters. What `penalty(D, real, fake)` gives is added to what D
    pays; `project` brings D's weights back to where they may be after each of its steps.
    """
    return [
        discriminator(G, D, loss, latent, optimize(D.parameters()), k, penalty, project),
        generator(G, D, loss, latent, optimize(G.parameters())),
    ]
