"""The players of chapter 13 that draw from captions or tones: the encoder is all in which they differ."""

from collections.abc import Callable

from torch import nn

from gannotes.data import world
from gannotes.models import text_conditional
from gannotes.models.encoders import Sound, Words

LATENT = 16  # numbers of noise: for all that a caption does not say


def by_words() -> tuple[nn.Module, nn.Module]:
    """A generator conditioned on a caption's words, and its discriminator."""
    return _players(lambda: Words(len(world.VOCABULARY)))


def by_sound() -> tuple[nn.Module, nn.Module]:
    """The same for tones: nothing but the encoder differs."""
    return _players(Sound)


def _players(encoder: Callable[[], text_conditional.Encoder]) -> tuple[nn.Module, nn.Module]:
    return text_conditional.Generator(encoder(), LATENT), text_conditional.Discriminator(encoder())
