"""The game on faces, played on Fashion-MNIST in their place: real photographs of clothes, for about ten minutes.

    python -m experiments.faces.clothes         with Debian's dataset-fashion-mnist, or fetched

writes clothes.json and clothes.npz, as `runs` does, for one seed: 2,500 rounds on the 60,000 training pictures, with a
black border of two pixels. Two judges, each on 1,792 samples against as many training pictures, and the floor that two
random draws of training pictures give, the mean over five: 64 principal components of the pixels, and the book's digit
classifier, which has never seen clothes.
"""

import torch
from torch import Tensor
from torch.nn.functional import pad

from experiments import tasks
from experiments.faces.game import RELATIVISTIC, samples
from experiments.faces.judged import distances, floor, rebuilt
from experiments.faces.runs import each
from gannotes.data import images
from gannotes.data.usual_places import usual_folder
from gannotes.models.classifier import digit_classifier, in_batches


class PrincipalComponents:
    """Pictures as their first 64 principal components, by those of the pictures given."""

    def __init__(self, x: Tensor):
        flat = x.flatten(1).double()
        self.mean = flat.mean(0)
        self.directions = torch.linalg.eigh((flat - self.mean).T.cov(correction=0)).eigenvectors[:, -64:]

    def __call__(self, x: Tensor) -> Tensor:
        return (x.flatten(1).double() - self.mean) @ self.directions


def without_border(x: Tensor) -> Tensor:
    return x[:, :, 2:-2, 2:-2]


def clothes(run: tasks.Run) -> dict[str, object]:
    real, _ = images.fashion_mnist("train", usual_folder("fashion-mnist"))
    real, n = real[: run.samples(len(real))], run.samples(1792, trial=100)
    found: dict[str, object] = each(RELATIVISTIC, pad(real, (2, 2, 2, 2), value=-1.0), 2500, range(1), run)
    x = without_border(samples(rebuilt(pad(real[:1], (2, 2, 2, 2)), run.arrays, "0"), n, seed=1))
    classifier = digit_classifier()
    eyes = {
        "components": PrincipalComponents(real),
        "digit classifier": lambda x: in_batches(classifier.features, x).double(),
    }
    for name, features in eyes.items():
        seen = features(real)
        measured = {key: round(value, 4) for key, value in distances(seen[:n], features(x)).items()}
        found[name] = {"samples": measured, "real": floor(seen, n, splits=5 if not run.trial else 1)}
        print(name, found[name], flush=True)
    return found


TASKS = {"clothes": clothes}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
