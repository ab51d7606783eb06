"""What there is in a scene: its factors, drawn by dice."""

from dataclasses import dataclass, fields, replace

import torch
from jaxtyping import Bool, Float, Int
from torch import Generator, Tensor

SEASONS = ("spring", "summer", "autumn", "winter")
TIMES = ("day", "night")
SLOTS = 4  # places side by side for a house and up to three trees, so that none hides another


@dataclass(frozen=True)
class Scenes:
    """n scenes by their factors. Places are shares of the picture's width; heights, of the sky's."""

    season: Int[Tensor, "n"]  # an index into SEASONS
    time: Int[Tensor, "n"]  # an index into TIMES: the sun shines by day, the moon by night
    height: Float[Tensor, "n"]  # of sun or moon: 0 just above the ground, 1 at the top; diced ones avoid the middle
    sun_at: Float[Tensor, "n"]
    cloud: Bool[Tensor, "n"]  # on the other side than the sun, so that it hides nothing
    house: Bool[Tensor, "n"]
    fence: Bool[Tensor, "n"]
    trees: Int[Tensor, "n"]  # 0 to 3
    slots: Int[Tensor, "n 4"]  # who stands where: the house in the first of these, the trees in the next ones
    tree_size: Float[Tensor, "n 3"]  # between 0 and 1
    horizon: Float[Tensor, "n"]  # how far down the ground begins, as a share of the picture's height

    def __len__(self) -> int:
        return len(self.season)

    def __getitem__(self, rows) -> "Scenes":
        """Some of the scenes, as from a tensor; a single number gives one scene, still with its first axis."""
        rows = [rows] if isinstance(rows, int) else rows
        return Scenes(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def with_factors(self, **factors) -> "Scenes":
        """The same scenes but for some factors: a number for all of them, or one for each.

        ValueError for a factor that does not exist or that lies where no scene has one.
        """
        for name, value in factors.items():
            if name not in LARGEST:
                raise ValueError(f"a scene has the factors {sorted(LARGEST)}, not {name!r}")
            now = getattr(self, name)
            value = torch.as_tensor(value, device=now.device).to(now.dtype).expand_as(now).clone()
            if (value < 0).any() or (value > LARGEST[name]).any():
                raise ValueError(f"{name} must lie between 0 and {LARGEST[name]}, got {value.unique().tolist()}")
            factors[name] = value
        return replace(self, **factors)


LARGEST = {
    "season": len(SEASONS) - 1,
    "time": len(TIMES) - 1,
    "height": 1,
    "sun_at": 1,
    "cloud": 1,
    "house": 1,
    "fence": 1,
    "trees": 3,
    "tree_size": 1,
}


def low_or_high(u: Float[Tensor, "n"]) -> Float[Tensor, "n"]:
    """Evenly from 0 to 0.4 and from 0.6 to 1, so that a caption's "low" and "high" can be told by eye."""
    return 0.8 * u + 0.2 * (u >= 0.5)


def scenes(n: int, generator: Generator | None = None, **fixed) -> Scenes:
    """n scenes, each factor by itself and evenly; what is fixed, such as `season=3` or `house=True`, is not diced.

    With the same generator, fixing a factor changes no other one: a summer and its winter differ in the season alone.
    """
    if n < 1:
        raise ValueError(f"draw at least one scene, got n = {n}")
    device = generator.device if generator else None

    def whole(below: int, *shape: int) -> Tensor:
        return torch.randint(below, (n, *shape), generator=generator, device=device)

    def share(*shape: int) -> Tensor:
        return torch.rand(n, *shape, generator=generator, device=device)

    return Scenes(
        season=whole(len(SEASONS)),
        time=whole(len(TIMES)),
        height=low_or_high(share()),
        sun_at=share(),
        cloud=share() < 0.5,
        house=share() < 0.5,
        fence=share() < 0.5,
        trees=whole(4),
        slots=share(SLOTS).argsort(dim=1),
        tree_size=share(3),
        horizon=0.55 + 0.1 * share(),
    ).with_factors(**fixed)
