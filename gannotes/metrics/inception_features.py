"""Features on the published scale: Inception of 2015 by torch-fidelity, for whoever has both. Nothing is fetched."""

import hashlib
import warnings
from pathlib import Path

import numpy
import torch
from jaxtyping import Float, UInt8
from torch import Tensor, nn

WEIGHTS = "weights-inception-2015-12-05-6726825d.pth"
SHA256 = "6726825d"  # how the file's sum begins, as its name says
ADDRESS = f"https://github.com/toshas/torch-fidelity/releases/download/v0.2.0/{WEIGHTS}"


def as_bytes(pictures: Float[Tensor | numpy.ndarray, "n c h w"]) -> UInt8[Tensor, "n 3 h w"]:
    """Pixels in [-1, 1] as 0 to 255, in three channels.

    ValueError for no picture, for pixels outside, nan or infinite ones, or for 2 or 4 channels; a warning where no
    pixel is below 0.
    """
    pictures = torch.as_tensor(pictures).detach()
    if pictures.dim() != 4 or pictures.shape[1] not in (1, 3) or pictures.numel() == 0:
        raise ValueError(f"Inception looks at pictures of shape (n, 1 or 3, h, w), n > 0; got {tuple(pictures.shape)}")
    if not torch.isfinite(pictures).all():
        raise ValueError("the pictures hold nan or infinite pixels: the generator has diverged")
    if pictures.abs().max() > 1.01:
        raise ValueError(
            "Inception looks at pixels in [-1, 1]; "
            f"these reach from {pictures.min().item():.3g} to {pictures.max().item():.3g}"
        )
    if pictures.min() >= 0:
        warnings.warn("not one pixel is below 0: are these in [0, 1]? Inception's features take [-1, 1]", stacklevel=2)
    pictures = pictures.to(torch.promote_types(pictures.dtype, torch.float32))
    return ((pictures.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).expand(-1, 3, -1, -1)


def found(weights: str | Path | None = None) -> Path:
    """The file of weights: the one named, or else the one in torch's own cache, checked before anything opens it.

    FileNotFoundError with the address to get it from; ValueError if the file is not that one.
    """
    path = Path(weights) if weights is not None else Path(torch.hub.get_dir()) / "checkpoints" / WEIGHTS
    if not path.is_file():
        raise FileNotFoundError(
            f"there are no weights of Inception at {path}: get {ADDRESS} (about 95 MB), put it there, "
            "or name the file with weights=... The book's own distances need neither"
        )
    begins = hashlib.sha256(path.read_bytes()).hexdigest()[: len(SHA256)]
    if begins != SHA256:
        raise ValueError(f"{path} is not {WEIGHTS}: its SHA-256 begins with {begins}, not {SHA256}. Get it again")
    return path


def network(weights: str | Path | None = None) -> nn.Module:
    """Inception of 2015 up to its last pooling; ImportError with the command that installs torch-fidelity."""
    try:
        from torch_fidelity.feature_extractor_inceptionv3 import FeatureExtractorInceptionV3
    except ImportError as problem:
        raise ImportError(
            f'Inception\'s features need torch-fidelity ({problem}): run pip install "gannotes[eval]". '
            "The book's own distances don't need it"
        ) from problem
    path = found(weights)
    torch.load(path, map_location="cpu", weights_only=True)  # torch-fidelity would unpickle anything
    return FeatureExtractorInceptionV3("inception", ["2048"], feature_extractor_weights_path=str(path))


@torch.no_grad()
def inception_features(
    pictures: Float[Tensor | numpy.ndarray, "n c h w"], weights: str | Path | None = None, size: int = 50
) -> Float[Tensor, "n 2048"]:
    """What FID and KID are computed on in papers; `metrics.frechet_distance` of two of these is FID.

    The published scale takes 50,000 samples (10,000 at least), and is not that of the book's digit features.
    """
    pixels = as_bytes(pictures)
    eye = network(weights).to(pixels.device)
    return torch.cat([eye(part)[0] for part in pixels.split(size)])
