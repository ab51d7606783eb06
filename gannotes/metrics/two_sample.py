"""Do two samples come from one law? Answered by who is whose neighbour, and by dealing the points out anew."""

import torch
from jaxtyping import Float

from gannotes.metrics.features import Array


def same_law(x: Float[Array, "n *shape"], y: Float[Array, "m *shape"], k: int = 3, deals: int = 999) -> float:
    """Schilling (1986): the share of random deals in which as many of the k nearest neighbours are of a point's own
    sample as in x and y, or more.

    Where both are of one law it is spread evenly over (0, 1]; near 0 they are not. The deals have dice of their own,
    so that the same samples get the same answer.
    """
    x, y = (torch.as_tensor(sample).detach().flatten(1).double() for sample in (x, y))
    if not 0 < k < len(x) + len(y) or 0 in (len(x), len(y)):
        raise ValueError(f"each point needs {k} neighbours, got samples of {len(x)} and {len(y)}")
    points = torch.cat([x, y])
    apart = torch.cdist(points, points, compute_mode="donot_use_mm_for_euclid_dist").fill_diagonal_(torch.inf)
    nearest = apart.topk(k, largest=False).indices
    rng, of_x = torch.Generator().manual_seed(0), torch.arange(len(points)) < len(x)
    dealt = [of_x, *(of_x[torch.randperm(len(points), generator=rng)] for _ in range(deals))]
    own = torch.stack([(sides[nearest] == sides[:, None]).sum() for sides in dealt])
    return (own >= own[0]).double().mean().item()  # the true deal is one of them
