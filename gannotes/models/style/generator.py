"""The style-based generator: noise becomes a style, and the style tells each level how loud its maps are."""

import itertools

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import interpolate, leaky_relu

from gannotes.models.pictures import levels
from gannotes.models.style.equalized import EqualizedConv2d, EqualizedLinear
from gannotes.models.style.operations import adaptive_instance_norm, fade, pixel_norm

Styles = Float[Tensor, "n latent"] | Float[Tensor, "n levels latent"]  # one for all levels, or one for each


class MappingNetwork(nn.Module):
    """z -> w: the law of z, which is round, becomes whatever law suits the pictures. Its layers learn slowly."""

    def __init__(self, latent: int, layers: int = 4, rate: float = 0.1):
        super().__init__()
        steps = ((EqualizedLinear(latent, latent, rate=rate), nn.LeakyReLU(0.2)) for _ in range(layers))
        self.layers = nn.Sequential(*itertools.chain(*steps))

    def forward(self, z: Styles) -> Styles:
        return self.layers(pixel_norm(z.flatten(0, -2))).view(z.shape)


class Level(nn.Module):
    """A convolution, noise for each pixel, a leaky ReLU, and the style: its maps' means and deviations."""

    noise: Tensor

    def __init__(self, before: int, after: int, side: int, latent: int):
        super().__init__()
        self.conv = EqualizedConv2d(before, after, 3, padding=1)
        self.strength = nn.Parameter(torch.zeros(after))  # of the noise, for each map
        self.scale = EqualizedLinear(latent, after, gain=1.0, start=1.0)
        self.bias = EqualizedLinear(latent, after, gain=1.0)
        self.register_buffer("noise", torch.randn(1, 1, side, side))

    def forward(self, x: Float[Tensor, "n before side side"], w: Tensor) -> Float[Tensor, "n after side side"]:
        x = self.conv(x)
        noise = torch.randn_like(x[:, :1]) if self.training else self.noise
        x = leaky_relu(x + self.strength[:, None, None] * noise, 0.2)
        return adaptive_instance_norm(x, self.scale(w), self.bias(w))


class StyleGenerator(nn.Module):
    """z (n, latent) -> pictures (n, 3, size, size) in [-1, 1] (Karras et al., 2019), one convolution at each level.

    Levels are named by their maps, "4x4" first. `stage` says how many are grown; the last of these is faded in by
    `alpha`. z of shape (n, levels, latent) gives each level a style of its own. The noise of the pixels is fresh in
    training, and always the same at rest.
    """

    reach = (-1.0, 1.0)

    def __init__(self, latent: int = 64, image_size: int = 64, width: int = 16):
        super().__init__()
        maps = levels(image_size, width)
        self.mapping = MappingNetwork(latent)
        self.start = nn.Parameter(torch.ones(1, maps[0], 4, 4))
        self.levels, self.to_rgb = nn.ModuleDict(), nn.ModuleDict()
        for k, (before, after) in enumerate(itertools.pairwise([maps[0], *maps])):
            side = 4 * 2**k
            self.levels[f"{side}x{side}"] = Level(before, after, side, latent)
            self.to_rgb[f"{side}x{side}"] = EqualizedConv2d(after, 3, 1, gain=1.0)
        self.stage, self.alpha = len(maps), 1.0

    def forward(self, z: Styles) -> Float[Tensor, "n 3 h w"]:
        return self.synthesis(self.mapping(z))

    def synthesis(self, w: Styles) -> Float[Tensor, "n 3 h w"]:
        """The picture of a style, or of a style for each level."""
        each = w.unbind(1) if w.dim() == 3 else [w] * len(self.levels)
        x, shown = self.start.expand(len(w), -1, -1, -1), []
        for k, (name, level) in enumerate(self.levels.items()):
            if k == self.stage:
                break
            x = level(x if k == 0 else doubled(x), each[k])
            if k == self.stage - 1 or (k == self.stage - 2 and self.alpha < 1):
                shown.append(self.to_rgb[name](x))
        picture = shown[0] if len(shown) == 1 else fade(doubled(shown[0]), shown[1], self.alpha)
        return picture.tanh()


def doubled(x: Float[Tensor, "n c h w"]) -> Float[Tensor, "n c h2 w2"]:
    """Each pixel as a square of four."""
    return interpolate(x, scale_factor=2.0)
