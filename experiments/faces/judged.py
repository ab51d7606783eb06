"""What the kept generators of `runs` draw, as the learned eyes see it, and how far it is from the training faces.

    python -m experiments.faces.judged

writes judged.json, and judged.npz with twelve samples of each generator and the training faces nearest to them. Of
10,000 samples each:

    all parts   the share in which the eye finds each part that a face must have, at least as large as in all but one
                in 200 training faces; "real" has that of held-out faces
    whole       of these, those with no more pixels that are nothing the eye knows than all but one in 200 have
    frechet     on the eye's features, 1,792 samples against as many training faces; "floor" is that of two disjoint
                halves of the training faces of that size, the mean over five random splits, with the least and the most
    kernel, precision and recall      the same samples; "real" are those of the splits
    nearer to training      the share of samples that are nearer to one of some training faces than to one of as many
                held-out ones, in the root of the summed squares of pixels: one half where nothing is memorised
    copies      samples that are nearer to a training face than any held-out face is to one
"""

from functools import partial
from pathlib import Path
from statistics import fmean

import torch
from torch import Tensor, nn

from experiments import record, tasks
from experiments.faces.game import samples, task
from experiments.pictures import as_bytes
from gannotes import metrics
from gannotes.data import faces
from gannotes.data.faces.dice import held_out
from gannotes.metrics.neighbours import nearest
from gannotes.models.classifier import in_batches
from gannotes.models.eyes import NOTHING, Eye, drawn_face_eye, pixel_face_eye

FOLDER = Path(__file__).resolve().parent
MUST = {"pixel": [["skin"], ["clothing"], ["eyes", "glasses"], ["mouth"], ["hair"]]}
MUST["drawn"] = [["skin"], ["eyes", "glasses", "hair"], ["mouth", "hair"], ["hair"]]  # much hair may hide a drawn mouth


class Judge:
    """An eye, the faces that the generators were trained on, and some that nobody was."""

    def __init__(self, eye: Eye, train: faces.Faces, test: faces.Faces, must: list[list[str]], most: int):
        self.eye, self.train = eye, train.scaled()[:most]
        self.must = [[train.part_names.index(part) for part in parts] for parts in must]
        usual = torch.from_numpy(~held_out({name: of.numpy() for name, of in test.factors.items()}))
        self.held_out = test.scaled()[usual][:most]  # those by the law of the training faces
        parts = self.eye.read(self.train).parts
        self.least = self.counts(parts).quantile(0.005, dim=0).clamp(min=1)
        self.most_unknown = unknown(parts).quantile(0.995)

    def counts(self, parts: Tensor) -> Tensor:
        """How many pixels each picture has of each thing that a face must have."""
        each = [torch.isin(parts, torch.tensor(labels)).sum((1, 2)) for labels in self.must]
        return torch.stack(each, dim=1).double()

    def shares(self, x: Tensor) -> dict[str, float]:
        """The share of pictures with every part, and that of those among them with few unknown pixels."""
        parts = self.eye.read(x).parts
        complete = (self.counts(parts) >= self.least).all(dim=1)
        whole = complete & (unknown(parts) <= self.most_unknown)
        return {
            "all parts": round(complete.double().mean().item(), 4),
            "whole": round(whole.double().mean().item(), 4),
        }

    def features(self, x: Tensor) -> Tensor:
        return in_batches(self.eye.features, x)


def unknown(parts: Tensor) -> Tensor:
    """The share of each picture that is nothing the eye knows."""
    return (parts == NOTHING).double().mean((1, 2))


def distances(real: Tensor, fake: Tensor) -> dict[str, float]:
    precision, recall = metrics.precision_recall(real, fake)
    return {
        "frechet": metrics.frechet_distance(real, fake),
        "kernel": metrics.kernel_distance(real, fake),
        "precision": precision,
        "recall": recall,
    }


def floor(real: Tensor, n: int, splits: int) -> dict[str, object]:
    """What two disjoint random draws of n real faces give."""
    rng = torch.Generator().manual_seed(0)
    orders = [torch.randperm(len(real), generator=rng) for _ in range(splits)]
    each = [distances(real[order[:n]], real[order[n : 2 * n]]) for order in orders]
    found: dict[str, object] = {name: round(fmean(one[name] for one in each), 4) for name in each[0]}
    return {**found, "least and most": [round(pick(one["frechet"] for one in each), 4) for pick in (min, max)]}


def memory(judge: Judge, x: Tensor) -> dict[str, float]:
    """Whether the samples keep closer to training faces than to others of the same law."""
    flat, n = x.flatten(1), min(len(judge.train), len(judge.held_out))
    to_some, to_held = (nearest(flat, of[:n].flatten(1))[0] for of in (judge.train, judge.held_out))
    to_all = nearest(flat, judge.train.flatten(1))[0]
    between = nearest(judge.held_out.flatten(1), judge.train.flatten(1))[0]
    return {
        "nearer to training": round((to_some < to_held).double().mean().item(), 3),
        "copies": int((to_all < between.min()).sum()),
        "median distance to training": round(to_all.median().item(), 2),
        "median distance of held-out faces to training": round(between.median().item(), 2),
    }


def rebuilt(real: Tensor, arrays: dict, seed: str) -> nn.Module:
    """The generator of pictures like these that a run kept."""
    G = task(real, rounds=0).G()
    prefix = f"{seed} G "
    kept = {name.removeprefix(prefix): torch.from_numpy(of) for name, of in arrays.items() if name.startswith(prefix)}
    G.load_state_dict({name: of.float() if of.is_floating_point() else of for name, of in kept.items()})
    return G.eval().requires_grad_(False)


ROWS = {"pixel": "pixel", "usual": "pixel", "drawn": "drawn"}  # a task of `runs`, and who judges it


def judges(run: tasks.Run) -> dict[str, Judge]:
    sets = {"pixel": (pixel_face_eye(), faces.pixel_faces), "drawn": (drawn_face_eye(), partial(faces.drawn_faces, 32))}
    most = run.samples(7168, trial=400)
    return {
        style: Judge(eye, of(split="train"), of(split="test"), MUST[style], most) for style, (eye, of) in sets.items()
    }


def judged(run: tasks.Run) -> dict[str, object]:
    n, many = run.samples(1792), run.samples(10_000)
    known, found = judges(run), {}
    real = {style: judge.features(judge.train) for style, judge in known.items()}
    for style, judge in known.items():
        splits = floor(real[style], n, splits=5 if not run.trial else 1)
        found[f"real {style}"] = {**judge.shares(judge.held_out), **splits}
        print(style, found[f"real {style}"], flush=True)
    for name, style in ROWS.items():
        _, arrays = record.read(FOLDER / f"{name}.json")
        judge = known[style]
        for seed in sorted({key.split()[0] for key in arrays}):
            x = samples(rebuilt(judge.train, arrays, seed), many, seed=1)
            measured = distances(real[style][:n], judge.features(x[:n]))
            rounded = {key: round(value, 4) for key, value in measured.items()}
            found[f"{name} {seed}"] = {**judge.shares(x), **rounded, **memory(judge, x)}
            near = judge.train[nearest(x[:12].flatten(1), judge.train.flatten(1))[1]]
            run.arrays[f"{name} {seed}"] = as_bytes(torch.stack([x[:12], near]))
            print(name, seed, found[f"{name} {seed}"], flush=True)
    return found


TASKS = {"judged": judged}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
