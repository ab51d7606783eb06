"""Pictures as a record keeps them, and what a few of them stand for."""

import numpy as np
import torch
from jaxtyping import Float, UInt8
from scipy.cluster.vq import kmeans2
from torch import Tensor


def as_bytes(x: Float[Tensor, "*shape"]) -> UInt8[np.ndarray, "*shape"]:
    """Values in [-1, 1] as 0 to 255; what lies outside is cut off."""
    return ((x.detach().float().clamp(-1, 1) + 1) * 127.5).round().byte().cpu().numpy()


def k_means(x: Float[Tensor, "n *shape"], k: int) -> Float[Tensor, "k *shape"]:
    """The centres that k-means finds in ten rounds, from k of the pictures: Lloyd's algorithm."""
    found, _ = kmeans2(x.flatten(1).double().cpu().numpy(), k, iter=10, minit="points", rng=0)
    return torch.from_numpy(found).to(x).view(-1, *x.shape[1:])
