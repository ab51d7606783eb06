"""A discriminator that looks at patches: one logit for each place of the picture (Isola et al., 2017)."""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gannotes.models.dcgan import Norm, init_weights
from gannotes.models.translate.state_dicts import open_to_others


def receptive_field(network: nn.Module) -> int:
    """The side of the square of pixels that one output sees through the convolutions, which must stand in a row.

    Each kernel of side k widens it by (k - 1) times the product of the strides before it.
    """
    side, stride = 1, 1
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d):
            side += (layer.kernel_size[0] - 1) * stride
            stride *= layer.stride[0]
    return side


class PatchDiscriminator(nn.Module):
    """Pictures (n, channels, h, w), their conditions counted in -> a logit for each patch, flattened: (n * patches,).

    Isola et al. (2017), section 6.1.2: `layers` halvings, then two convolutions that don't halve, all 4x4; three
    layers make patches of 70x70 pixels. But a norm that averages over the picture lets each patch feel all of it.
    """

    def __init__(self, channels: int = 3, width: int = 64, layers: int = 3, norm: Norm = nn.InstanceNorm2d):
        super().__init__()
        if layers < 1:
            raise ValueError(f"a patch discriminator halves the picture at least once, got layers = {layers}")
        self.channels = channels
        before = channels
        for i in range(layers + 1):
            after = width * min(2**i, 8)
            middle = [norm(after)] if i > 0 else []
            conv = nn.Conv2d(before, after, 4, stride=2 if i < layers else 1, padding=1)
            self.add_module(f"hidden{i + 1}", nn.Sequential(conv, *middle, nn.LeakyReLU(0.2)))
            before = after
        self.out = nn.Conv2d(before, 1, 4, padding=1)
        self.least = 3 * 2**layers  # for a smaller picture a layer before the last would be left with one pixel
        self.apply(init_weights)
        open_to_others(self)

    def patches(self, x: Float[Tensor, "n _ h w"], *condition: Tensor) -> Float[Tensor, "n h2 w2"]:
        """The logits where they stand. Conditions are pictures of the same size, and lie under x."""
        x = torch.cat([*condition, x], dim=1)
        if x.dim() != 4 or x.shape[1] != self.channels:
            raise ValueError(
                f"D looks at {self.channels} channels, those of the condition and of the picture, got {tuple(x.shape)}"
            )
        if min(x.shape[2:]) < self.least:
            raise ValueError(
                f"D needs pictures of at least {self.least} pixels a side, got {tuple(x.shape[2:])}: use fewer layers"
            )
        for layer in self.children():
            x = layer(x)
        return x.squeeze(1)

    def forward(self, x: Float[Tensor, "n _ h w"], *condition: Tensor) -> Float[Tensor, "patches"]:
        return self.patches(x, *condition).flatten()
