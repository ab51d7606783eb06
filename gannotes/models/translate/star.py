"""Players for many domains: a generator that is given the goal, a discriminator that also names the domain."""

from typing import cast

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.functional import one_hot

from gannotes.models.dcgan import Norm
from gannotes.models.translate.patch import PatchDiscriminator
from gannotes.models.translate.resnet import ResnetGenerator
from gannotes.models.translate.state_dicts import open_to_others


class DomainGenerator(nn.Module):
    """Choi et al. (2018), section 3.1: G(x, c), the domain laid beside the picture as one map for each domain.

    No norm after the first layer: it would take away each map's mean, and all that these maps have is a mean.
    """

    reach = (-1.0, 1.0)

    def __init__(self, domains: int, channels: int = 3, width: int = 64, blocks: int = 6, halvings: int = 2):
        super().__init__()
        self.domains = domains
        self.translate = ResnetGenerator(channels, width, blocks, halvings, inputs=channels + domains)
        self.translate.model[2] = nn.Identity()
        open_to_others(self)

    def forward(self, x: Float[Tensor, "n channels h w"], c: Int[Tensor, "n"]) -> Float[Tensor, "n channels h w"]:
        maps = one_hot(c, self.domains).to(x)[:, :, None, None].expand(-1, -1, *x.shape[2:])
        return self.translate(torch.cat([x, maps], dim=1))


class DomainDiscriminator(nn.Module):
    """Choi et al. (2018), section 3.1: D(x) is a logit for each patch, and for each picture a logit for each domain."""

    def __init__(
        self, domains: int, channels: int = 3, width: int = 64, layers: int = 3, norm: Norm = nn.InstanceNorm2d
    ):
        super().__init__()
        *hidden, last = PatchDiscriminator(channels, width, layers, norm).children()
        self.hidden, self.patches = nn.Sequential(*hidden), last
        self.domain = nn.Conv2d(cast(nn.Conv2d, last).in_channels, domains, 1)
        open_to_others(self)

    def forward(
        self, x: Float[Tensor, "n channels h w"]
    ) -> tuple[Float[Tensor, "patches"], Float[Tensor, "n domains"]]:
        maps = self.hidden(x)
        return self.patches(maps).flatten(), self.domain(maps).mean(dim=(2, 3))
