"""Text-conditional generator and discriminator (Reed et al., 2016), each with an encoder of its own."""

from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float, Shaped
from torch import Tensor, nn
from torch.nn.functional import leaky_relu

from gannotes.models import dcgan

Condition = Shaped[Tensor, "n _"]


@runtime_checkable
class Encoder(Protocol):
    """What makes a row of `embed_dim` numbers of each condition, such as `encoders.Words` or `encoders.Sound`."""

    embed_dim: int

    def __call__(self, y: Condition, /) -> Float[Tensor, "n embed_dim"]: ...


class Generator(nn.Module):
    """What the encoder makes of y lies beside the noise; a DCGAN draws from both (Reed et al., 2016, section 4.1)."""

    reach = dcgan.Generator.reach

    def __init__(self, encoder: Encoder, latent: int, channels: int = 3, image_size: int = 32, width: int = 16):
        super().__init__()
        self.encoder = encoder
        self.draw = dcgan.Generator(latent + encoder.embed_dim, channels, image_size, width)

    def forward(self, z: Float[Tensor, "n latent"], y: Condition) -> Float[Tensor, "n channels image_size image_size"]:
        return self.draw_from(z, self.encoder(y))

    def draw_from(
        self, z: Float[Tensor, "n latent"], embedding: Float[Tensor, "n numbers"]
    ) -> Float[Tensor, "n channels image_size image_size"]:
        """A picture of what the encoder made of y, or of a mixture of such."""
        return self.draw(torch.cat([z, embedding], dim=1))


class Discriminator(nn.Module):
    """D(x, y): how real x looks, plus how well it goes with y: the inner product of what it makes of either.

    Miyato and Koyama's (2018) projection, with an encoder in place of a table of labels.
    """

    def __init__(
        self,
        encoder: Encoder,
        channels: int = 3,
        image_size: int = 32,
        width: int = 16,
        joint_dim: int = 64,
        norm: dcgan.Norm = dcgan.no_norm,
    ):
        super().__init__()
        self.encoder = encoder
        start, maps = dcgan.layout(image_size, width)
        *layers, _ = dcgan.Discriminator(channels, image_size, width, norm).children()
        self.shape, self.features = (channels, image_size, image_size), nn.Sequential(*layers, nn.Flatten())
        self.embed_picture = nn.Linear(maps[0] * start**2, joint_dim)
        self.embed_condition = nn.Linear(encoder.embed_dim, joint_dim)
        self.logit = nn.Linear(joint_dim, 1)
        for layer in self.features.modules():
            if isinstance(layer, nn.Conv2d):
                layer.reset_parameters()  # small weights leave D deaf for long where no norm makes up for them

    def forward(self, x: Float[Tensor, "n channels image_size image_size"], y: Condition) -> Float[Tensor, "n"]:
        return self.match(x, self.encoder(y))

    def match(
        self, x: Float[Tensor, "n channels image_size image_size"], embedding: Float[Tensor, "n numbers"]
    ) -> Float[Tensor, "n"]:
        """The logit of x and what the encoder made of y, or a mixture of such."""
        if x.shape[1:] != self.shape:
            raise ValueError(f"D looks at pictures of shape {self.shape}, but these have {tuple(x.shape[1:])}")
        embedded = leaky_relu(self.embed_picture(self.features(x)), 0.2)
        return self.logit(embedded).squeeze(1) + (embedded * self.embed_condition(embedding)).sum(dim=1)
