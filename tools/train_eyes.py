"""Trains the eyes for faces on clean and degraded pictures, calibrates them, and tries them on held-out faces.

    python tools/train_eyes.py pixel     or    drawn

writes gannotes/data/files/<name>_face_eye.safetensors, weights in half precision, and prints what README.md there
reports. One thread, seed 0: the same machine makes the same weights; another rounds otherwise.
"""

import sys
import time
from dataclasses import dataclass, replace
from functools import partial

import torch
from safetensors.torch import save_file
from torch import Generator, Tensor
from torch.nn.functional import avg_pool2d, cross_entropy, interpolate, l1_loss
from torch.optim.lr_scheduler import OneCycleLR

from gannotes.data import faces
from gannotes.models.eyes import FILES, NOTHING, Eye
from gannotes.models.pictures import Discriminator
from gannotes.models.pictures import Generator as Decoder

STEPS, SIZE = 2500, 32
HALF_TRAINED = (100, 250, 500)  # steps of the decoders whose pictures are among the degraded
STYLES = {"pixel": faces.pixel_faces, "drawn": partial(faces.drawn_faces, 32)}


@dataclass(frozen=True)
class Looks:
    """Pictures with what is to be read in them; NOTHING where that can't be known."""

    x: Tensor
    parts: Tensor
    factors: dict[str, Tensor]

    def __getitem__(self, rows: Tensor) -> "Looks":
        return Looks(self.x[rows], self.parts[rows], {name: of[rows] for name, of in self.factors.items()})


def looks(of: faces.Faces) -> Looks:
    return Looks(of.scaled(), of.parts.long(), of.factors)


def blurred(x: Tensor, rng: Generator) -> Tensor:
    """Each pixel the mean of nine."""
    return avg_pool2d(x, 3, stride=1, padding=1, count_include_pad=False)


def paled(x: Tensor, rng: Generator) -> Tensor:
    """Between a third and all of its contrast, around a grey of its own."""
    share, grey = 0.33 + 0.67 * torch.rand(len(x), 1, 1, 1, generator=rng), torch.rand(len(x), 1, 1, 1, generator=rng)
    return share * x + (1 - share) * (2 * grey - 1)


def noised(x: Tensor, rng: Generator) -> Tensor:
    """Gaussian noise of up to 0.3 in each channel."""
    return x + 0.3 * torch.rand(len(x), 1, 1, 1, generator=rng) * torch.randn(x.shape, generator=rng)


def half_trained(x: Tensor, steps: tuple[int, ...]) -> list[Tensor]:
    """The pictures as generators draw them after so many steps, fed with a code of each: what they mean is known."""
    size = x.shape[-1]
    encoder, decoder = Discriminator(image_size=size, width=16), Decoder(64, image_size=size, width=16)
    encoder.out = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.LazyLinear(64))
    encoder(x[:2])
    both = [*encoder.parameters(), *decoder.parameters()]
    adam = torch.optim.Adam(both, 2e-3, fused=True)
    found = []
    for step in range(1, max(steps) + 1):
        some = x[torch.randint(len(x), (SIZE,))]
        adam.zero_grad()
        l1_loss(decoder(encoder(some)), some).backward()
        adam.step()
        if step in steps:
            with torch.no_grad():
                found.append(torch.cat([decoder(encoder(part)) for part in x.split(SIZE)]))
    return found


def garbled(some: Looks, rng: Generator) -> Looks:
    """A quarter each: a rectangle of noise, another face's ghost, tiles in disorder, no face. The lost is NOTHING."""
    x, parts, factors = some.x.clone(), some.parts.clone(), {name: of.clone() for name, of in some.factors.items()}
    n, size = len(x), x.shape[-1]
    torn, ghosts, mixed, none = torch.arange(n).chunk(4)
    for i in torn.tolist():
        h, w = torch.randint(size // 4, size // 2 + 1, (2,), generator=rng).tolist()
        r, c = (int(torch.randint(size - side + 1, (1,), generator=rng)) for side in (h, w))
        x[i, :, r : r + h, c : c + w] = 2 * torch.rand(3, h, w, generator=rng) - 1
        parts[i, r : r + h, c : c + w] = NOTHING
    others = torch.randint(n, (len(ghosts),), generator=rng)
    share = 0.35 + 0.3 * torch.rand(len(ghosts), 1, 1, 1, generator=rng)
    x[ghosts] = share * some.x[ghosts] + (1 - share) * some.x[others]
    parts[ghosts] = torch.where(some.parts[ghosts] == some.parts[others], some.parts[ghosts], NOTHING)
    for name, of in factors.items():
        of[ghosts] = torch.where(of[ghosts] == some.factors[name][others], of[ghosts], NOTHING)
    for i in mixed.tolist():
        tile = size // 4
        tiles = x[i].unfold(1, tile, tile).unfold(2, tile, tile).flatten(1, 2)[:, torch.randperm(16, generator=rng)]
        x[i] = tiles.unflatten(1, (4, 4)).permute(0, 1, 3, 2, 4).reshape(3, size, size)
    coarse = size // 2 ** torch.randint(0, 3, (1,), generator=rng).item()  # grains of one, two or four pixels
    x[none] = interpolate(2 * torch.rand(len(none), 3, coarse, coarse, generator=rng) - 1, (size, size))
    for gone in (mixed, none):
        parts[gone] = NOTHING
        for of in factors.values():
            of[gone] = NOTHING
    return Looks(x, parts, factors)


def cost(eye: Eye, some: Looks) -> Tensor:
    """Cross-entropy over pixels and over factors."""
    sight = eye(some.x.clamp(-1, 1))
    total = cross_entropy(sight.parts, some.parts % sight.parts.shape[1])  # NOTHING is the last label
    for name, logits in sight.factors.items():
        total = total + 0.2 * cross_entropy(logits, some.factors[name] % logits.shape[1])
    return total


def joined(*batches: Looks) -> Looks:
    names = batches[0].factors
    factors = {name: torch.cat([batch.factors[name] for batch in batches]) for name in names}
    return Looks(torch.cat([batch.x for batch in batches]), torch.cat([batch.parts for batch in batches]), factors)


def trained(data: Looks, redrawn: list[Tensor], eye: Eye, rng: Generator) -> Eye:
    """Of each batch a half is clean, the rest degraded in turn; and half as many again are garbled."""
    adam = torch.optim.Adam(eye.parameters(), fused=True)
    rate = OneCycleLR(adam, max_lr=4e-3, total_steps=STEPS)
    ways = (blurred, paled, noised)
    first, second = torch.arange(SIZE).chunk(2)
    for turn in range(STEPS):
        rows = torch.randint(len(data.x), (SIZE,), generator=rng)
        clean = data[rows]
        worse, kind = clean[first], turn % (len(ways) + len(redrawn))
        x = ways[kind](worse.x, rng) if kind < len(ways) else redrawn[kind - len(ways)][rows[: SIZE // 2]]
        batch = joined(clean[second], replace(worse, x=x), garbled(clean[first], rng))
        adam.zero_grad()
        cost(eye, batch).backward()
        adam.step()
        rate.step()
    return eye.eval()


@torch.no_grad()
def calibrate(eye: Eye, held: Looks) -> None:
    """The temperature that makes held-out pixels likeliest; `least` so that 99.5% of the clean ones are still named."""
    logits = eye(held.x).parts
    temperatures = torch.linspace(0.5, 3, 26)
    eye.temperature.copy_(min(temperatures, key=lambda t: cross_entropy(logits / t, held.parts).item()))
    likeliest = (logits / eye.temperature).softmax(dim=1).amax(dim=1)
    eye.least.copy_(likeliest.flatten().sort().values[likeliest.numel() // 200])


def report(eye: Eye, held: Looks, rng: Generator) -> None:
    """Shares of held-out pixels and factors named rightly, clean and degraded, and of garbled pixels not named."""
    for name, x in {"clean": held.x, **{way.__name__: way(held.x, rng) for way in (blurred, paled, noised)}}.items():
        reading = eye.read(x.clamp(-1, 1))
        right = {key: (reading.factors[key] == of).float().mean().item() for key, of in held.factors.items()}
        pixels = (reading.parts == held.parts).float().mean().item()
        print(f"{name}: {pixels:.2%} of pixels,", ", ".join(f"{key} {share:.1%}" for key, share in right.items()))
    noise = eye.read(2 * torch.rand(held.x.shape, generator=rng) - 1)
    lost = garbled(held, rng)
    reading = eye.read(lost.x.clamp(-1, 1))
    print(f"noise: {(noise.parts == NOTHING).float().mean():.1%} of pixels are nothing it knows")
    gone = lost.parts == NOTHING
    print(f"garbled: {(reading.parts[gone] == NOTHING).float().mean():.1%} of what is lost,", end=" ")
    print(f"{(reading.parts[~gone] == lost.parts[~gone]).float().mean():.1%} of the rest rightly")


def main(name: str) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    rng, start = torch.Generator().manual_seed(0), time.process_time()
    train, held = STYLES[name](split="train"), looks(STYLES[name](split="test"))
    eye = Eye(train.pictures.shape[-1], len(train.part_names), {k: len(faces.FACTORS[k]) for k in train.factors})
    data = looks(train)
    trained(data, half_trained(data.x, HALF_TRAINED), eye, rng)
    calibrate(eye, held[torch.arange(0, len(held.x), 2)])
    file = FILES / f"{name}_face_eye.safetensors"
    save_file({key: value.half() for key, value in eye.state_dict().items()}, file)
    eye.load_state_dict({key: value.half().float() for key, value in eye.state_dict().items()})
    print(
        f"{time.process_time() - start:.0f} s of one core, {file.stat().st_size:,} bytes; of the other half held out:"
    )
    report(eye, held[torch.arange(1, len(held.x), 2)], rng)


if __name__ == "__main__":
    if sys.argv[1:] not in [[name] for name in STYLES]:
        sys.exit(f"usage: python tools/train_eyes.py {'|'.join(STYLES)}")
    main(sys.argv[1])
