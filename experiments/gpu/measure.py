"""What a CUDA device makes of the book's games, in at most ten minutes:

    make gpu        or    python -m experiments.gpu.measure

runs the tests that have a device for argument; measures the card's own limit, by products of large matrices; plays five
recipes at 64 pixels in float32, in bfloat16, and in bfloat16 with channels last, each in rounds a second and in its
share of that limit; and plays one on drawn faces for some minutes, judged by the eye that reads them. All of it goes
into one file, build/gpu.json. Without CUDA it says so, and changes nothing.
"""

import argparse
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

from experiments import code, record
from gannotes.data import faces
from gannotes.data.folders import scaled
from gannotes.metrics import frechet_distance
from gannotes.models.eyes import drawn_face_eye
from gannotes.recipes.commands import generators
from gannotes.recipes.commands.collection import Data
from gannotes.recipes.commands.playing import Match
from gannotes.recipes.commands.train import LATENT, USUAL, match_of, plan_of
from gannotes.recipes.named import DEFAULT, NAMED
from gannotes.recipes.whole_files import atomic_write

OUT, LAZY = Path("build/gpu.json"), 4  # every so many rounds a lazy penalty is due
WAYS = {"float32": ("float32", False), "bf16": ("bf16", False), "bf16, channels last": ("bf16", True)}


@dataclass(frozen=True)
class Size:
    """How much is measured: what a card gets done in ten minutes, or a test in seconds."""

    tests: float = 180.0  # seconds at most
    limit: float = 2.0
    recipe: float = 4.0  # for each recipe and way, after rounds that don't count
    faces: float = 120.0
    side: int = 8192  # of the matrices
    image_size: int = 64
    batch: int = 64
    width: int = 64
    samples: int = 1792


def waited(device: torch.device) -> float:
    """The time when all that was asked of the device is done."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter()


def limit(device: torch.device, dtype: torch.dtype, size: Size) -> float:
    """Operations a second of products of two large matrices: no network does more."""
    a, b = (torch.randn(size.side, size.side, device=device).to(dtype) for _ in range(2))
    a @ b
    start, done = waited(device), 0
    while (now := waited(device)) - start < size.limit or not done:
        a @ b
        done += 1
    return 2 * size.side**3 * done / (now - start)


class Counting(TorchDispatchMode):
    """Counts operations as torch's own FlopCounterMode does, whose hooks a penalty's second backward doesn't allow."""

    def __init__(self):
        super().__init__()
        self.total = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        out = function(*args, **(kwargs or {}))
        if count := flop_registry.get(function._overloadpacket):
            self.total += count(*args, **(kwargs or {}), out_val=out)
        return out


def operations(turns: Iterator[object]) -> float:
    """Of a round, on average: products and convolutions, forwards, backwards and twice backwards."""
    with Counting() as counting:
        for _ in itertools.islice(turns, LAZY):
            pass
    return counting.total / LAZY


def rounds_a_second(turns: Iterator[object], device: torch.device, seconds: float) -> float:
    start, done = waited(device), 0
    for done, _ in enumerate(turns, start=1):
        if done % LAZY == 0 and waited(device) - start >= seconds:
            break
    return done / (waited(device) - start)


def begun(pictures: Tensor, recipe: str, precision: str, size: Size, device: torch.device) -> tuple[Match, dict]:
    """The command line's run, and what it is."""
    own = {"recipe": recipe, "precision": precision, "size": size.image_size, "batch": size.batch, "width": size.width}
    chosen = {**USUAL, **own}
    return match_of(Data(pictures, (), []), chosen, {}, device), chosen


def channels_last(match: Match) -> None:
    for part in match.parts.values():
        if isinstance(part, nn.Module):
            part.to(memory_format=torch.channels_last)


def of_recipe(recipe: str, pictures: Tensor, limits: dict[str, float], size: Size, device: torch.device) -> dict:
    """Each way: rounds a second, and which share of the limit that is."""
    found = {}
    for way, (precision, last) in WAYS.items():
        match, _ = begun(pictures, recipe, precision, size, device)
        if last:
            channels_last(match)
        turns = match.turns(0)
        each = operations(turns)
        rate = rounds_a_second(turns, device, size.recipe)
        share = each * rate / limits[precision]
        found[way] = {"rounds a second": round(rate, 2), "of the limit": round(share, 4)}
    return found


@torch.no_grad()
def seen(pictures: Tensor, device: torch.device) -> Tensor:
    """The eye's features of pictures in [-1, 1], at the 32 pixels that it reads."""
    eye = drawn_face_eye(device)
    parts = (avg_pool2d(part.to(device), part.shape[-1] // 32) for part in pictures.split(500))
    return torch.cat([eye.features(part) for part in parts]).double().cpu()


def on_faces(pictures: Tensor, precision: str, size: Size, device: torch.device) -> dict[str, Any]:
    """The default recipe for so many seconds, and how far its samples are from the faces, beside two halves of them."""
    match, chosen = begun(pictures, DEFAULT, precision, size, device)
    start = waited(device)
    rate = rounds_a_second(match.turns(0), device, size.faces)
    spent = waited(device) - start
    plan = plan_of(chosen, 0)
    G = generators.at_rest(match.parts["averaged G"].module, plan, device)
    z = torch.randn(size.samples, LATENT, generator=torch.Generator().manual_seed(1)).to(device)
    real = seen(scaled(pictures[: 2 * size.samples]), device)
    fake = seen(generators.drawn(G, z).cpu(), device)
    halves = real.tensor_split(2)
    return {
        "recipe": DEFAULT,
        "precision": precision,
        "seconds": round(spent, 1),
        "rounds": round(rate * spent),
        "frechet": round(frechet_distance(halves[0], fake), 2),
        "floor": round(frechet_distance(*halves), 2),
    }


def device_tests(size: Size) -> str:
    """pytest's last line, of the tests that have CUDA for argument."""
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-k", "cuda", "tests"]
    try:
        ran = subprocess.run(words, capture_output=True, text=True, check=False, timeout=size.tests)
    except subprocess.TimeoutExpired:
        return f"not done after {size.tests:.0f} seconds"
    return (ran.stdout.strip() or ran.stderr.strip()).splitlines()[-1]


def measured(device: torch.device, size: Size) -> dict[str, object]:
    """All but the tests."""
    pictures = faces.drawn_faces(size.image_size).pictures[: 2 * size.samples]
    limits = {"float32": limit(device, torch.float32, size), "bf16": limit(device, torch.bfloat16, size)}
    return {
        "limit in TFLOP/s": {name: round(each / 1e12, 3) for name, each in limits.items()},
        "image size": size.image_size,
        "batch": size.batch,
        "width": size.width,
        "recipes": {name: of_recipe(name, pictures, limits, size, device) for name in NAMED},
        "drawn faces": on_faces(pictures, "bf16", size, device),
    }


def main(arguments: list[str] | None = None) -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--out", type=Path, default=OUT, help=f"another file than {OUT}")
    out = asked.parse_args(arguments).out
    if not torch.cuda.is_available():
        print("There is no CUDA device here, so that nothing was measured and nothing written.")
        return
    start, device = time.perf_counter(), torch.device("cuda")
    top = record.head("make gpu", code.digest("experiments.gpu.measure"), device)
    found = {"device tests": device_tests(Size()), **measured(device, Size())}
    made = record.joined({**top, "seconds": round(time.perf_counter() - start, 1)}, found)
    record.refuse_gaps(made, out.name)
    out.parent.mkdir(parents=True, exist_ok=True)
    atomic_write(out, (json.dumps(made, indent=1) + "\n").encode())
    print(f"{out} holds what was measured in {made['seconds']:.0f} seconds")


if __name__ == "__main__":
    main()
