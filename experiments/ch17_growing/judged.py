"""What the kept generators of chapter 17 draw, which level decides what, and which faces can be found in them.

    python -m experiments.ch17_growing.judged NAME

    drawn_judged   the generator of `runs`, as experiments/faces/judged.py measures it: 1,000 samples against as many
                   training heads, with the floor
    levels         of 300 pairs of faces that differ in a factor, the share in which the first has the second's value
                   once it has the second's style at one level alone: the generators of `growth`, three seeds, both ways
    truncation     the generator of `runs`: 600 samples against as many training heads, the styles pulled in by psi
    inversion      8 held-out heads, and 8 of its own, looked for by gradient among its pictures: 120 steps of Adam,
                   with one style for all levels and with a style for each; PSNR in decibels, and the share of factors
                   that the eye reads in the found head as in the given one

writes <name>.json; the last, with the given and the found heads in inversion.npz.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import mse_loss

from experiments import record, tasks
from experiments.ch17_growing.game import Settings, generator, samples
from experiments.ch17_growing.growth import WAYS
from experiments.ch17_growing.runs import DRAWN
from experiments.faces.judged import MUST, Judge, distances, floor, memory
from experiments.pictures import as_bytes
from gannotes import metrics
from gannotes.data import faces, latents
from gannotes.models.classifier import in_batches
from gannotes.models.eyes import Eye, drawn_face_eye, pixel_face_eye
from gannotes.models.style import StyleGenerator

FOLDER = Path(__file__).resolve().parent
PSIS = (0.4, 0.6, 0.8, 1.0)
PIXEL = WAYS["grown"]


def rebuilt(settings: Settings, arrays: Mapping, prefix: str = "G ") -> StyleGenerator:
    """The generator that a run kept, at rest."""
    G = generator(settings)
    kept = {name.removeprefix(prefix): of for name, of in arrays.items() if name.startswith(prefix)}
    G.load_state_dict({name: torch.from_numpy(of).float() for name, of in kept.items()})
    return G.eval().requires_grad_(False)


def pixel_generators(run: tasks.Run, *ways: str) -> Iterator[tuple[str, StyleGenerator]]:
    """Those that `growth` kept, by their names."""
    _, arrays = record.read(FOLDER / "growth.json")
    for way in ways:
        for seed in run.seeds(range(3)):
            yield f"{way} {seed}", rebuilt(PIXEL, arrays, f"{way} {seed} G ")


def drawn_generator() -> StyleGenerator:
    """The one that `runs` kept."""
    return rebuilt(DRAWN, record.read(FOLDER / "drawn.json")[1])


def noise(settings: Settings, n: int, seed: int) -> Tensor:
    return latents.normal(settings.latent, torch.Generator().manual_seed(seed))(n)


@torch.no_grad()
def painted(G: StyleGenerator, w: Tensor) -> Tensor:
    return torch.cat([G.synthesis(part) for part in w.split(250)])


def rounded(found: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in found.items()}


def drawn(run: tasks.Run) -> dict[str, object]:
    n, G = run.samples(1000, trial=100), drawn_generator()
    train, test = faces.drawn_faces(32), faces.drawn_faces(32, "test")
    judge = Judge(drawn_face_eye(), train, test, MUST["drawn"], run.samples(3584, trial=240))
    real, x = judge.features(judge.train), samples(G, DRAWN, n, seed=1)
    own = {**judge.shares(x), **rounded(distances(real[:n], judge.features(x))), **memory(judge, x)}
    splits = 5 if not run.trial else 1
    return {"G": own, "real": {**judge.shares(judge.held_out), **floor(real, n, splits)}}


def by_level(G: StyleGenerator, eye: Eye, n: int) -> dict[str, dict[str, object]]:
    """For each level, of each factor the share that followed the second face; and how many pairs differed."""
    a, b = G.mapping(noise(PIXEL, 2 * n, 3)).unflatten(0, (2, n))
    read_a, read_b = (eye.read(painted(G, w)).factors for w in (a, b))
    differ = {name: (read_a[name] != read_b[name]) & (read_a[name] >= 0) & (read_b[name] >= 0) for name in read_a}
    found: dict[str, dict[str, object]] = {"pairs": {name: int(of.sum()) for name, of in differ.items()}}
    for level, name in enumerate(G.levels):
        mixed = a[:, None].repeat(1, len(G.levels), 1)
        mixed[:, level] = b
        read = eye.read(painted(G, mixed)).factors
        found[name] = {
            factor: round((read[factor] == read_b[factor])[which].double().mean().item(), 3)
            for factor, which in differ.items()
            if which.any()
        }
    return found


def levels(run: tasks.Run) -> dict[str, object]:
    n, eye = run.samples(300, trial=30), pixel_face_eye()
    found = {}
    for name, G in pixel_generators(run, *WAYS):
        found[name] = by_level(G, eye, n)
        print(name, found[name], flush=True)
    return {"generators": found}


def truncation(run: tasks.Run) -> dict[str, object]:
    n, eye, G = run.samples(600, trial=100), drawn_face_eye(), drawn_generator()
    real = in_batches(eye.features, faces.drawn_faces(32).scaled()[: 2 * n])
    found = {"real": rounded(distances(real[:n], real[n:]))}
    w, middle = G.mapping(noise(DRAWN, n, 1)), G.mapping(noise(DRAWN, 10_000, 2)).mean(0)
    for psi in PSIS:
        x = painted(G, middle + psi * (w - middle))
        found[f"{psi:g}"] = rounded(distances(real[:n], in_batches(eye.features, x)))
        print(psi, found[f"{psi:g}"], flush=True)
    return {"found": found}


def found_by_gradient(G: StyleGenerator, x: Tensor, start: Tensor, steps: int) -> Tensor:
    """The style, of start's shape, whose picture is nearest to x in the mean squared error."""
    w = start.clone().requires_grad_()
    adam = torch.optim.Adam([w], lr=0.05)
    for _ in range(steps):
        adam.zero_grad()
        (mse_loss(G.synthesis(w), x) * len(x)).backward()
        adam.step()
    return w.detach()


def inversion(run: tasks.Run) -> dict[str, object]:
    G, eye, n, steps = drawn_generator(), drawn_face_eye(), run.samples(8, trial=4), run.rounds(120)
    middle = G.mapping(noise(DRAWN, 10_000, 2)).mean(0)
    starts = {"one style": middle.repeat(n, 1), "a style for each level": middle.repeat(n, len(G.levels), 1)}
    given = {"held out": faces.drawn_faces(32, "test").scaled()[:n], "its own": samples(G, DRAWN, n, seed=5)}
    found: dict[str, dict[str, object]] = {}
    for kind, x in given.items():
        run.arrays[f"{kind}, given"] = as_bytes(x)
        for how, start in starts.items():
            y = painted(G, found_by_gradient(G, x, start, steps))
            run.arrays[f"{kind}, {how}"] = as_bytes(y)
            read, meant = eye.read(y).factors, eye.read(x).factors
            found[f"{kind}, {how}"] = {
                "psnr": [round(value, 2) for value in metrics.psnr(y, x).tolist()],
                "factors kept": {
                    name: round((read[name] == of).double().mean().item(), 3) for name, of in meant.items()
                },
            }
            print(kind, how, found[f"{kind}, {how}"], flush=True)
    return {"found": found}


TASKS = {"drawn_judged": drawn, "levels": levels, "truncation": truncation, "inversion": inversion}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
