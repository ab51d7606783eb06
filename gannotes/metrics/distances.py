"""Distances between rows: fast by a matrix product, and by differences where the product's rounding would decide."""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from gannotes.metrics.features import in_parts

Matrix = Float[Tensor, "n m"]


@dataclass(frozen=True)
class Points:
    """Rows as they came, whose differences are taken, and as the matrix product takes them.

    That is in float64 and around a common mean: distances stay, and the product loses none of their digits.
    """

    given: Float[Tensor, "n d"]
    centred: Float[Tensor, "n d"]
    squares: Float[Tensor, "n"]  # |centred|^2

    def __len__(self) -> int:
        return len(self.given)

    def __getitem__(self, rows: slice | Int[Tensor, "k"]) -> "Points":
        return Points(self.given[rows], self.centred[rows], self.squares[rows])

    def split(self, size: int) -> "list[Points]":
        return [self[start : start + size] for start in range(0, len(self), size)]


def around_one_mean(x: Float[Tensor, "n d"], y: Float[Tensor, "m d"]) -> tuple[Points, Points]:
    """Both as points, around the first one's mean."""
    mean = x.mean(0, dtype=torch.float64)
    x_centred, y_centred = x.double() - mean, y.double() - mean
    return Points(x, x_centred, x_centred.square().sum(1)), Points(y, y_centred, y_centred.square().sum(1))


def squared(x: Points, y: Points) -> Matrix:
    """|x_i - y_j|^2 by one matrix product, in place: three passes over the matrix instead of six.

    Exactly 0 where two rows are equal; elsewhere up to `rounding`.
    """
    distances = by_product(x, y)
    rows, columns = (distances <= rounding(y, 0.0)).nonzero(as_tuple=True)
    distances[rows, columns] = by_differences(x, y, rows, columns)
    return distances


def by_product(x: Points, y: Points) -> Matrix:
    """|x|^2 + |y|^2 - 2 x.y: of two equal rows not 0 but the rounding of the three, another on each processor."""
    return torch.addmm(y.squares, x.centred, y.centred.T, alpha=-2).add_(x.squares[:, None]).clamp_(min=0)


def by_differences(x: Points, y: Points, rows: Int[Tensor, "k"], columns: Int[Tensor, "k"]) -> Float[Tensor, "k"]:
    """The squared distances of these pairs, exactly 0 where the two are equal; some at a time."""
    size = max(1, 2**20 // x.given.shape[1])
    pairs = zip(rows.split(size), columns.split(size), strict=True)
    return torch.cat([(x.given[i].double() - y.given[j].double()).square().sum(1) for i, j in pairs])


def rounding(centres: Points, radii: Float[Tensor, "m"] | float) -> Float[Tensor, "m"]:
    """How far `by_product` may be from the truth for a point within, or just outside, the ball of this squared radius.

    Its three sums of d products and two additions, and the subtraction of the mean before them, round by at most
    (d + 5) eps (|x|^2 + |c|^2) together (Higham, 2002, section 3.1); 8 for 5 leaves room for the products of these
    roundings. And whatever lies in the ball has |x|^2 <= 2 |c|^2 + 2 r^2, so that the bound does not hang on x.
    """
    return (centres.given.shape[1] + 8) * torch.finfo(torch.float64).eps * (3 * centres.squares + 2 * radii)


def in_balls(points: Points, centres: Points, distances: Matrix, radii: Float[Tensor, "m"]) -> Bool[Tensor, "n m"]:
    """Which points are in which balls, their surface included. Distances are by the product, radii by differences."""
    slack = rounding(centres, radii)
    surely = distances <= radii - slack
    rows, columns = ((distances <= radii + slack) ^ surely).nonzero(as_tuple=True)
    surely[rows, columns] = within(by_differences(points, centres, rows, columns), radii[columns])
    return surely


def within(distances: Float[Tensor, "..."], radii: Float[Tensor, "..."]) -> Bool[Tensor, "..."]:
    """A point on a ball's surface is in the ball."""
    return distances <= radii


def to_the_kth_other(x: Points, k: int) -> Float[Tensor, "n"]:
    """The squared distance of each row to its k-th nearest other one, by differences: it does not count itself."""
    _, kind, count = torch.unique(x.given, dim=0, return_inverse=True, return_counts=True)
    found = torch.zeros_like(x.squares)  # and 0 it stays for a row that k others are equal to
    for own in in_parts((count[kind] <= k).nonzero()[:, 0], x):
        part = x[own]
        distances = by_product(part, x)
        distances[torch.arange(len(own), device=own.device), own] = torch.inf
        roughly = distances.topk(k, dim=1, largest=False).values[:, -1]
        reach = roughly + 2 * rounding(part, roughly)  # the k nearest are among those within
        rows, columns = (distances <= reach[:, None]).nonzero(as_tuple=True)
        found[own] = _kth_of_each(rows, by_differences(part, x, rows, columns), k)
    return found


def _kth_of_each(rows: Int[Tensor, "p"], values: Float[Tensor, "p"], k: int) -> Float[Tensor, "n"]:
    """The k-th smallest value of each row; every row has k of them, or more."""
    order = values.argsort()
    order = order[rows[order].argsort(stable=True)]  # row by row, and in each from the smallest
    counts = torch.bincount(rows)
    return values[order][counts.cumsum(0) - counts + k - 1]
