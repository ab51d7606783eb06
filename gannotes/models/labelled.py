"""Any generator and any discriminator of pictures, told a label: beside the noise, and as maps beside the channels."""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gannotes.models import pictures


class Generator(nn.Module):
    """G(z, y) of one-hot rows y: they stand beside the noise (Mirza and Osindero, 2014)."""

    reach = pictures.Generator.reach

    def __init__(self, latent: int, classes: int, channels: int, image_size: int, width: int):
        super().__init__()
        self.draw = pictures.Generator(latent + classes, channels, image_size, width)

    def forward(self, z: Float[Tensor, "n latent"], y: Float[Tensor, "n classes"]) -> Float[Tensor, "n channels h w"]:
        return self.draw(torch.cat([z, y], dim=1))


class Discriminator(nn.Module):
    """D(x, y) of one-hot rows y: each number of y is a map of its own, the same everywhere."""

    def __init__(self, classes: int, channels: int, image_size: int, width: int):
        super().__init__()
        self.judge = pictures.Discriminator(channels + classes, image_size, width)

    def forward(self, x: Float[Tensor, "n channels h w"], y: Float[Tensor, "n classes"]) -> Float[Tensor, "n"]:
        return self.judge(torch.cat([x, y[:, :, None, None].expand(-1, -1, *x.shape[2:])], dim=1))
