"""pix2pix: G answers each picture of one kind with one of another, near the right one and such that D believes it."""

from collections.abc import Callable, Iterable

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import l1_loss
from torch.optim import Optimizer

from gannotes.games.gan import Network, check_finite, fakes, seen
from gannotes.losses import Loss
from gannotes.train import Descent, Learner

Distance = Callable[[Tensor, Tensor], Tensor]
Pictures = Float[Tensor, "n _ h w"]  # a condition and its picture need not have as many channels


def pair_discriminator(G: Network, D: Network, loss: Loss, optimizer: Optimizer) -> Descent:
    """D(picture, condition) tells true pairs from those that G completed. It pays half, as in section 3.3."""

    def for_D(condition: Pictures, picture: Pictures) -> Tensor:
        check_finite(condition)
        made = fakes(G, picture, condition)
        if made.shape != picture.shape:
            raise ValueError(
                f"a batch is (condition, picture), and G makes {tuple(made.shape)} of the condition, "
                f"but the picture is {tuple(picture.shape)}"
            )
        return loss.for_discriminator(D(picture, condition), D(made, condition)) / 2

    return Descent("D", for_D, optimizer)


def pair_generator(
    G: Network, D: Network, loss: Loss, optimizer: Optimizer, weight: float, distance: Distance
) -> Descent:
    """G makes what D takes for true, and what lies near the right picture: `weight` times the distance is added."""

    def for_G(condition: Pictures, picture: Pictures) -> Tensor:
        made = G(condition)
        fooled = loss.in_turn_of_generator(D(made, condition), seen(D, picture, condition))
        return fooled + weight * distance(made, picture)

    return Descent("G", for_G, optimizer)


def pix2pix(
    G: nn.Module,
    D: nn.Module,
    loss: Loss,
    optimize: Callable[[Iterable[nn.Parameter]], Optimizer],
    weight: float = 100.0,
    distance: Distance = l1_loss,
) -> list[Learner]:
    """Isola et al. (2017), eq. 4: batches yield (condition, picture); G has no noise but its own, such as dropout.

    G(condition) draws; D(picture, condition) gives logits, one for each pair or for each of its patches. G also pays
    `weight` times `distance(its picture, the right one)`: 100 and the mean absolute difference in the paper. `loss` and
    `optimize` are as in `gan`.
    """
    if weight < 0:
        raise ValueError(f"the distance's weight must not be negative, got {weight}: G would flee from the truth")
    return [
        pair_discriminator(G, D, loss, optimize(D.parameters())),
        pair_generator(G, D, loss, optimize(G.parameters()), weight, distance),
    ]
