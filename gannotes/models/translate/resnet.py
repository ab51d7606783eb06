"""CycleGAN's generator (Johnson et al., 2016): two convolutions that halve, residual blocks, two that double."""

from jaxtyping import Float
from torch import Tensor, nn

from gannotes.models.dcgan import Norm
from gannotes.models.translate.state_dicts import open_to_others


class Block(nn.Module):
    """Adds to what passes through it: pad, convolve, norm, ReLU, pad, convolve, norm."""

    def __init__(self, channels: int, norm: Norm):
        super().__init__()
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(1),
            nn.Conv2d(channels, channels, 3),
            norm(channels),
            nn.ReLU(),
            nn.ReflectionPad2d(1),
            nn.Conv2d(channels, channels, 3),
            norm(channels),
        )

    def forward(self, x: Float[Tensor, "n c h w"]) -> Float[Tensor, "n c h w"]:
        return x + self.conv_block(x)


def init_weights(module: nn.Module) -> None:
    """Zhu et al. (2017), section 7.1: weights from N(0, 0.02^2); biases 0."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(module.weight, 0.0, 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)


class ResnetGenerator(nn.Module):
    """Zhu et al. (2017), section 7.2: pictures (n, channels, h, w) -> pictures in [-1, 1] of the same size.

    The layers have the names of the authors' release (`model.1.weight`, ...), so that its files load. Small pictures
    want fewer `halvings`; `inputs` is for a network that is given more maps than it returns. ValueError for sides
    that can't be halved so often.
    """

    reach = (-1.0, 1.0)

    def __init__(
        self,
        channels: int = 3,
        width: int = 64,
        blocks: int = 9,
        halvings: int = 2,
        norm: Norm = nn.InstanceNorm2d,
        inputs: int | None = None,
    ):
        super().__init__()
        maps = [width * 2**i for i in range(halvings + 1)]

        def normed(convolution: nn.Conv2d | nn.ConvTranspose2d) -> list[nn.Module]:
            return [convolution, norm(convolution.out_channels), nn.ReLU()]

        def half(maps: int) -> list[nn.Module]:
            return normed(nn.Conv2d(maps, 2 * maps, 3, stride=2, padding=1))

        def double(maps: int) -> list[nn.Module]:
            return normed(nn.ConvTranspose2d(maps, maps // 2, 3, stride=2, padding=1, output_padding=1))

        self.multiple = 2**halvings
        self.model = nn.Sequential(
            nn.ReflectionPad2d(3),
            *normed(nn.Conv2d(inputs or channels, width, 7)),
            *[layer for before in maps[:-1] for layer in half(before)],
            *[Block(maps[-1], norm) for _ in range(blocks)],
            *[layer for before in reversed(maps[1:]) for layer in double(before)],
            nn.ReflectionPad2d(3),
            nn.Conv2d(width, channels, 7),
            nn.Tanh(),
        )
        self.apply(init_weights)
        open_to_others(self)

    def forward(self, x: Float[Tensor, "n inputs h w"]) -> Float[Tensor, "n channels h w"]:
        height, width = x.shape[2:]
        if height % self.multiple or width % self.multiple or min(height, width) < 2 * self.multiple:
            raise ValueError(
                f"the sides must be multiples of {self.multiple}, {2 * self.multiple} at least, got {height} x "
                f"{width}: crop or scale the pictures"
            )
        return self.model(x)
