"""The eye of the little world: small, shipped with its weights; it names what each pixel shows, or that it can't."""

import torch
from jaxtyping import Float
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.functional import interpolate, max_pool2d

from gannotes.models.eyes import FILES, NOTHING, Reading

WEIGHTS = FILES / "scene_eye.safetensors"
KNOWN = 11  # surfaces, in the order of world.SURFACES
# A pixel whose likeliest surface is less probable than this shows nothing that the eye knows. Its probabilities are
# calibrated, by a test: below one half it would more often be wrong than right.
SURE = 0.5


def two_steps(before: int, middle: int, after: int) -> nn.Sequential:
    """Two 3x3 convolutions with their ReLUs, and group norm, which has no memory of other pictures."""
    first, second = nn.Conv2d(before, middle, 3, padding=1), nn.Conv2d(middle, after, 3, padding=1)
    return nn.Sequential(first, nn.ReLU(), second, nn.GroupNorm(4, after), nn.ReLU())


class SceneEye(nn.Module):
    """A U-Net of four scales for squares of any size that 8 divides. Pixels in [-1, 1]; no batch statistics."""

    def __init__(self):
        super().__init__()
        self.down = nn.ModuleList(
            [two_steps(3, 12, 16), two_steps(16, 32, 32), two_steps(32, 48, 48), two_steps(48, 64, 64)]
        )
        self.up = nn.ModuleList(
            nn.Sequential(nn.Conv2d(before, after, 3, padding=1), nn.ReLU())
            for before, after in ((64 + 48, 48), (48 + 32, 32), (32 + 16, 16))
        )
        self.surface = nn.Conv2d(16, KNOWN + 1, 1)
        self.season = nn.Linear(32 + 48 + 64, 4)
        self.time = nn.Linear(32 + 48 + 64, 2)

    def maps(self, x: Float[Tensor, "n 3 size size"]) -> list[Tensor]:
        """What it sees at four scales, from fine to coarse."""
        if x.dim() != 4 or x.shape[1] != 3 or x.shape[2] != x.shape[3] or x.shape[2] % 8 or x.abs().max() > 1.01:
            raise ValueError(
                f"the eye was trained on pixels in [-1, 1] of shape (n, 3, 32, 32) or (n, 3, 64, 64); "
                f"got {tuple(x.shape)} in [{x.min().item():.3g}, {x.max().item():.3g}]"
            )
        seen: list[Tensor] = []
        for scale in self.down:
            x = scale(max_pool2d(x, 2) if seen else x)
            seen.append(x)
        return seen

    def features(self, x: Float[Tensor, "n 3 size size"]) -> Float[Tensor, "n 144"]:
        """What Frechet and kernel distances between scenes are taken in: the three coarser scales, averaged."""
        return pooled(self.maps(x))

    def forward(
        self, x: Float[Tensor, "n 3 size size"]
    ) -> tuple[Float[Tensor, "n surfaces size size"], Float[Tensor, "n 4"], Float[Tensor, "n 2"]]:
        """Logits: of each pixel's surface (the last: nothing that it knows), of the season, of the time of day."""
        *finer, x = seen = self.maps(x)
        for scale, fine in zip(self.up, reversed(finer), strict=True):
            x = scale(torch.cat([interpolate(x, scale_factor=2.0), fine], 1))
        summary = pooled(seen)
        return self.surface(x), self.season(summary), self.time(summary)

    @torch.no_grad()
    def read(self, x: Float[Tensor, "n 3 size size"], size: int = 200) -> Reading:
        """The likeliest surface of each pixel, an index into world.SURFACES, or NOTHING where none is SURE; and the
        season and the time of each picture."""
        sights = [self(part) for part in x.split(size)]
        surfaces, seasons, times = (torch.cat(logits) for logits in zip(*sights, strict=True))
        probable, surface = surfaces.softmax(1).max(1)
        known = (probable >= SURE) & (surface < KNOWN)
        factors = {"season": seasons.argmax(1), "time": times.argmax(1)}
        return Reading(torch.where(known, surface, NOTHING), factors)


def pooled(maps: list[Tensor]) -> Float[Tensor, "n 144"]:
    """The mean of each map but the finest."""
    return torch.cat([some.mean((2, 3)) for some in maps[1:]], 1)


def scene_eye(device: torch.device | str = "cpu") -> SceneEye:
    """The trained eye, its weights at rest. `data/files/README.md` says how it was made."""
    eye = SceneEye()
    eye.load_state_dict(load_file(WEIGHTS))
    return eye.eval().requires_grad_(False).to(device)
