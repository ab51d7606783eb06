"""Conditional generators and discriminators: c is a row of numbers for each sample, such as a one-hot label.

Whatever takes c is linear in it, so rows between two labels are welcome too.
"""

from functools import partial

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gannotes.models import dcgan

Pictures = Float[Tensor, "n channels size size"]
Conditions = Float[Tensor, "n conditions"]
Logits = Float[Tensor, "n"]


def check_conditions(c: Tensor, n: int, conditions: int) -> None:
    """ValueError unless c has a row of so many floating-point numbers for each of n samples."""
    if not c.is_floating_point() or c.shape != (n, conditions):
        raise ValueError(
            f"the condition must be floating-point rows of shape ({n}, {conditions}), got {tuple(c.shape)} of "
            f"{c.dtype}: make rows of labels y with torch.eye({conditions})[y]"
        )


class Generator(nn.Module):
    """Mirza and Osindero (2014): c stands beside the noise, and a DCGAN draws from both."""

    reach = dcgan.Generator.reach

    def __init__(self, latent: int, conditions: int, channels: int = 1, image_size: int = 28, width: int = 16):
        super().__init__()
        self.conditions = conditions
        self.draw = dcgan.Generator(latent + conditions, channels, image_size, width)

    def forward(self, z: Float[Tensor, "n latent"], c: Conditions) -> Pictures:
        check_conditions(c, len(z), self.conditions)
        return self.draw(torch.cat([z, c], dim=1))


class ConditionalNorm(nn.Module):
    """De Vries et al. (2017): batch norm, then a scale 1 + s(c) and a shift b(c), both linear in c and at first 0."""

    def __init__(self, channels: int, conditions: int):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels)
        self.scale, self.shift = (nn.Linear(conditions, channels, bias=False) for _ in range(2))
        nn.init.zeros_(self.scale.weight)
        nn.init.zeros_(self.shift.weight)

    def forward(self, x: Float[Tensor, "n channels h w"], c: Conditions) -> Float[Tensor, "n channels h w"]:
        return self.norm(x) * (1 + self.scale(c))[:, :, None, None] + self.shift(c)[:, :, None, None]


class ConditionalNormGenerator(nn.Module):
    """A DCGAN with conditional batch norms (de Vries et al., 2017): c enters as their scales and shifts alone."""

    reach = dcgan.Generator.reach

    def __init__(self, latent: int, conditions: int, channels: int = 1, image_size: int = 28, width: int = 16):
        super().__init__()
        self.conditions = conditions
        norm = partial(ConditionalNorm, conditions=conditions)
        self.draw = dcgan.Generator(latent, channels, image_size, width, norm)

    def forward(self, z: Float[Tensor, "n latent"], c: Conditions) -> Pictures:
        check_conditions(c, len(z), self.conditions)
        x = z[:, :, None, None]
        for layer in self.draw.children():
            for part in layer.children():
                x = part(x, c) if isinstance(part, ConditionalNorm) else part(x)
        return x


class UnconditionalDiscriminator(nn.Module):
    """An unconditional D under a conditional signature: it ignores c, which is what goes wrong in chapter 12."""

    def __init__(self, conditions: int, channels: int = 1, image_size: int = 28, width: int = 16):
        super().__init__()
        self.judge = dcgan.Discriminator(channels, image_size, width)

    def forward(self, x: Pictures, c: Conditions) -> Logits:
        return self.judge(x)


class ConcatDiscriminator(nn.Module):
    """Each number of c becomes a map of its own, the same everywhere, beside the picture's channels."""

    def __init__(self, conditions: int, channels: int = 1, image_size: int = 28, width: int = 16):
        super().__init__()
        self.conditions = conditions
        self.judge = dcgan.Discriminator(channels + conditions, image_size, width)

    def forward(self, x: Pictures, c: Conditions) -> Logits:
        check_conditions(c, len(x), self.conditions)
        return self.judge(torch.cat([x, c[:, :, None, None].expand(-1, -1, *x.shape[2:])], dim=1))


class EmbeddingDiscriminator(nn.Module):
    """c is looked up as one learned map the size of the picture, a further channel."""

    def __init__(self, conditions: int, channels: int = 1, image_size: int = 28, width: int = 16):
        super().__init__()
        self.conditions = conditions
        self.embed = nn.Sequential(
            nn.Linear(conditions, image_size * image_size, bias=False), nn.Unflatten(1, (1, image_size, image_size))
        )
        self.judge = dcgan.Discriminator(channels + 1, image_size, width)

    def forward(self, x: Pictures, c: Conditions) -> Logits:
        check_conditions(c, len(x), self.conditions)
        return self.judge(torch.cat([x, self.embed(c)], dim=1))


def trunk(channels: int = 1, image_size: int = 28, width: int = 16, norm: dcgan.Norm = nn.BatchNorm2d) -> nn.Sequential:
    """A DCGAN's D without its last layer: pictures -> features (n, d)."""
    *layers, _ = dcgan.Discriminator(channels, image_size, width, norm).children()
    return nn.Sequential(*layers, nn.Flatten())


def features_of(channels: int, image_size: int, width: int) -> int:
    """How many features `trunk` finds."""
    start, maps = dcgan.layout(image_size, width)
    return maps[0] * start**2


class ProjectionDiscriminator(nn.Module):
    """Miyato and Koyama (2018), eq. 3 (their f): a logit for the picture, plus the product of its features and V c."""

    def __init__(self, conditions: int, channels: int = 1, image_size: int = 28, width: int = 16):
        super().__init__()
        self.conditions = conditions
        self.features = trunk(channels, image_size, width)
        self.out = nn.Linear(features_of(channels, image_size, width), 1)
        self.embed = nn.Linear(conditions, self.out.in_features, bias=False)
        nn.init.normal_(self.out.weight, 0.0, 0.02)
        nn.init.normal_(self.embed.weight, 0.0, 0.02)

    def forward(self, x: Pictures, c: Conditions) -> Logits:
        check_conditions(c, len(x), self.conditions)
        features = self.features(x)
        return self.out(features).squeeze(1) + (self.embed(c) * features).sum(dim=1)


class ACDiscriminator(nn.Module):
    """Odena et al. (2017): one trunk, two heads. Pictures -> a logit each, high for real, and logits of the classes."""

    def __init__(self, classes: int, channels: int = 1, image_size: int = 28, width: int = 16):
        super().__init__()
        self.features = trunk(channels, image_size, width)
        self.out = nn.Linear(features_of(channels, image_size, width), 1 + classes)
        nn.init.normal_(self.out.weight, 0.0, 0.02)

    def forward(self, x: Pictures) -> tuple[Logits, Float[Tensor, "n classes"]]:
        said = self.out(self.features(x))
        return said[:, 0], said[:, 1:]
