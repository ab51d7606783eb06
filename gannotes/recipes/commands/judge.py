"""Compares a folder of samples with a folder of real pictures:

    gannotes judge REAL FAKE

prints the Frechet and the kernel distance, precision and recall, each beside its floor: what two random halves of REAL
score against each other. Distances of other features, or of other numbers of pictures, are on other scales.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from gannotes import metrics
from gannotes.data.folders import folder, scaled
from gannotes.metrics import inception_features
from gannotes.models import eyes

NAME, HELP = "judge", "samples against real pictures, with floors"
FEWEST = 20  # pictures on a side: with fewer, a floor says nothing
Bytes = UInt8[Tensor, "n 3 h w"]


@dataclass(frozen=True)
class Network:
    """What pictures are looked at with: at which size, and what for."""

    size: int
    features: Callable[[Bytes], Float[Tensor, "n d"]]
    made_for: str


def by_eye(eye: Callable[[], eyes.Eye], pictures: Bytes) -> Float[Tensor, "n d"]:
    network = eye()
    with torch.no_grad():
        return torch.cat([network.features(scaled(part)) for part in pictures.split(500)]).double()


def by_inception(pictures: Bytes) -> Float[Tensor, "n 2048"]:
    return inception_features.inception_features(scaled(pictures))


NETWORKS = {
    "inception": Network(299, by_inception, "photographs, on the published scale; needs its weights"),
    "pixel-faces": Network(16, partial(by_eye, eyes.pixel_face_eye), "the book's pixel faces, at 16 pixels"),
    "drawn-faces": Network(32, partial(by_eye, eyes.drawn_face_eye), "the book's drawn faces, at 32 pixels"),
}


@dataclass(frozen=True)
class Scores:
    """What one set of samples scores against another."""

    frechet: float
    kernel: float
    precision: float
    recall: float


def scores(real: Float[Tensor, "n d"], fake: Float[Tensor, "m d"]) -> Scores:
    precision, recall = metrics.precision_recall(real, fake)
    return Scores(metrics.frechet_distance(real, fake), metrics.kernel_distance(real, fake), precision, recall)


def add_words(own: argparse.ArgumentParser) -> None:
    own.add_argument("real", type=Path, help="a folder of real pictures")
    own.add_argument("fake", type=Path, help="a folder of samples")
    known = "; ".join(f"{name}: {network.made_for}" for name, network in NETWORKS.items())
    own.add_argument("--features", choices=NETWORKS, help=f"the network that looks ({known})")
    own.add_argument("--json", action="store_true", help="the numbers as JSON, for other programs")


def chosen(name: str | None) -> str:
    """The one asked for; else Inception, where its weights are. ValueError, with the choices, where they are not."""
    if name is not None:
        return name
    try:
        inception_features.found()
    except FileNotFoundError as problem:
        others = ", ".join(other for other in NETWORKS if other != "inception")
        raise ValueError(f"{problem}\nWithout it, say which of the book's eyes looks: --features {others}") from None
    return "inception"


def run(given: argparse.Namespace) -> None:
    name = chosen(given.features)
    network = NETWORKS[name]
    real, fake = (folder(place, network.size) for place in (given.real, given.fake))
    for place, pictures in ((given.real, real), (given.fake, fake)):
        if len(pictures) < FEWEST:
            raise ValueError(f"{place} holds {len(pictures)} pictures; {FEWEST} at least are needed to compare")
    seen = network.features(real)
    halves = seen[torch.randperm(len(seen), generator=torch.Generator().manual_seed(0))].tensor_split(2)
    found, floor = scores(seen, network.features(fake)), scores(*halves)
    counts = {"real": len(real), "fake": len(fake)}
    if given.json:
        print(json.dumps({"features": name, **counts, "scores": asdict(found), "floor": asdict(floor)}, indent=1))
        return
    print(f"{len(fake)} samples against {len(real)} real pictures, on the features of {name} ({network.made_for})")
    for measure, value in asdict(found).items():
        print(f"{measure:10s} {value:10.4g}   two halves of the real ones: {asdict(floor)[measure]:.4g}")
