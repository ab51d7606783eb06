"""GAN-CLS (Reed et al., 2016): D is also shown real pictures with wrong captions, and calls them fake."""

import functools
from collections.abc import Callable, Iterable
from typing import Protocol, runtime_checkable

from jaxtyping import Float
from torch import Tensor, nn
from torch.optim import Optimizer

from gannotes.games.gan import Latent, Network, fakes, seen
from gannotes.losses import Loss
from gannotes.train import Descent, Learner

Embedding = Float[Tensor, "n numbers"]  # what an encoder makes of captions


@runtime_checkable
class MixingGenerator(Protocol):
    """G(z, y) that can also draw from an embedding, or from a mixture of such."""

    encoder: Network

    def __call__(self, z: Tensor, y: Tensor, /) -> Tensor: ...

    def draw_from(self, z: Tensor, embedding: Embedding, /) -> Tensor: ...


@runtime_checkable
class MixingDiscriminator(Protocol):
    """D(x, y) that can also say how a picture goes with an embedding, or with a mixture of such."""

    encoder: Network

    def __call__(self, x: Tensor, y: Tensor, /) -> Tensor: ...

    def match(self, x: Tensor, embedding: Embedding, /) -> Tensor: ...


def matching_discriminator(G: Network, D: Network, loss: Loss, latent: Latent, optimizer: Optimizer) -> Descent:
    """D tells real pictures with their captions from fakes, and from real pictures with wrong captions, half each."""

    def for_D(x: Tensor, right: Tensor, wrong: Tensor) -> Tensor:
        fake = fakes(G, x, latent(len(x)), right)
        true, misled, made = D(x, right), D(x, wrong), D(fake, right)
        return (loss.for_discriminator(true, misled) + loss.for_discriminator(true, made)) / 2

    return Descent("D", for_D, optimizer)


def matching_generator(G: Network, D: Network, loss: Loss, latent: Latent, optimizer: Optimizer) -> Descent:
    """G makes what D takes for real pictures of the right captions."""

    def for_G(x: Tensor, right: Tensor, wrong: Tensor) -> Tensor:
        return loss.in_turn_of_generator(D(G(latent(len(x)), right), right), seen(D, x, right))

    return Descent("G", for_G, optimizer)


def interpolating_generator(
    G: MixingGenerator, D: MixingDiscriminator, loss: Loss, latent: Latent, optimizer: Optimizer, share: Latent
) -> Descent:
    """Reed et al. (2016), section 4.3 (GAN-INT): half of what G pays is for what lies between two captions.

    `share` deals, (n, 1) numbers from 0 to 1, how much of a mixture is a picture's own caption; the rest is that of
    the picture before. G and D each mix what their own encoder hears.
    """

    def for_G(x: Tensor, right: Tensor, wrong: Tensor) -> Tensor:
        look = functools.cache(seen(D, x, right))  # once for both halves, if at all
        said = loss.in_turn_of_generator(D(G(latent(len(x)), right), right), look)
        own = share(len(x))
        mixed_G, mixed_D = (
            own * heard + (1 - own) * heard.roll(1, dims=0) for heard in (G.encoder(right), D.encoder(right))
        )
        between = D.match(G.draw_from(latent(len(x)), mixed_G), mixed_D)
        return (said + loss.in_turn_of_generator(between, look)) / 2

    return Descent("G", for_G, optimizer)


def gan_cls(
    G: nn.Module,
    D: nn.Module,
    loss: Loss,
    latent: Latent,
    optimize: Callable[[Iterable[nn.Parameter]], Optimizer],
    player_of_G: Callable[..., Descent] = matching_generator,
) -> list[Learner]:
    """Reed et al. (2016), Algorithm 1 (GAN-CLS): batches yield (picture, its caption, a wrong caption).

    G(z, caption) draws, and D(picture, caption) gives a logit for each pair. `player_of_G` makes G's player: with
    `partial(interpolating_generator, share=...)` G also draws for what lies between two captions. The rest is as in
    `gan`.
    """
    return [
        matching_discriminator(G, D, loss, latent, optimize(D.parameters())),
        player_of_G(G, D, loss, latent, optimize(G.parameters())),
    ]
