"""The weights that CycleGAN's authors publish, such as horse2zebra's, for whoever has the file."""

import pickle
from pathlib import Path

import torch

from gannotes.models.translate.resnet import ResnetGenerator


def published(file: str | Path, blocks: int = 9) -> ResnetGenerator:
    """The generator of a `latest_net_G.pth` or `horse2zebra.pth`, at rest: pictures of 256 pixels, in [-1, 1].

    The file is a pickle, and only tensors are taken from it: nothing in it runs. FileNotFoundError if there is none;
    ValueError if it holds something else, or weights of another shape.
    """
    file = Path(file)
    if not file.is_file():
        raise FileNotFoundError(
            f"{file} is no file: the authors' script scripts/download_cyclegan_model.sh says where the weights are"
        )
    try:
        state = torch.load(file, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError) as problem:
        raise ValueError(f"{file} holds no tensors that can be read: was it cut short? ({problem})") from problem
    G = ResnetGenerator(blocks=blocks)
    own = {name: tensor.shape for name, tensor in G.state_dict().items()}
    try:
        G.load_state_dict(state)
    except (RuntimeError, TypeError) as problem:
        raise ValueError(
            f"{file} is no ResNet generator of {blocks} blocks: it should hold {len(own)} tensors, from "
            f"{next(iter(own))} on ({problem})"
        ) from problem
    return G.eval().requires_grad_(False)
