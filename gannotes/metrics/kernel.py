"""The kernel distance: unbiased at any sample size."""

from jaxtyping import Float
from torch import Tensor

from gannotes.metrics.features import Array, Features, checked, in_parts


def _sum_of_kernels(x: Float[Tensor, "n d"], y: Float[Tensor, "m d"]) -> float:
    """The sum over all pairs of (x.y/d + 1)^3."""
    return sum(((part @ y.T) / x.shape[1] + 1).pow(3).sum().item() for part in in_parts(x, y))


def _own(x: Float[Tensor, "n d"]) -> float:
    """The mean over all pairs of two different samples."""
    n = len(x)
    diagonal = (x.square().sum(1) / x.shape[1] + 1).pow(3).sum().item()
    return (_sum_of_kernels(x, x) - diagonal) / (n * (n - 1))


def kernel_distance(x: Features, y: Float[Array, "m d"]) -> float:
    """Binkowski et al. (2018): squared MMD with the kernel (x.y/d + 1)^3, the unbiased estimate on all samples.

    Its expectation does not hang on n, and is 0 for two samples of one law: it then falls below 0 half of the time.
    """
    x, y = (features.double() for features in checked(x, y, 2, "the unbiased estimate"))
    return _own(x) + _own(y) - 2 * _sum_of_kernels(x, y) / (len(x) * len(y))
