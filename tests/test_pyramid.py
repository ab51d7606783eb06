"""A picture taken to pieces by size comes back whole."""

import pytest
import torch

from gannotes.data import pyramid

F64 = torch.float64


def test_a_picture_of_four_by_four_by_hand():
    x = torch.tensor([[4, 2, 0, 0], [2, 0, 0, 8], [1, 1, 5, 5], [1, 1, 5, 5]], dtype=F64)[None, None]
    fine, coarse = pyramid.laplacian(x, 1)
    assert coarse[0, 0].tolist() == [[2, 2], [1, 5]]
    assert fine[0, 0].tolist() == [[2, 0, -2, -2], [0, -2, -2, 6], [0, 0, 0, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize("levels", [0, 1, 2, 3])
def test_the_parts_rebuild_the_picture_and_halve_from_one_to_the_next(levels, device):
    x = torch.randn(2, 3, 8, 16, generator=torch.Generator().manual_seed(0), dtype=F64).to(device)
    parts = pyramid.laplacian(x, levels)
    assert [part.shape[2:] for part in parts] == [(8 // 2**k, 16 // 2**k) for k in [*range(levels), levels]][
        : levels + 1
    ]
    torch.testing.assert_close(pyramid.rebuild(parts), x, atol=1e-12, rtol=0)


def test_a_detail_holds_no_brightness():
    """Over each square of four it sums to 0, so that a change of the coarsest part changes no detail."""
    x = torch.randn(1, 3, 8, 8, generator=torch.Generator().manual_seed(0), dtype=F64)
    *details, coarse = pyramid.laplacian(x, 2)
    for detail in details:
        assert pyramid.halved(detail).abs().max() < 1e-12
    again = pyramid.laplacian(x + 1, 2)
    torch.testing.assert_close(again[-1], coarse + 1)
    torch.testing.assert_close(again[0], details[0])


def test_sides_that_can_not_be_halved_are_refused():
    with pytest.raises(ValueError, match=r"\(4, 6\) pixels can't be halved 2 times"):
        pyramid.laplacian(torch.zeros(1, 1, 4, 6), 2)
