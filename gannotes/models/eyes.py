"""Learned eyes: small networks that read parts per pixel and factors per picture, and know when they know nothing."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import torch
from jaxtyping import Float, Int
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.functional import interpolate

FILES = Path(str(resources.files("gannotes"))) / "data" / "files"
NOTHING = -1  # "nothing that I know"


@dataclass(frozen=True)
class Sight:
    """The eye's logits. Each last one stands for nothing that it knows."""

    parts: Float[Tensor, "n labels h w"]
    factors: dict[str, Float[Tensor, "n values"]]


@dataclass(frozen=True)
class Reading:
    """What the eye says of pictures: the label of each pixel, the value of each factor, or NOTHING."""

    parts: Int[Tensor, "n h w"]
    factors: dict[str, Int[Tensor, "n"]]


class Eye(nn.Module):
    """Pixels in [-1, 1] -> parts and factors: down to 4 x 4 by strided convolutions, and up again past bridges.

    `parts` is the number of labels, `factors` how many values each factor has. `temperature` and `least`, the
    probability from which on it trusts itself, are set by `calibrate` and kept with the weights.
    """

    temperature: Tensor
    least: Tensor

    def __init__(self, image_size: int, parts: int, factors: Mapping[str, int], width: int = 16, hidden: int = 64):
        super().__init__()
        if image_size < 8 or math.log2(image_size) % 1:
            raise ValueError(f"size must be 8, 16, 32 ... pixels, got {image_size}: scale or pad the pictures")
        self.image_size = image_size
        maps = [width * min(k, 3) for k in range(1, int(math.log2(image_size)))]  # at full size, a half, ... 4 x 4
        self.first = step(3, maps[0])
        self.down = nn.ModuleList(step(a, b, stride=2) for a, b in itertools.pairwise(maps))
        self.hidden = nn.Linear(maps[-1] * 16, hidden)
        self.back = nn.Linear(hidden, maps[-1])
        self.up = nn.ModuleList(step(a + b, a) for a, b in itertools.pairwise(maps))
        self.parts = nn.Conv2d(maps[0], parts + 1, 1)
        self.factors = nn.ModuleDict({name: nn.Linear(hidden, values + 1) for name, values in factors.items()})
        self.register_buffer("temperature", torch.ones(()))
        self.register_buffer("least", torch.zeros(()))

    def looked_at(self, x: Float[Tensor, "n 3 h w"]) -> list[Float[Tensor, "n _ _ _"]]:
        """The maps from full size down to 4 x 4."""
        size = self.image_size
        if x.shape[1:] != (3, size, size) or x.min() < -1.01 or x.max() > 1.01:
            raise ValueError(
                f"the eye was trained on pixels in [-1, 1] of shape (n, 3, {size}, {size}); got {tuple(x.shape)} "
                f"in [{x.min().item():.3g}, {x.max().item():.3g}]"
            )
        seen = [self.first(x)]
        for layer in self.down:
            seen.append(layer(seen[-1]))
        return seen

    def summed_up(self, coarsest: Float[Tensor, "n _ 4 4"]) -> Float[Tensor, "n hidden"]:
        """The hidden layer after its ReLU."""
        return self.hidden(coarsest.flatten(1)).relu()

    def features(self, x: Float[Tensor, "n 3 h w"]) -> Float[Tensor, "n hidden"]:
        """What the eye knows of a picture before it names anything: for Frechet and kernel distances."""
        return self.summed_up(self.looked_at(x)[-1])

    def forward(self, x: Float[Tensor, "n 3 h w"]) -> Sight:
        *seen, coarsest = self.looked_at(x)
        hidden = self.summed_up(coarsest)
        up = coarsest + self.back(hidden)[:, :, None, None]  # each place hears of the whole
        for bridge, layer in zip(reversed(seen), reversed(self.up), strict=True):
            up = layer(torch.cat([bridge, interpolate(up, scale_factor=2.0)], dim=1))
        return Sight(self.parts(up), {name: head(hidden) for name, head in self.factors.items()})

    @torch.no_grad()
    def read(self, x: Float[Tensor, "n 3 h w"], size: int = 500) -> Reading:
        """What it sees, a few pictures at a time; NOTHING where no label has the probability `least`."""
        sights = [self(part) for part in x.split(size)]
        return Reading(
            self.named(torch.cat([sight.parts for sight in sights])),
            {name: self.named(torch.cat([sight.factors[name] for sight in sights])) for name in self.factors},
        )

    def named(self, logits: Float[Tensor, "n labels *hw"]) -> Int[Tensor, "n *hw"]:
        """The likeliest label where it is likely enough, else NOTHING."""
        probability, label = (logits / self.temperature).softmax(dim=1).max(dim=1)
        known = (probability >= self.least) & (label < logits.shape[1] - 1)
        return torch.where(known, label, torch.full_like(label, NOTHING))


def step(before: int, after: int, stride: int = 1) -> nn.Sequential:
    """A 3 x 3 convolution, group norm, which has no memory of other pictures, and a ReLU."""
    return nn.Sequential(nn.Conv2d(before, after, 3, stride, padding=1), nn.GroupNorm(4, after), nn.ReLU())


def load(eye: Eye, name: str, device: torch.device | str = "cpu") -> Eye:
    """The eye with the shipped weights of that name, at rest. `data/files/README.md` says how they were made."""
    weights = load_file(FILES / f"{name}.safetensors")
    eye.load_state_dict({key: value.float() for key, value in weights.items()})
    return eye.eval().requires_grad_(False).to(device)


def pixel_face_eye(device: torch.device | str = "cpu") -> Eye:
    """The eye for `data.faces.pixel_faces`: nine labels, seven factors."""
    factors = {"hair": 6, "long": 2, "skin": 4, "glasses": 2, "happy": 2, "beard": 2, "hat": 2}
    return load(Eye(16, 9, factors), "pixel_face_eye", device)


def drawn_face_eye(device: torch.device | str = "cpu") -> Eye:
    """The eye for `data.faces.drawn_faces(32)`: seven labels, five factors."""
    return load(Eye(32, 7, {"hair": 6, "long": 2, "skin": 4, "glasses": 2, "happy": 2}), "drawn_face_eye", device)
