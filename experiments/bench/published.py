"""Networks of the sizes that the scripts of PyTorch-GAN have, in our words: gan, wgan_gp, cgan and dcgan.

The sizes are from github.com/eriklindernoren/PyTorch-GAN: dense layers of 128, 256, 512 and 1,024 that make 28 x 28
pixels, 32 x 32 with labels; and maps of 128, 128 and 64 that are doubled twice, to 32 x 32. Discriminators give logits.
"""

import itertools

from torch import Tensor, cat, nn

LATENT, CLASSES = 100, 10
NORM_EPS, LEAK = 0.8, 0.2


def dense(sizes: list[int]) -> nn.Sequential:
    """A generator's layers: batch norm in all but the first, and the pixels at the end."""
    layers: list[nn.Module] = []
    for number, (before, after) in enumerate(itertools.pairwise(sizes[:-1])):
        norm = [nn.BatchNorm1d(after, NORM_EPS)] if number else []
        layers += [nn.Linear(before, after), *norm, nn.LeakyReLU(LEAK, inplace=True)]
    return nn.Sequential(*layers, nn.Linear(sizes[-2], sizes[-1]), nn.Tanh())


class DenseGenerator(nn.Module):
    """z, or z and rows of a label, -> pictures of one channel."""

    def __init__(self, side: int, told: int = 0):
        super().__init__()
        self.side, self.body = side, dense([LATENT + told, 128, 256, 512, 1024, side**2])

    def forward(self, z: Tensor, *y: Tensor) -> Tensor:
        return self.body(cat([z, *y], dim=1)).view(-1, 1, self.side, self.side)


class DenseDiscriminator(nn.Module):
    """Pictures, or pictures and rows of a label, -> a logit each."""

    def __init__(self, side: int, hidden: tuple[int, ...], told: int = 0, dropout: float = 0.0):
        super().__init__()
        sizes, layers = [side**2 + told, *hidden], []
        for number, (before, after) in enumerate(itertools.pairwise(sizes)):
            drop = [nn.Dropout(dropout)] if number and dropout else []
            layers += [nn.Linear(before, after), *drop, nn.LeakyReLU(LEAK, inplace=True)]
        self.body = nn.Sequential(*layers, nn.Linear(sizes[-1], 1), nn.Flatten(0))

    def forward(self, x: Tensor, *y: Tensor) -> Tensor:
        return self.body(cat([x.flatten(1), *y], dim=1))


def doubled(before: int, after: int) -> list[nn.Module]:
    layer = nn.Conv2d(before, after, 3, padding=1)
    return [nn.Upsample(scale_factor=2), layer, nn.BatchNorm2d(after, NORM_EPS), nn.LeakyReLU(LEAK, inplace=True)]


def convolutional_generator() -> nn.Module:
    first = [nn.Linear(LATENT, 128 * 8 * 8), nn.Unflatten(1, (128, 8, 8)), nn.BatchNorm2d(128)]
    return nn.Sequential(*first, *doubled(128, 128), *doubled(128, 64), nn.Conv2d(64, 1, 3, padding=1), nn.Tanh())


def convolutional_discriminator() -> nn.Module:
    layers: list[nn.Module] = []
    for before, after in ((1, 16), (16, 32), (32, 64), (64, 128)):
        norm = [nn.BatchNorm2d(after, NORM_EPS)] if after in (32, 64) else []
        half = nn.Conv2d(before, after, 3, stride=2, padding=1)
        layers += [half, nn.LeakyReLU(LEAK, inplace=True), nn.Dropout2d(0.25), *norm]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(128 * 2 * 2, 1), nn.Flatten(0))
