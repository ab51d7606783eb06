"""Faces: parts laid over parts are the art's own pictures; factors, masks and counterfactuals are what they say."""

import hashlib
from functools import cache, partial

import numpy as np
import pytest
import torch

from gannotes.data import faces
from gannotes.data.faces import FACTORS, HELD_OUT, dice, sprites

SETS = {"pixel": faces.pixel_faces, "drawn": partial(faces.drawn_faces, 16)}
FILES = {"pixel": ("pixel_faces", 16), "drawn": ("drawn_faces", 64)}
COLOURS = {
    "brown": "603a14",
    "blond": "cab188",
    "black": "28150a",
    "red": "bd1700",
    "blue": "009bbd",
    "green": "91cb15",
}
SKINS = ("ffdbac", "eac393", "cb9e6e", "8d5524")

of = cache(lambda name, split: SETS[name](split=split))
art = cache(lambda name: sprites.load(*FILES[name]))
both = pytest.mark.parametrize("name", SETS)


def rgb(colour):
    return torch.tensor(list(bytes.fromhex(colour)), dtype=torch.uint8)


def shown(x, mask, colour, within=0):
    """For each picture whether some pixel in the mask has this colour."""
    near = ((x.int() - torch.as_tensor(colour).int()[:, None, None]).abs() <= within).all(dim=1)
    return (near & mask).flatten(1).any(dim=1)


@both
def test_a_face_put_together_from_parts_is_the_one_that_the_arts_own_program_draws(name):
    made = sprites.pictures(art(name), art(name).whole).astype(int)
    off = np.abs(made - art(name).whole_pictures.transpose(0, 3, 1, 2)).max(axis=1)
    assert off.max() <= (1 if name == "pixel" else 48)
    assert (off > 2).mean() < 0.001  # of a drawing's soft edges a few come out otherwise when they are laid twice
    assert made.std() > 30


@pytest.mark.parametrize("file", ["pixel_faces.npz", "drawn_faces.npz"])
def test_the_shipped_parts_are_the_ones_that_the_readme_sums(file):
    packed = (sprites.DATA / file).read_bytes()
    readme = (sprites.DATA / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(packed).hexdigest() in readme
    assert f"{len(packed):,} bytes" in readme


def test_all_that_is_shipped_is_below_six_megabytes():
    assert sum(file.stat().st_size for file in sprites.DATA.iterdir()) < 6_000_000


def test_the_faces_are_the_same_on_every_machine():
    sums = {
        (name, split): hashlib.sha256(of(name, split).pictures.numpy().tobytes()).hexdigest()[:12]
        for name in SETS
        for split in ("train", "test")
    }
    assert sums == SUMS


@both
def test_shapes_types_and_sizes(name):
    train, test = of(name, "train"), of(name, "test")
    n, m = (7168, 1024) if name == "pixel" else (3584, 512)
    assert (len(train), len(test)) == (n, m)
    assert train.pictures.shape == (n, 3, 16, 16)
    assert train.pictures.dtype == torch.uint8
    assert train.parts.shape == (n, 16, 16)
    assert train.counterfactuals == {}
    assert test.counterfactuals["hair"].shape == (512, 6, 3, 16, 16)
    assert test.counterfactuals["glasses"].shape == (512, 2, 3, 16, 16)
    assert (train.scaled().min().item(), train.scaled().max().item()) == (-1, 1)
    torch.testing.assert_close(train.scaled()[:9], train.pictures[:9].double().div(127.5).sub(1).float())


@both
def test_no_test_face_is_a_training_face_and_no_two_are_alike(name):
    train, test = ({x.numpy().tobytes() for x in of(name, split).pictures} for split in ("train", "test"))
    assert len(train & test) <= (0 if name == "pixel" else 4)  # at 16 pixels two drawings can coincide
    assert len(train) >= 0.98 * len(of(name, "train"))
    rows = dice.thrown(style_of(name), 5000, np.random.RandomState(3))[1]
    assert len(np.unique(rows, axis=0)) == len(rows) == 5000


def style_of(name):
    names = tuple(of(name, "test").factors)
    return dice.Style(art(name), names, lambda mouth: mouth[-1] in "13", lambda mouth: mouth[-1] in "24")


@both
@pytest.mark.parametrize("factor", FACTORS)
def test_each_value_of_a_factor_comes_as_often_as_the_law_says(name, factor):
    drawn, _ = dice.thrown(style_of(name), 6000, np.random.RandomState(1))
    if factor not in drawn:
        assert name == "drawn"
        assert factor in ("beard", "hat")
        return
    values, n = len(FACTORS[factor]), 6000
    counts = np.bincount(drawn[factor], minlength=values) / n
    chances = {"glasses": [0.7, 0.3], "beard": [0.8, 0.2]}.get(factor, [1 / values] * values)
    if factor == "hat":  # some hats are drawn again because they hide the hair
        assert 0.08 < counts[1] < 0.15
    else:
        np.testing.assert_allclose(counts, chances, atol=0.04)


@both
def test_the_held_out_combinations_are_in_no_training_face_and_in_the_test(name):
    for hair, glasses, mouth in HELD_OUT:
        train, test = (
            (of(name, split).factors["hair"] == FACTORS["hair"].index(hair))
            & (of(name, split).factors["glasses"] == FACTORS["glasses"].index(glasses))
            & (of(name, split).factors["happy"] == FACTORS["happy"].index(mouth))
            for split in ("train", "test")
        )
        assert train.sum() == 0
        assert test.sum() >= 3
    for factor, values in of(name, "train").factors.items():  # but each value alone is met in training
        assert len(values.unique()) == len(FACTORS[factor])


def test_hair_and_skin_have_the_colour_that_the_factor_names():
    data = of("pixel", "train")
    hair, skin = (data.parts == data.part_names.index(part) for part in ("hair", "skin"))
    for number, colour in enumerate(COLOURS.values()):
        seen = shown(data.pictures, hair, rgb(colour))
        assert seen[data.factors["hair"] == number].double().mean() > 0.95
        assert seen[data.factors["hair"] != number].double().mean() < 0.05
    for number, colour in enumerate(SKINS):  # on the face a tenth of white lies over it
        seen = shown(data.pictures, skin, 0.9 * rgb(colour) + 25.5, within=2)
        assert seen[data.factors["skin"] == number].double().mean() > 0.95
        assert seen[data.factors["skin"] != number].double().mean() < 0.05


@pytest.mark.parametrize("part", ["glasses", "beard", "hat"])
def test_a_part_that_may_be_missing_is_there_exactly_if_its_factor_says_so(part):
    data = of("pixel", "train")
    there = (data.parts == data.part_names.index(part)).flatten(1).any(dim=1)
    missed = there != data.factors[part].bool()
    assert not there[data.factors[part] == 0].any()
    assert missed.double().mean() < 0.01  # a small beard may lie behind hair


def test_drawn_glasses_are_there_exactly_if_the_factor_says_so():
    data = faces.drawn_faces(32, "test")
    there = (data.parts == data.part_names.index("glasses")).flatten(1).any(dim=1)
    assert not there[data.factors["glasses"] == 0].any()
    assert there[data.factors["glasses"] == 1].double().mean() > 0.95


@both
def test_long_hair_takes_more_of_the_picture_than_short_hair(name):
    data = of(name, "train")
    hair = (data.parts == data.part_names.index("hair")).double().mean((1, 2))
    assert hair[data.factors["long"] == 1].mean() > 1.5 * hair[data.factors["long"] == 0].mean()


@both
def test_a_mouth_is_chosen_by_its_mood(name):
    style = dice.Style(art(name), ("hair",), lambda mouth: mouth.endswith("1"), lambda mouth: mouth.endswith("2"))
    frowns, smiles = style.variants("mouth")
    assert frowns
    assert smiles
    assert {mouth[-1] for mouth in smiles} == {"1"}
    assert {mouth[-1] for mouth in frowns} == {"2"}


@both
def test_each_part_that_is_laid_shows_the_factors_of_its_face(name):
    style = style_of(name)
    factors, rows = dice.thrown(style, 600, np.random.RandomState(2))
    layers = art(name).layers
    for layer, column in zip(layers, rows.T, strict=True):
        for face, number in enumerate(column.tolist()):
            if layer in ("glasses", "beard", "hat"):
                assert (number != sprites.NOTHING) == factors[layer][face]
            if number == sprites.NOTHING:
                continue
            kind, variant, colour = art(name).names[number]
            assert kind == layer
            if layer in ("hair", "beard"):
                assert colour == art(name).colours("hair")[factors["hair"][face]]
            if layer == "hair":
                assert variant.startswith(FACTORS["long"][factors["long"][face]])
            if layer == "skin":
                assert colour == art(name).colours("skin")[factors["skin"][face]]
            if layer == "mouth":
                assert (style.smiles if factors["happy"][face] else style.frowns)(variant)


def test_a_beard_has_the_colour_of_the_hair_in_a_counterfactual_too():
    data = of("pixel", "test")
    bearded = (data.factors["beard"][:512] == 1) & (data.factors["hair"][:512] != 4)
    beard = data.parts[:512][bearded] == data.part_names.index("beard")
    before, blue = data.pictures[:512][bearded], data.counterfactuals["hair"][bearded, 4]
    bluer = (blue[:, 2].int() - blue[:, 0].int()) - (before[:, 2].int() - before[:, 0].int())
    assert (bluer[beard] > 20).double().mean() > 0.99


def test_the_sad_and_the_happy_mouths_of_drawn_faces_exist_and_are_disjoint():
    mouths = {mouth.removeprefix("variant") for mouth in art("drawn").variants("mouth")}
    assert set(faces.SMILES) < mouths
    assert set(faces.FROWNS) < mouths
    assert not set(faces.SMILES) & set(faces.FROWNS)


@both
def test_each_pixel_belongs_to_the_part_that_was_laid_there_last(name):
    """Rendered part by part: without the part that owns a pixel, the pixel changes; without one below, it doesn't."""
    rows, opaque = art(name).whole[:12], 255
    labels = sprites.label_map(art(name), rows)
    whole = sprites.pictures(art(name), rows)
    for number, layer in enumerate(art(name).layers, start=1):
        column = art(name).layers.index(layer)
        without = rows.copy()
        without[:, column] = sprites.NOTHING
        changed = (sprites.pictures(art(name), without) != whole).any(axis=1)
        assert not (changed & (labels == 0)).mean() > 0.03  # at most the softest edge
        there = rows[:, column] != sprites.NOTHING
        alpha = np.where(there[:, None, None], art(name).rgba[rows[:, column], :, :, 3], 0)
        hidden = (labels > number) & (art(name).rgba[rows[:, labels.max() - 1], :, :, 3] == opaque)
        assert not (changed & hidden & (labels == labels.max())).any()
        assert ((labels == number) <= (alpha >= sprites.QUARTER)).all()
        assert (labels[alpha >= sprites.QUARTER] >= number).all()


@both
def test_a_counterfactual_of_hair_changes_the_hair_and_nothing_else(name):
    data = of(name, "test")
    changed, own = data.counterfactuals["hair"], data.factors["hair"][:512]
    assert torch.equal(changed[torch.arange(512), own], data.pictures[:512])
    names = [data.part_names.index(part) for part in ("hair", "beard") if part in data.part_names]
    # The soft edge of a hair lies over other parts: its sprite tells how far it reaches.
    elsewhere = ~torch.isin(data.parts[:512], torch.tensor(names))
    same = (changed == data.pictures[:512, None]).all(dim=2)
    assert same[elsewhere[:, None].expand_as(same)].double().mean() > (0.9999 if name == "pixel" else 0.93)
    other = (own + 1) % 6
    moved = (changed[torch.arange(512), other] != data.pictures[:512]).any(dim=1)
    assert (moved & ~elsewhere).flatten(1).any(dim=1).all()


@both
def test_a_counterfactual_of_glasses_has_them_or_not_and_is_else_the_same(name):
    data = of(name, "test")
    without, with_ = data.counterfactuals["glasses"].unbind(dim=1)
    wears = data.factors["glasses"][:512] == 1
    assert torch.equal(with_[wears], data.pictures[:512][wears])
    assert torch.equal(without[~wears], data.pictures[:512][~wears])
    differ = (without != with_).any(dim=1)
    assert differ.flatten(1).any(dim=1).double().mean() > 0.97  # hair may hide them
    reach = (art(name).rgba if name == "pixel" else sprites.load("drawn_faces", 16).rgba)[..., 3] > 0
    any_pair = np.any([reach[i] for i, part in enumerate(art(name).names) if part[0] == "glasses"], axis=0)
    assert not differ.numpy()[:, ~any_pair].any()


def test_each_size_shows_the_same_faces():
    small, large = faces.drawn_faces(16, "test"), faces.drawn_faces(32, "test")
    assert all(torch.equal(small.factors[name], large.factors[name]) for name in small.factors)
    shrunk = torch.nn.functional.avg_pool2d(large.pictures.double(), 2)
    gap = (shrunk - small.pictures.double()).abs().mean((1, 2, 3))
    apart = (shrunk - small.pictures.roll(1, 0).double()).abs().mean((1, 2, 3))
    assert (gap < apart).all()


def test_a_hat_leaves_some_hair_to_be_seen():
    data = of("pixel", "train")
    hair = (data.parts == data.part_names.index("hair")).sum((1, 2))
    assert hair.min() >= 4


def test_captions_say_what_is_there_and_nothing_else():
    factors = {
        "hair": [3, 1],
        "long": [1, 0],
        "skin": [0, 3],
        "glasses": [1, 0],
        "happy": [0, 1],
        "beard": [0, 1],
        "hat": [0, 1],
    }
    (first, erst), (second, _) = faces.captions({name: torch.tensor(values) for name, values in factors.items()})
    assert first == "long red hair, light skin, glasses, sad"
    assert erst == "长红发，浅色皮肤，戴眼镜，难过"
    assert second == "short blond hair, dark skin, happy, beard, hat"


def test_two_faces_have_one_caption_exactly_if_all_their_factors_agree():
    data = of("pixel", "train")
    for language in (0, 1):
        said = {caption[language] for caption in faces.captions(data.factors)}
        assert len(said) == len(torch.stack(list(data.factors.values()), dim=1).unique(dim=0))


def test_an_unknown_split_or_size_is_refused():
    with pytest.raises(ValueError, match='"train" or "test", got \'valid\''):
        faces.pixel_faces("valid")
    with pytest.raises(ValueError, match="drawn at 16, 32, 64 pixels, got 48"):
        faces.drawn_faces(48)


SUMS = {
    ("pixel", "train"): "02680a8a82d4",
    ("pixel", "test"): "6c1b79587fbc",
    ("drawn", "train"): "36e29c358e39",
    ("drawn", "test"): "6fc56b48f4e3",
}
