"""The discriminator that grows along with its generator, and sees how much a batch's pictures differ."""

import itertools

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, leaky_relu

from gannotes.models.pictures import levels
from gannotes.models.style.equalized import EqualizedConv2d, EqualizedLinear
from gannotes.models.style.operations import fade, minibatch_stddev


class GrowingDiscriminator(nn.Module):
    """Pictures (n, 3, side, side) -> one logit each (Karras et al., 2018): the generator's levels in reverse.

    `stage` and `alpha` are as in `StyleGenerator`. Batches come in groups of `group`, over which spread is measured.
    """

    def __init__(self, image_size: int = 64, width: int = 16, group: int = 4):
        super().__init__()
        maps = levels(image_size, width)
        sides = [4 * 2**k for k in range(len(maps))]
        self.from_rgb = nn.ModuleDict(
            {f"{side}x{side}": EqualizedConv2d(3, some, 1) for side, some in zip(sides, maps, strict=True)}
        )
        self.halves = nn.ModuleDict(
            {
                f"{side}x{side}": EqualizedConv2d(after, before, 4, stride=2, padding=1)
                for side, (before, after) in zip(sides[1:], itertools.pairwise(maps), strict=True)
            }
        )
        self.last = EqualizedConv2d(maps[0] + 1, maps[0], 3, padding=1)
        self.out = EqualizedLinear(maps[0] * 16, 1, gain=1.0)
        self.stage, self.alpha, self.group = len(maps), 1.0, group

    def seen(self, x: Float[Tensor, "n 3 h w"]) -> Float[Tensor, "n c h w"]:
        """The first maps of a picture of any size."""
        return leaky_relu(self.from_rgb[f"{x.shape[3]}x{x.shape[3]}"](x), 0.2)

    def forward(self, x: Float[Tensor, "n 3 h w"]) -> Float[Tensor, "n"]:
        side = 4 * 2 ** (self.stage - 1)
        if x.shape[1:] != (3, side, side):
            raise ValueError(f"at stage {self.stage} D looks at (3, {side}, {side}), but got {tuple(x.shape[1:])}")
        maps = self.seen(x)
        while side > 4:
            maps = leaky_relu(self.halves[f"{side}x{side}"](maps), 0.2)
            side //= 2
            if self.alpha < 1 and 2 * side == x.shape[3]:
                maps = fade(self.seen(avg_pool2d(x, 2)), maps, self.alpha)
        maps = leaky_relu(self.last(minibatch_stddev(maps, self.group)), 0.2)
        return self.out(maps.flatten(1)).flatten()
