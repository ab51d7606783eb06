"""PSNR: by its definition, and what an honest sample costs in it."""

import math

import pytest
import torch

from gannotes import metrics

F64 = torch.float64


def test_an_error_of_a_tenth_of_the_span_everywhere_is_twenty_decibels():
    x = torch.zeros(2, 3, 4, 4, dtype=F64)
    y = x + torch.tensor([0.2, 0.02], dtype=F64)[:, None, None, None]
    torch.testing.assert_close(metrics.psnr(x, y), torch.tensor([20.0, 40.0], dtype=F64))
    torch.testing.assert_close(metrics.psnr(x, y, span=0.2), torch.tensor([0.0, 20.0], dtype=F64), atol=1e-9, rtol=0)


def test_each_picture_has_its_own_and_equal_ones_have_infinity():
    x = torch.rand(3, 1, 2, 2, generator=torch.Generator().manual_seed(0), dtype=F64)
    found = metrics.psnr(x, torch.cat([x[:1], x[1:] + 0.5]))
    assert found[0] == math.inf
    assert found[1:].tolist() == pytest.approx([10 * math.log10(4 / 0.25)] * 2)


def test_an_exact_sample_loses_three_decibels_against_the_mean():
    """Two independent draws from one law differ by twice its variance, the mean by once: 10 log10(2) = 3.0103 dB."""
    rng = torch.Generator().manual_seed(0)
    truth, sample = torch.randn(2, 1, 1_000_000, generator=rng, dtype=F64)
    lost = metrics.psnr(truth, torch.zeros_like(truth)) - metrics.psnr(truth, sample)
    assert lost.item() == pytest.approx(10 * math.log10(2), abs=0.02)


def test_other_shapes_and_spans_are_refused(as_readers_run):
    with pytest.raises(ValueError, match="pictures of one shape"):
        metrics.psnr(torch.zeros(2, 3), torch.zeros(1, 3))
    with pytest.raises(ValueError, match="positive span"):
        metrics.psnr(torch.zeros(2, 3), torch.zeros(2, 3), span=0.0)
