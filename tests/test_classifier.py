"""The shipped classifier knows digits that it never saw."""

import pytest
import torch

from gannotes.data import images
from gannotes.models.classifier import WEIGHTS, DigitClassifier, digit_classifier, in_batches


def test_it_names_held_out_digits(device):
    x, y = images.digits()
    classifier = digit_classifier(device)
    named = in_batches(classifier, x[4000:].to(device)).argmax(1).cpu()
    assert (named == y[4000:]).double().mean().item() >= 0.975
    assert (named[y[4000:] == 8] == 8).double().mean().item() > 0.9


def test_its_weights_are_small_and_fixed():
    assert WEIGHTS.stat().st_size < 1_000_000
    classifier = digit_classifier()
    assert not classifier.training
    assert not any(weight.requires_grad for weight in classifier.parameters())
    assert sum(weight.numel() for weight in classifier.parameters()) == 33_194


def test_pictures_feel_it_though_its_weights_do_not():
    x = images.digits()[0][:4].requires_grad_()
    digit_classifier()(x).sum().backward()
    assert x.grad.abs().sum() > 0


def test_features_are_the_layer_that_the_logits_come_from_in_batches_or_not():
    classifier = digit_classifier()
    x, _ = images.digits()
    features = in_batches(classifier.features, x[:23], size=10)
    assert features.shape == (23, 64)
    assert features.min() == 0
    torch.testing.assert_close(classifier.out(features), classifier(x[:23]), rtol=1e-4, atol=1e-4)


def test_a_picture_does_not_hang_on_its_neighbours():
    classifier, (x, _) = DigitClassifier(), images.digits()
    torch.testing.assert_close(classifier(x[:1]), classifier(x[:5])[:1])


@pytest.mark.parametrize("bad", [torch.zeros(2, 1, 32, 32), torch.full((2, 1, 28, 28), 255.0)])
def test_pictures_of_another_kind_are_refused(bad, as_readers_run):
    with pytest.raises(ValueError, match=r"pixels in \[-1, 1\] of shape \(n, 1, 28, 28\)"):
        digit_classifier()(bad)
