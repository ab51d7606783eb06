"""Trains the eye of the little world on scenes, flat and with texture, clean and degraded, and tries it on others.

    python tools/train_scene_eye.py

writes gannotes/data/files/scene_eye.safetensors, in half precision, and prints what share of held-out pixels it reads
rightly. One thread, seed 0: the same machine makes the same weights.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from safetensors.torch import save_file
from torch import Generator, Tensor, nn
from torch.nn.functional import avg_pool2d, cross_entropy, interpolate, l1_loss, one_hot
from torch.optim.lr_scheduler import OneCycleLR
from tqdm import trange

from gannotes.data import images, world
from gannotes.data.world.degraded import gaussian_blurred, noised, paled
from gannotes.models.eyes import NOTHING
from gannotes.models.scene_eye import KNOWN, WEIGHTS, SceneEye, scene_eye

BATCH_SIZE, RESTART = 32, 120
HALF = BATCH_SIZE // 2
TREE = [world.SURFACES.index("trunk"), world.SURFACES.index("crown")]


class Painter(nn.Sequential):
    """From a label map to a picture, by L1 and never for long: its pictures are those of a half-trained generator."""

    def __init__(self):
        super().__init__(
            *(nn.Conv2d(KNOWN + 6, 16, 3, padding=1), nn.ReLU()),
            *(nn.Conv2d(16, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 3, 3, padding=1), nn.Tanh()),
        )
        self.adam = torch.optim.Adam(self.parameters(), lr=5e-3)

    def paint(self, mask: Tensor, scenes: world.Scenes) -> Tensor:
        told = torch.cat([one_hot(scenes.season, 4), one_hot(scenes.time, 2)], 1)[:, :, None, None]
        layers = [one_hot(mask, KNOWN).permute(0, 3, 1, 2), told.expand(-1, -1, *mask.shape[1:])]
        return self(torch.cat(layers, 1).float())

    def learn(self, x: Tensor, mask: Tensor, scenes: world.Scenes) -> Tensor:
        """One step; what it painted before it."""
        painted = self.paint(mask, scenes)
        self.adam.zero_grad()
        l1_loss(painted, x).backward()
        self.adam.step()
        return painted.detach()


def clean(n: int, size: int, rng: Generator) -> tuple[Tensor, Tensor, world.Scenes]:
    """Scenes of which the first half are flat, the others have texture."""
    scenes = world.scenes(n, rng)
    x, mask = world.with_texture(scenes, size, rng)
    flat = scenes[list(range(n // 2))]
    mask[: n // 2] = world.mask_of(flat, size)
    x[: n // 2] = world.pixels(flat, size)
    return x, mask, scenes


def uniform(rng: Generator, low: float, high: float) -> float:
    return low + (high - low) * torch.rand((), generator=rng).item()


def recoloured(x: Tensor, mask: Tensor, rng: Generator) -> Tensor:
    """Some surfaces of each picture moved by up to 70% towards one colour: the sky's, the ground's, or any."""
    n = len(x)
    share = 0.7 * torch.rand(n, KNOWN, generator=rng) * (torch.rand(n, KNOWN, generator=rng) < 0.4)
    sky, ground = x[:, :, 2, 2], x[:, :, -2, 2]
    anything = 2 * torch.rand(n, 3, generator=rng) - 1
    which = torch.randint(3, (n,), generator=rng)
    return paled(x, mask, share, torch.stack([sky, ground, anything])[which, torch.arange(n)])


def junk(n: int, size: int, rng: Generator) -> Tensor:
    """What no scene shows: noise, one of a few coarsenesses, under a random colour."""
    cells = 2 ** int(torch.randint(1, 6, (), generator=rng))
    coarse = torch.rand(n, 3, cells, cells, generator=rng) * 2 - 1
    mode = ("nearest", "bilinear")[int(torch.randint(2, (), generator=rng))]
    colour = torch.rand(n, 3, 1, 1, generator=rng) * 2 - 1
    return torch.lerp(colour, interpolate(coarse, (size, size), mode=mode), uniform(rng, 0.4, 1.0))


def with_junk(x: Tensor, mask: Tensor, rng: Generator) -> tuple[Tensor, Tensor]:
    """A rectangle of junk in some pictures, and all of every sixteenth."""
    n, size = len(x), x.shape[2]
    edges = torch.randint(size, (n, 4), generator=rng)[:, :, None]
    across = torch.arange(size)
    inside_x = (across >= edges[:, :2].amin(1)) & (across <= edges[:, :2].amax(1))
    inside_y = (across >= edges[:, 2:].amin(1)) & (across <= edges[:, 2:].amax(1))
    where = inside_y[:, :, None] & inside_x[:, None] & (torch.rand(n, 1, 1, generator=rng) < 0.2)
    where[::16] = True
    return torch.where(where[:, None], junk(n, size, rng), x), torch.where(where, KNOWN, mask)


def batch(painter: Painter, size: int, rng: Generator) -> tuple[Tensor, Tensor, world.Scenes]:
    """A third as it is, a third degraded, a third of which a painter made a part; and a little junk."""
    x, mask, scenes = clean(BATCH_SIZE if size == 32 else HALF, size, rng)
    painted = painter.learn(x[::4], mask[::4], scenes[list(range(0, len(x), 4))])
    x[::4] = torch.lerp(x[::4], painted, uniform(rng, 0.3, 1.0))
    x[1::2] = recoloured(x[1::2], mask[1::2], rng)
    x[1::4] = gaussian_blurred(x[1::4], uniform(rng, 0.2, 1.0) * size / 32)
    x[2::4] = noised(x[2::4], uniform(rng, 0.0, 0.25), rng)
    x[3::8] = noised(x[3::8], uniform(rng, 0.0, 0.15), rng)
    return *with_junk(x.clamp(-1, 1), mask, rng), scenes


def shapes(n: int, size: int, rng: Generator) -> Tensor:
    """More that no scene shows: blobs, strokes or stripes in two colours."""
    colours = torch.rand(2, n, 3, 1, 1, generator=rng) * 2 - 1
    colours[0, ::2] = -1.0
    cells = int(torch.randint(3, 9, (), generator=rng))
    coarse = torch.randn(n, 1, cells, cells, generator=rng)
    waves = interpolate(coarse, (size, size), mode="bicubic", align_corners=True)
    if torch.rand((), generator=rng) < 0.3:  # stripes, across or down
        across = torch.arange(size) * uniform(rng, 0.3, 3.0) + uniform(rng, 0.0, 6.0)
        waves = across.sin().expand(n, 1, size, size)
        waves = waves if torch.rand((), generator=rng) < 0.5 else waves.mT
    return torch.where(waves.abs() < uniform(rng, 0.2, 0.6), colours[1], colours[0])


def harder(painter: Painter, size: int, rng: Generator) -> tuple[Tensor, Tensor, world.Scenes]:
    """The same, with more that is pale and more that is no scene: trees as a whole move towards what is behind them."""
    x, mask, scenes = batch(painter, size, rng)
    seen, n = mask.clamp(max=KNOWN - 1), len(x)
    share = torch.zeros(n, KNOWN)
    share[:, TREE] = uniform(rng, 0.3, 0.75)
    share[::3] = 0.0
    sky, ground = x[:, :, 2, 2], x[:, :, size // 2 + size // 8, 2]
    colour = torch.where(torch.rand(n, 1, generator=rng) < 0.7, sky, ground)
    x = torch.where((mask != KNOWN)[:, None], paled(x, seen, share, colour), x)
    x[5::8], mask[5::8] = shapes(len(x[5::8]), size, rng), KNOWN
    return x, mask, scenes


Batch = Callable[[Painter, int, Generator], tuple[Tensor, Tensor, world.Scenes]]


@dataclass(frozen=True)
class Part:
    """A part of the training: each begins as if it were run by itself, from the weights that the last one kept."""

    steps: int
    peak: float  # of the learning rate
    drawn: Batch
    sizes: tuple[int, ...]


PARTS = (
    Part(1400, 4e-3, batch, (32, 32, 32, 64)),
    Part(500, 1.5e-3, harder, (32, 32, 32, 64)),
    Part(350, 1.2e-3, harder, (64, 64, 64, 32)),
)


def train(part: Part, kept: dict[str, Tensor], rng: Generator) -> dict[str, Tensor]:
    """The weights after one part, in half precision, from those before it; none before the first."""
    torch.manual_seed(0)
    eye = SceneEye()
    eye.load_state_dict({**eye.state_dict(), **kept})
    painter = Painter()
    adam = torch.optim.Adam(eye.parameters())
    rate = OneCycleLR(adam, max_lr=part.peak, total_steps=part.steps)
    for step in trange(part.steps, mininterval=10):
        if step % RESTART == 0:
            painter = Painter()
        x, mask, scenes = part.drawn(painter, part.sizes[step % 4], rng)
        surface, season, hour = eye(x)
        seen = (mask != KNOWN).any(2).any(1)
        loss = cross_entropy(surface, mask)
        loss = loss + 0.1 * cross_entropy(season[seen], scenes.season[seen])
        loss = loss + 0.1 * cross_entropy(hour[seen], scenes.time[seen])
        adam.zero_grad()
        loss.backward()
        adam.step()
        rate.step()
    return {name: value.half() for name, value in eye.state_dict().items()}


def report(eye: SceneEye, n: int = 300) -> None:
    """What share of the pixels of held-out scenes is read rightly, clean and degraded."""
    pale = torch.zeros(n, KNOWN)
    pale[:, TREE] = 0.5
    spoilt: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
        "clean": lambda x, mask: x,
        "blurred by a pixel": lambda x, mask: gaussian_blurred(x, 1.0),
        "noised by 0.2": lambda x, mask: noised(x, 0.2, Generator().manual_seed(2)),
        "of half the pixels": lambda x, mask: interpolate(avg_pool2d(x, 2), scale_factor=2.0),
        "trees half way to the sky": lambda x, mask: paled(x, mask, pale, x[:, :, 2, 2]),
    }
    for size in (32, 64):
        x, mask, scenes = clean(n, size, Generator().manual_seed(1))
        for name, spoil in spoilt.items():
            reading = eye.read(spoil(x, mask))
            right = (reading.parts == mask).double().mean((1, 2))
            tree = torch.isin(mask, torch.tensor(TREE))
            trees = (reading.parts == mask)[tree].double().mean()
            seasons = (reading.factors["season"] == scenes.season).double().mean()
            print(
                f"{size} pixels, {name}: flat {right[: n // 2].mean():.2%}, textured {right[n // 2 :].mean():.2%}, "
                f"trees {trees:.1%}, seasons {seasons:.1%}, unknown {(reading.parts == NOTHING).double().mean():.2%}"
            )
    digits = interpolate(images.digits()[0][:200], (32, 32)).expand(-1, 3, -1, -1)
    print(f"digits, which are none of it: {(eye.read(digits).parts == NOTHING).double().mean():.1%} unknown")


def main() -> None:
    torch.set_num_threads(1)
    start = time.process_time()
    kept: dict[str, Tensor] = {}
    for seed, part in enumerate(PARTS):
        kept = train(part, kept, Generator().manual_seed(seed))
    save_file(kept, WEIGHTS)
    print(f"{time.process_time() - start:.0f} s of one core, {WEIGHTS.stat().st_size:,} bytes")
    report(scene_eye())


if __name__ == "__main__":
    main()
