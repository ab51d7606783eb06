"""Super-resolution of drawn heads, 8 pixels to 32: the weight of the adversarial term swept.

    python -m experiments.ch17_growing.resolution

One network is trained for 400 rounds by the mean squared error. From there it goes on for 300 rounds, once alone and
once for each weight with the adversarial term beside the error, as SRGAN does (Ledig et al., 2017). D sees the small
picture, too. Of the 512 test faces the record has, for each way:

    psnr        the mean over the faces, in decibels
    frechet     on the drawn eye's features, against 512 training faces; "real" is that of the test faces themselves
    read right  the share of faces of which the eye reads the factor that they have

resolution.npz has the first twelve test faces: small, by each way, and as they are.
"""

import copy
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, mse_loss
from torch.optim import Adam

from experiments import tasks
from experiments.pictures import as_bytes
from gannotes import games, losses, metrics, penalties
from gannotes.data import faces, streams
from gannotes.data.pyramid import halved
from gannotes.models import pictures
from gannotes.models.classifier import in_batches
from gannotes.models.eyes import drawn_face_eye
from gannotes.train import Descent, play

WEIGHTS = (1e-3, 1e-2, 1e-1)
ALONE, AFTER = 400, 300
SHOWN = 12


class Residual(nn.Module):
    """x + two convolutions of it."""

    def __init__(self, width: int):
        super().__init__()
        self.steps = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1), nn.ReLU(), nn.Conv2d(width, width, 3, padding=1)
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.steps(x)


def enlarger(width: int = 32) -> nn.Module:
    """8 pixels to 32: all the thinking at 8, then two doublings by shuffled channels (Shi et al., 2016)."""
    up = [layer for _ in range(2) for layer in (nn.Conv2d(width, 4 * width, 3, padding=1), nn.PixelShuffle(2))]
    first, last = nn.Conv2d(3, width, 3, padding=1), nn.Conv2d(width, 3, 3, padding=1)
    return nn.Sequential(first, *(Residual(width) for _ in range(3)), up[0], up[1], nn.ReLU(), *up[2:], nn.ReLU(), last)


class Judge(nn.Module):
    """D(picture, small): the small picture, enlarged, lies beside the other."""

    def __init__(self, width: int = 16):
        super().__init__()
        self.D = pictures.Discriminator(channels=6, image_size=32, width=width)

    def forward(self, x: Tensor, small: Tensor) -> Tensor:
        return self.D(torch.cat([x, interpolate(small, scale_factor=4.0)], dim=1))


def by_error(G: nn.Module, D: nn.Module, weight: float, adam: Callable) -> list[Descent]:
    """G alone, by the mean squared error."""
    return [Descent("G", lambda x, small: mse_loss(G(small), x), adam(G.parameters()))]


def by_error_and_judge(G: nn.Module, D: nn.Module, weight: float, adam: Callable) -> list[Descent]:
    """The error, and `weight` times what D makes G pay."""
    loss = losses.non_saturating()
    lazy = penalties.every(4, penalties.r1(0.5))

    def for_G(x: Tensor, small: Tensor) -> Tensor:
        made = G(small)
        return mse_loss(made, x) + weight * loss.for_generator(D(made, small))

    def enlarged(z: Tensor, small: Tensor) -> Tensor:
        return G(small)

    def no_noise(n: int) -> Tensor:
        return torch.empty(n, 0)

    judge = games.discriminator(enlarged, D, loss, no_noise, adam(D.parameters()), penalty=lazy)
    return [judge, Descent("G", for_G, adam(G.parameters()))]


def small_of(x: Tensor) -> Tensor:
    return halved(halved(x))


class Measures:
    """What is asked of enlarged test faces."""

    def __init__(self, run: tasks.Run):
        self.eye, n = drawn_face_eye(), run.samples(512, trial=40)
        test = faces.drawn_faces(32, "test")
        self.x, self.factors = test.scaled()[:n], {name: of[:n] for name, of in test.factors.items()}
        self.real = in_batches(self.eye.features, faces.drawn_faces(32).scaled()[:n])
        self.small = small_of(self.x)

    def of(self, x: Tensor) -> dict[str, object]:
        x = x.clamp(-1, 1)
        read = self.eye.read(x).factors
        psnr = metrics.psnr(x, self.x)
        return {
            "psnr": round(psnr.mean().item(), 2) if psnr.isfinite().all() else "infinite",
            "frechet": round(metrics.frechet_distance(self.real, in_batches(self.eye.features, x)), 2),
            "read right": {
                name: round((read[name] == truth).double().mean().item(), 3) for name, truth in self.factors.items()
            },
        }


@torch.no_grad()
def enlarged_by(G: nn.Module, small: Tensor) -> Tensor:
    return torch.cat([G(part) for part in small.split(128)])


def resolution(run: tasks.Run) -> dict[str, object]:
    (seed,), measures = run.seeds([0]), Measures(run)
    ways = {
        "nearest": interpolate(measures.small, scale_factor=4.0),
        "bicubic": interpolate(measures.small, scale_factor=4.0, mode="bicubic"),
    }
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    x = faces.drawn_faces(32).scaled()
    stream = streams.shuffled(x, small_of(x), batch_size=32, generator=rng)
    adam = partial(Adam, lr=1e-3, betas=(0.0, 0.99), fused=True)
    G = enlarger()
    for _ in play(by_error(G, G, 0.0, adam), stream, run.rounds(ALONE)):
        pass
    for weight in (0.0, *WEIGHTS):
        own, D = copy.deepcopy(G), Judge()
        players = by_error_and_judge if weight else by_error
        for _ in play(players(own, D, weight, adam), stream, run.rounds(AFTER)):
            pass
        ways[f"error + {weight:g} D" if weight else "error"] = enlarged_by(own, measures.small)
        print(weight, flush=True)
    ways["real"] = measures.x
    for name, made in ways.items():
        run.arrays[name] = as_bytes(made[:SHOWN])
    run.arrays["small"] = as_bytes(measures.small[:SHOWN])
    found = {name: measures.of(made) for name, made in ways.items()}
    print(found, flush=True)
    return {"seed": seed, "weights": list(WEIGHTS), "ways": found}


TASKS = {"resolution": resolution}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
