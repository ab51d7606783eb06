"""Times gannotes.metrics against torch-fidelity's functions on the same features: bench_metrics.json.

    PYTHONPATH=wherever/torch_fidelity/is python -m experiments.ch11_judging_samples.bench_metrics

One thread; the two take turns, and each number is the median of their ratios, so that a busy machine troubles both.
Their feature extractors are not timed and not needed: where torchvision is missing, an empty stand-in will do.
"""

import statistics
import sys
import time
import types
from collections.abc import Callable
from importlib.metadata import version
from operator import attrgetter
from unittest.mock import MagicMock

import torch

from experiments import tasks
from gannotes import metrics

TURNS = 25


def theirs() -> tuple[types.ModuleType, types.ModuleType]:
    """torch-fidelity's modules for FID and for precision and recall."""
    try:
        import torchvision  # noqa: F401
    except ImportError:
        empty = MagicMock()
        empty.datasets.CIFAR10 = empty.datasets.CIFAR100 = empty.datasets.STL10 = object  # these are built upon
        for name in ("", ".datasets", ".models", ".transforms", ".transforms.functional"):
            sys.modules[f"torchvision{name}"] = attrgetter(name[1:])(empty) if name else empty
    try:
        from torch_fidelity import metric_fid, metric_prc
    except ImportError as problem:
        raise SystemExit(f'{problem}: run pip install "gannotes[eval]", or put torch_fidelity on PYTHONPATH') from None
    return metric_fid, metric_prc


def seconds(call: Callable[[], object]) -> tuple[float, object]:
    start = time.process_time()
    value = call()
    return time.process_time() - start, value


def compared(ours: Callable[[], object], other: Callable[[], object], turns: int) -> dict[str, object]:
    """Both in turn, several times: median seconds of each, the median of the ratios, and what they answer."""
    taken = [(seconds(ours), seconds(other)) for _ in range(turns)]
    return {
        "seconds": round(statistics.median(mine[0] for mine, _ in taken), 3),
        "their seconds": round(statistics.median(yours[0] for _, yours in taken), 3),
        "ratio": round(statistics.median(mine[0] / yours[0] for mine, yours in taken), 3),
        "value": taken[0][0][1],
        "their value": taken[0][1][1],
    }


def bench_metrics(run: tasks.Run) -> dict[str, object]:
    metric_fid, metric_prc = theirs()
    rng, found = torch.Generator().manual_seed(0), {}

    def clouds(n: int, d: int) -> tuple[torch.Tensor, torch.Tensor]:
        mix = torch.randn(d, d, generator=rng) / d**0.5
        return tuple(torch.randn(n, d, generator=rng) @ mix * scale for scale in (1.0, 1.1))

    def fid(x: torch.Tensor, y: torch.Tensor) -> float:
        x, y = (metric_fid.fid_features_to_statistics(features) for features in (x, y))
        return metric_fid.fid_statistics_to_metric(x, y, False)[metric_fid.KEY_METRIC_FID]

    def prc(x: torch.Tensor, y: torch.Tensor) -> tuple[float, float]:
        return metric_prc.calculate_precision_recall_full(y, x, 3, 10_000)

    for name, our, their, (n, d), turns in (
        ("Frechet distance, 10,000 x 64", metrics.frechet_distance, fid, (10_000, 64), TURNS),
        ("Frechet distance, 2,048 x 2,048", metrics.frechet_distance, fid, (2048, 2048), 2),
        ("precision and recall, 10,000 x 64", metrics.precision_recall, prc, (10_000, 64), 3),
    ):
        x, y = clouds(run.samples(n), run.samples(d, trial=64))
        found[name] = compared(lambda: our(x, y), lambda: their(x, y), run.rounds(turns))  # noqa: B023
        print(name, found[name], flush=True)
    return {"torch-fidelity": version("torch-fidelity"), "metrics": found}


TASKS = {"bench_metrics": bench_metrics}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
