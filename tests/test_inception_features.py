"""Whoever lacks torch-fidelity or its weights is told what to do; whoever has them gets its features."""

import hashlib
import pickle
import sys
import types

import pytest
import torch
from torch import nn

from gannotes.metrics import inception_features


class Extractor(nn.Module):
    """Stands in for torch-fidelity's network: 2048 times the mean byte."""

    def __init__(self, name, layers, feature_extractor_weights_path):
        super().__init__()
        assert layers == ["2048"]
        self.path = feature_extractor_weights_path

    def forward(self, x):
        assert x.dtype == torch.uint8
        assert x.shape[1] == 3
        return (x.double().mean((1, 2, 3)).repeat(2048, 1).T.float(),)


@pytest.fixture
def installed(monkeypatch):
    """As if torch-fidelity were installed."""
    module = types.ModuleType("torch_fidelity.feature_extractor_inceptionv3")
    module.FeatureExtractorInceptionV3 = Extractor
    monkeypatch.setitem(sys.modules, "torch_fidelity", types.ModuleType("torch_fidelity"))
    monkeypatch.setitem(sys.modules, "torch_fidelity.feature_extractor_inceptionv3", module)


@pytest.fixture
def weights(tmp_path, monkeypatch):
    file = tmp_path / "weights.pth"
    torch.save({"fc.bias": torch.zeros(3)}, file)
    monkeypatch.setattr(inception_features, "SHA256", hashlib.sha256(file.read_bytes()).hexdigest()[:8])
    return file


@pytest.fixture
def missing(monkeypatch):
    """As if torch-fidelity were not installed, wherever the tests run."""
    monkeypatch.setitem(sys.modules, "torch_fidelity", None)


def test_without_torch_fidelity_the_error_names_the_command(missing):
    with pytest.raises(ImportError, match=r'pip install "gannotes\[eval\]".*own distances don\'t need it'):
        inception_features.inception_features(-torch.ones(1, 1, 4, 4))


def test_without_weights_the_error_names_the_place_and_the_address(installed, tmp_path, monkeypatch):
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"there are no weights of Inception at .*checkpoints.*get https://"):
        inception_features.inception_features(-torch.ones(1, 1, 4, 4))
    with pytest.raises(FileNotFoundError, match="elsewhere"):
        inception_features.network(tmp_path / "elsewhere.pth")


def test_another_file_is_refused_before_anything_opens_it(installed, weights):
    weights.write_bytes(b"other")
    with pytest.raises(ValueError, match="its SHA-256 begins with"):
        inception_features.network(weights)


def test_a_file_that_would_run_code_is_refused(installed, weights, monkeypatch):
    torch.save({"fc.bias": print}, weights)
    monkeypatch.setattr(inception_features, "SHA256", hashlib.sha256(weights.read_bytes()).hexdigest()[:8])
    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        inception_features.network(weights)


def test_features_of_grey_pictures_are_those_of_three_equal_channels(installed, weights):
    grey = torch.linspace(-1, 1, 5 * 16).view(5, 1, 4, 4)
    features = inception_features.inception_features(grey, weights, size=2)
    assert features.shape == (5, 2048)
    torch.testing.assert_close(features, inception_features.inception_features(grey.expand(-1, 3, -1, -1), weights))
    torch.testing.assert_close(features[:, 0], ((grey.flatten(1) + 1) * 127.5).round().mean(1))


def test_bytes_reach_from_0_to_255():
    ends = inception_features.as_bytes(torch.tensor([-1.0, 0.999, 1.0]).view(1, 1, 1, 3))
    assert ends[0, 0, 0].tolist() == [0, 255, 255]
    assert (
        inception_features.as_bytes(torch.tensor([0.0, -1.0]).view(2, 1, 1, 1)).flatten().tolist()
        == [128] * 3 + [0] * 3
    )


DIVERGED = torch.zeros(2, 3, 4, 4)
DIVERGED[0, 0, 0, 0] = torch.nan


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (torch.zeros(2, 2, 4, 4), r"shape \(n, 1 or 3, h, w\), n > 0; got \(2, 2, 4, 4\)"),
        (torch.zeros(2, 16), r"shape \(n, 1 or 3, h, w\), n > 0; got \(2, 16\)"),
        (torch.zeros(0, 3, 4, 4), r"shape \(n, 1 or 3, h, w\), n > 0; got \(0, 3, 4, 4\)"),
        (torch.full((1, 3, 4, 4), 255.0), r"pixels in \[-1, 1\]; these reach from 255 to 255"),
        (DIVERGED, "nan or infinite pixels: the generator has diverged"),
        (DIVERGED.nan_to_num(nan=torch.inf), "nan or infinite pixels: the generator has diverged"),
        (DIVERGED.half(), "nan or infinite pixels: the generator has diverged"),
    ],
)
def test_pictures_of_another_kind_are_refused(bad, message, as_readers_run):
    with pytest.raises(ValueError, match=message):
        inception_features.as_bytes(bad)


def test_pixels_of_which_none_is_below_zero_get_a_warning(recwarn):
    with pytest.warns(UserWarning, match=r"not one pixel is below 0: are these in \[0, 1\]"):
        inception_features.as_bytes(torch.rand(1, 3, 8, 8))
    recwarn.clear()
    inception_features.as_bytes(torch.rand(1, 3, 8, 8) - 0.1)
    assert not recwarn.list


@pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16, torch.float64])
def test_bytes_of_pictures_in_other_types_are_those_of_their_numbers(kind):
    pictures = torch.linspace(-1, 1, 64).view(1, 1, 8, 8).to(kind).requires_grad_()
    expected = ((pictures.detach().double() + 1) * 127.5).round()
    assert (
        inception_features.as_bytes(pictures)[:, :1].double() == expected
    ).double().mean() > 0.95  # float32 may round a half
    assert (inception_features.as_bytes(pictures)[:, :1].double() - expected).abs().max() <= 1
    assert inception_features.as_bytes(pictures.detach().float().numpy()).dtype == torch.uint8
