"""The U-Net of pix2pix: down to a point and up again, with a bridge at each size (Isola et al., 2017)."""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gannotes.models.dcgan import Norm, init_weights
from gannotes.models.translate.state_dicts import open_to_others

WIDEST = 8  # no map is wider than this many times `width`


class UNet(nn.Module):
    """Pictures (n, inputs, h, w) -> pictures (n, channels, h, w) in [-1, 1]: Isola et al. (2017), section 6.1.1.

    Each of `depth` layers halves the side, so h and w are multiples of 2**depth; then as many double it again. A
    decoder layer sees what the one before it made beside what the encoder made at its size; `skips=False` cuts these
    bridges. The first `noisy` decoder layers drop half of their units, in training: pix2pix's only noise.
    """

    reach = (-1.0, 1.0)

    def __init__(
        self,
        channels: int = 3,
        width: int = 64,
        depth: int = 8,
        inputs: int | None = None,
        norm: Norm = nn.BatchNorm2d,
        noisy: int = 3,
        skips: bool = True,
    ):
        super().__init__()
        if depth < 2 or not 0 <= noisy < depth:
            raise ValueError(f"a U-Net needs depth >= 2 and 0 <= noisy < depth, got depth = {depth}, noisy = {noisy}")
        self.inputs, self.skips = channels if inputs is None else inputs, skips
        wide = [width * min(2**i, WIDEST) for i in range(depth)]
        self.downs, self.ups = nn.ModuleList(), nn.ModuleList()
        for i, (before, after) in enumerate(zip([self.inputs, *wide], wide, strict=False)):
            enter = [nn.LeakyReLU(0.2)] if i > 0 else []
            leave = [norm(after)] if 0 < i < depth - 1 else []  # one pixel that is normalised would be always 0
            self.downs.append(nn.Sequential(*enter, nn.Conv2d(before, after, 4, 2, 1, bias=False), *leave))
        for i in reversed(range(1, depth)):
            before = wide[i] * (2 if skips and i < depth - 1 else 1)
            drop = [nn.Dropout(0.5)] if i > depth - 1 - noisy else []
            up = nn.ConvTranspose2d(before, wide[i - 1], 4, 2, 1, bias=False)
            self.ups.append(nn.Sequential(nn.ReLU(), up, norm(wide[i - 1]), *drop))
        last = nn.ConvTranspose2d(wide[0] * (2 if skips else 1), channels, 4, 2, 1)
        self.ups.append(nn.Sequential(nn.ReLU(), last, nn.Tanh()))
        self.apply(init_weights)
        open_to_others(self)

    def forward(self, y: Float[Tensor, "n inputs h w"]) -> Float[Tensor, "n channels h w"]:
        if y.dim() != 4 or y.shape[1] != self.inputs:
            raise ValueError(f"this U-Net reads pictures of shape (n, {self.inputs}, h, w), got {tuple(y.shape)}")
        step = 2 ** len(self.downs)
        if y.shape[2] % step or y.shape[3] % step:
            raise ValueError(
                f"with depth = {len(self.downs)} the sides must be multiples of {step}, got {tuple(y.shape[2:])}: "
                "scale the pictures, or give the U-Net a smaller depth"
            )
        seen = []
        for down in self.downs:
            y = down(y)
            seen.append(y)
        for i, up in enumerate(self.ups):
            if i > 0 and self.skips:
                y = torch.cat([seen[-1 - i], y], dim=1)
            y = up(y)
        return y
