"""The book's digit classifier: small, shipped with its weights, and the eye behind every distance on digits."""

from importlib import resources
from pathlib import Path

import torch
from jaxtyping import Float
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.functional import max_pool2d

WEIGHTS = Path(str(resources.files("gannotes"))) / "data" / "files" / "digit_classifier.safetensors"


class DigitClassifier(nn.Module):
    """Three convolutions and a hidden layer of 64 units. Pixels in [-1, 1] -> 10 logits; no batch statistics."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.conv3 = nn.Conv2d(32, 32, 3, padding=1)
        self.hidden = nn.Linear(32 * 3 * 3, 64)
        self.out = nn.Linear(64, 10)

    def features(self, x: Float[Tensor, "n 1 28 28"]) -> Float[Tensor, "n 64"]:
        """The hidden layer after its ReLU: what the classifier knows of a picture before it names a digit."""
        if x.shape[1:] != (1, 28, 28) or x.min() < -1.01 or x.max() > 1.01:
            raise ValueError(
                f"the classifier was trained on pixels in [-1, 1] of shape (n, 1, 28, 28); got {tuple(x.shape)} "
                f"in [{x.min().item():.3g}, {x.max().item():.3g}]"
            )
        for conv in (self.conv1, self.conv2, self.conv3):
            x = max_pool2d(conv(x).relu(), 2)
        return self.hidden(x.flatten(1)).relu()

    def forward(self, x: Float[Tensor, "n 1 28 28"]) -> Float[Tensor, "n 10"]:
        return self.out(self.features(x))


def digit_classifier(device: torch.device | str = "cpu") -> DigitClassifier:
    """The trained classifier, its weights at rest. `data/files/README.md` says how it was made."""
    network = DigitClassifier()
    network.load_state_dict(load_file(WEIGHTS))
    return network.eval().requires_grad_(False).to(device)


@torch.no_grad()
def in_batches(function, x: Float[Tensor, "n *shape"], size: int = 500) -> Float[Tensor, "n d"]:
    """The function of many pictures, a few at a time: such as `classifier.features`."""
    return torch.cat([function(part) for part in x.split(size)])
