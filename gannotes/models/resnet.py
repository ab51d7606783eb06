"""Residual players as Miyato et al. (2018) list them: each block adds to what passes through it."""

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import interpolate

from gannotes.models.dcgan import Norm

BLOCKS = {28: (7, 2), 32: (4, 3), 64: (4, 4)}  # the side of the first map, and how often it doubles


def plan(size: int) -> tuple[int, int]:
    if size not in BLOCKS:
        raise ValueError(f"size must be one of {sorted(BLOCKS)} pixels, got {size}: scale or pad the pictures")
    return BLOCKS[size]


class Up(nn.Module):
    """Twice as large: the block's path is norm, ReLU, double, convolve, norm, ReLU, convolve; beside it a 1x1."""

    def __init__(self, channels: int, norm: Norm = nn.BatchNorm2d):
        super().__init__()
        self.before, self.between = norm(channels), norm(channels)
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        self.beside = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Float[Tensor, "n c h w"]) -> Float[Tensor, "n c 2*h 2*w"]:
        path = self.first(interpolate(self.before(x).relu(), scale_factor=2))
        path = self.second(self.between(path).relu())
        return path + self.beside(interpolate(x, scale_factor=2))


class Down(nn.Module):
    """A block for D, half as large if asked; no norm. The first of all sees pixels, which no ReLU may cut."""

    def __init__(self, inputs: int, outputs: int, halve: bool = True, first: bool = False):
        super().__init__()
        self.one = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.two = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.beside = nn.Conv2d(inputs, outputs, 1) if halve or inputs != outputs else nn.Identity()
        self.enter = nn.Identity() if first else nn.ReLU()
        self.leave = nn.AvgPool2d(2) if halve else nn.Identity()

    def forward(self, x: Float[Tensor, "n i h w"]) -> Float[Tensor, "n o h2 w2"]:
        return self.leave(self.two(self.one(self.enter(x)).relu())) + self.leave(self.beside(x))


class Generator(nn.Module):
    """z (n, latent) -> pictures (n, channels, size, size) in [-1, 1]. Layers are named by the maps they make."""

    reach = (-1.0, 1.0)

    def __init__(
        self, latent: int = 128, channels: int = 3, size: int = 32, width: int = 256, norm: Norm = nn.BatchNorm2d
    ):
        super().__init__()
        side, blocks = plan(size)
        self.shape = (width, side, side)
        self.enter = nn.Linear(latent, width * side * side)
        for _ in range(blocks):
            side *= 2
            self.add_module(f"{side}x{side}", Up(width, norm))
        self.leave = nn.Sequential(norm(width), nn.ReLU(), nn.Conv2d(width, channels, 3, padding=1), nn.Tanh())

    def forward(self, z: Float[Tensor, "n latent"]) -> Float[Tensor, "n channels size size"]:
        x = self.enter(z).unflatten(1, self.shape)
        for name, layer in self.named_children():
            if name != "enter":
                x = layer(x)
        return x


class Discriminator(nn.Module):
    """Pictures (n, channels, size, size) -> one logit each, (n,): halved twice, then two blocks more, then summed."""

    def __init__(self, channels: int = 3, size: int = 32, width: int = 128):
        super().__init__()
        plan(size)
        self.shape = (channels, size, size)
        self.add_module(f"{size // 2}x{size // 2}", Down(channels, width, first=True))
        self.add_module(f"{size // 4}x{size // 4}", Down(width, width))
        self.deep = nn.Sequential(Down(width, width, halve=False), Down(width, width, halve=False), nn.ReLU())
        self.out = nn.Linear(width, 1)

    def forward(self, x: Float[Tensor, "n channels size size"]) -> Float[Tensor, "n"]:
        if x.shape[1:] != self.shape:
            raise ValueError(f"D looks at pictures of shape {self.shape}, but these have {tuple(x.shape[1:])}")
        *body, out = self.children()
        for layer in body:
            x = layer(x)
        return out(x.sum((2, 3))).squeeze(1)
