"""The learned eyes: they read faces that they never saw, clean or not, and say so where there is nothing to read."""

from functools import cache, partial

import pytest
import torch
from torch.nn.functional import avg_pool2d

from gannotes import metrics
from gannotes.data import faces
from gannotes.models.classifier import in_batches
from gannotes.models.eyes import FILES, NOTHING, Eye, drawn_face_eye, pixel_face_eye, step
from gannotes.models.pictures import Discriminator, Generator, levels

EYES = {"pixel": (pixel_face_eye, faces.pixel_faces), "drawn": (drawn_face_eye, partial(faces.drawn_faces, 32))}
CLEAN = {"pixel": 0.98, "drawn": 0.98}
FACTORS = {"pixel": 0.93, "drawn": 0.9}

eye = cache(lambda name: EYES[name][0]())
held = cache(lambda name: EYES[name][1](split="test"))
each = pytest.mark.parametrize("name", EYES)


def some(name, n=256):
    return held(name).scaled()[1 : 2 * n : 2]  # the even ones set the temperature


def share(found, true):
    return (found == true).double().mean().item()


@each
def test_it_names_the_parts_and_the_factors_of_held_out_faces(name):
    reading, n = eye(name).read(some(name)), 256
    assert share(reading.parts, held(name).parts[1 : 2 * n : 2]) >= CLEAN[name]
    for factor, values in held(name).factors.items():
        assert share(reading.factors[factor], values[1 : 2 * n : 2]) >= FACTORS[name], factor


@each
def test_each_part_is_found_where_it_is_and_not_elsewhere(name):
    parts, true = eye(name).read(some(name)).parts, held(name).parts[1:512:2]
    for label in range(len(held(name).part_names)):
        both = ((parts == label) & (true == label)).sum()
        assert both / ((parts == label) | (true == label)).sum() > 0.6, held(name).part_names[label]


@each
def test_a_counterfactual_is_read_as_what_it_is(name):
    changed = held(name).counterfactuals["hair"][:100].float() / 127.5 - 1
    for colour in range(6):
        reading = eye(name).read(changed[:, colour])
        assert share(reading.factors["hair"], colour) > 0.9
        assert share(reading.factors["skin"], held(name).factors["skin"][:100]) > 0.9
    changed = held(name).counterfactuals["glasses"][:100].float() / 127.5 - 1
    for wears in (0, 1):
        assert share(eye(name).read(changed[:, wears]).factors["glasses"], wears) > 0.9


@each
def test_a_face_that_is_merely_paler_or_noisy_is_still_read(name):
    true, rng = held(name).parts[1:512:2], torch.Generator().manual_seed(0)
    assert share(eye(name).read(0.6 * some(name)).parts, true) > 0.9
    assert share(eye(name).read(0.6 * some(name) + 0.3).parts, true) > 0.85
    noisy = some(name) + 0.15 * torch.randn(some(name).shape, generator=rng)
    assert share(eye(name).read(noisy.clamp(-1, 1)).parts, true) > 0.9
    assert share(eye(name).read(avg_pool2d(some(name), 3, 1, 1)).parts, true) > 0.75


@each
def test_what_is_no_face_is_nothing_that_it_knows(name):
    size, rng = eye(name).image_size, torch.Generator().manual_seed(1)
    noise = eye(name).read(2 * torch.rand(100, 3, size, size, generator=rng) - 1)
    assert share(noise.parts, NOTHING) > 0.9
    assert all(share(values, NOTHING) > 0.9 for values in noise.factors.values())
    known = eye(name).read(some(name))
    assert share(known.parts, NOTHING) < 0.02


@each
def test_a_corner_of_noise_is_unknown_and_the_rest_is_read(name):
    x, true, half = some(name).clone(), held(name).parts[1:512:2], eye(name).image_size // 2
    x[:, :, :half, :half] = 2 * torch.rand(256, 3, half, half, generator=torch.Generator().manual_seed(2)) - 1
    parts = eye(name).read(x).parts
    assert share(parts[:, :half, :half], NOTHING) > 0.75
    assert share(parts[:, half:, half:], true[:, half:, half:]) > 0.85


@each
def test_its_features_tell_degraded_faces_from_clean_ones(name):
    x = held(name).scaled()
    features = [in_batches(eye(name).features, part) for part in (x[::2], x[1::2], avg_pool2d(x[1::2], 3, 1, 1))]
    clean, alike, blurred = features
    assert metrics.frechet_distance(clean, blurred) > 3 * metrics.frechet_distance(clean, alike)
    assert metrics.kernel_distance(clean, blurred) > 3 * abs(metrics.kernel_distance(clean, alike))


@each
def test_the_weights_are_small_fixed_and_told_of(name):
    file = FILES / f"{name}_face_eye.safetensors"
    assert file.stat().st_size < 1_000_000
    assert f"{file.stat().st_size:,} bytes" in (FILES / "README.md").read_text(encoding="utf-8")
    assert not eye(name).training
    assert not any(weight.requires_grad for weight in eye(name).parameters())
    assert 0.3 < eye(name).least < 1


@pytest.fixture(scope="module")
def untrained():
    torch.manual_seed(0)
    return Eye(16, 3, {"hair": 2}, width=4, hidden=8).eval()


def test_shapes_at_each_size(untrained):
    for size in (8, 16, 64):
        sight = Eye(size, 3, {"hair": 2, "hat": 5}, width=4)(torch.zeros(2, 3, size, size))
        assert sight.parts.shape == (2, 4, size, size)
        assert {name: tuple(logits.shape) for name, logits in sight.factors.items()} == {"hair": (2, 3), "hat": (2, 6)}
    assert untrained.features(torch.zeros(5, 3, 16, 16)).shape == (5, 8)


def test_a_picture_does_not_hang_on_its_neighbours(untrained):
    x = 2 * torch.rand(5, 3, 16, 16) - 1
    torch.testing.assert_close(untrained(x[:1]).parts, untrained(x).parts[:1])
    assert torch.equal(untrained.read(x, size=2).parts, untrained.read(x).parts)


def test_what_is_less_likely_than_the_least_is_nothing(untrained):
    logits = torch.tensor([[2.0, 0, 0], [0, 0.1, 0], [0, 0, 3]])  # the last label is nothing
    untrained.least.fill_(0.5)
    assert untrained.named(logits).tolist() == [0, NOTHING, NOTHING]
    untrained.least.fill_(0.3)
    assert untrained.named(logits).tolist() == [0, 1, NOTHING]
    untrained.temperature.fill_(10.0)  # all three nearly alike
    untrained.least.fill_(0.5)
    assert untrained.named(logits).tolist() == [NOTHING] * 3


@pytest.mark.parametrize("bad", [torch.zeros(1, 3, 32, 32), torch.full((1, 3, 16, 16), 2.0)])
def test_pictures_of_another_kind_are_refused(untrained, bad):
    with pytest.raises(ValueError, match=r"pixels in \[-1, 1\] of shape \(n, 3, 16, 16\)"):
        untrained(bad)


@pytest.mark.parametrize("size", [4, 24])
def test_a_size_that_does_not_halve_down_to_four_is_refused(size):
    with pytest.raises(ValueError, match="8, 16, 32"):
        Eye(size, 3, {})
    with pytest.raises(ValueError, match="8, 16, 32"):
        levels(size, 16)


def test_group_norm_has_no_memory():
    assert list(step(3, 8).buffers()) == []


@pytest.mark.parametrize("size", [8, 16, 32, 64])
def test_the_small_players_map_noise_to_pictures_and_pictures_to_logits(size):
    G, D = Generator(latent=5, image_size=size, width=4), Discriminator(image_size=size, width=4)
    x = G(torch.randn(3, 5))
    assert x.shape == (3, 3, size, size)
    assert x.abs().max() <= 1
    assert D(x).shape == (3,)
    sides = [f"{4 * 2**k}x{4 * 2**k}" for k in range(len(levels(size, 4)))]
    assert [name for name, _ in G.named_children()] == [*sides, "out"]
    assert [name for name, _ in D.named_children()] == [*reversed(sides), "out"]


def test_the_players_feel_each_pixel_and_each_number_of_the_noise():
    torch.manual_seed(0)
    G, D = Generator(latent=5, width=4), Discriminator(width=4)
    z, x = torch.randn(3, 5, requires_grad=True), torch.randn(3, 3, 16, 16, requires_grad=True)
    G(z).square().sum().backward()
    D(x).sum().backward()
    assert (z.grad != 0).all()
    assert (x.grad != 0).all()


def test_no_unit_of_the_discriminator_falls_silent():
    slopes = [
        layer.negative_slope for layer in Discriminator(image_size=32).modules() if hasattr(layer, "negative_slope")
    ]
    assert slopes == [0.2] * 4  # one after each convolution


def test_maps_halve_as_the_picture_grows():
    assert levels(16, 16) == [64, 32, 16]
    assert levels(128, 4) == [32, 32, 32, 16, 8, 4]
