"""The Frechet distance: two clouds of features, each summed up by a Gaussian."""

import torch
from jaxtyping import Float
from torch import Tensor

from gannotes.metrics.features import Array, Features, checked


def _moments(x: Float[Tensor, "n d"]) -> tuple[Float[Tensor, "d"], Float[Tensor, "r d"]]:
    """The mean, and a square root R of the unbiased covariance: R^T R = C. R has at most d rows."""
    mean = x.mean(0, dtype=torch.float64)
    return mean, _root(x, mean) / (len(x) - 1) ** 0.5


def _root(x: Float[Tensor, "n d"], mean: Float[Tensor, "d"]) -> Float[Tensor, "r d"]:
    """R with R^T R = (x - mean)^T (x - mean): by its eigenvectors where these lose no digits, else by QR."""
    if len(x) <= x.shape[1]:
        return x.double() - mean
    product = torch.zeros(len(mean), len(mean), dtype=torch.float64, device=x.device)
    for part in x.split(1024):  # in float64 these fit a cache; all of x would not
        some = part.double() - mean
        product.addmm_(some.T, some)
    values, vectors = torch.linalg.eigh(product)
    if values[0] > 1e-8 * values[-1]:  # the product has 8 of 16 digits left for the flattest direction
        return values.sqrt()[:, None] * vectors.T
    return torch.linalg.qr(x.double() - mean, mode="r").R


def frechet_distance(x: Features, y: Float[Array, "m d"]) -> float:
    """Heusel et al. (2017), eq. 6: |m - m'|^2 + tr(C + C' - 2 (C C')^(1/2)), covariances unbiased (ddof 1).

    The trace of the root is the sum of the singular values of R R'^T, where R^T R = C: no root of a rounded negative
    eigenvalue, no loss where covariances are singular. Computed in float64. Biased upward in small samples: compare
    with the distance between two halves of the real ones.
    """
    x, y = checked(x, y, 2, "a covariance")
    mean_x, root_x = _moments(x)
    mean_y, root_y = _moments(y)
    overlap = torch.linalg.svdvals(root_x @ root_y.T).sum()
    distance = (mean_x - mean_y).square().sum() + root_x.square().sum() + root_y.square().sum() - 2 * overlap
    return max(0.0, distance.item())
