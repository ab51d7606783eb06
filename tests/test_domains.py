"""Domains without pairs, whose true partners are known; letters in two typefaces."""

import pytest
import torch

from gannotes.data import domains, glyphs, images, streams, world

DIGITS = images.digits()[0][:60]


def test_partners_of_seasons_differ_in_the_season_alone():
    data = domains.seasons(n=20, test=8)
    seen, made = world.read(data.test_x), world.read(data.test_y)
    assert (seen.season == 1).all()
    assert (made.season == 3).all()
    assert torch.equal(seen.mask, made.mask)
    assert not any(torch.equal(a, b) for a in world.read(data.x).mask for b in world.read(data.y).mask)


def test_inverted_digits_and_their_partners():
    data = domains.inverted(DIGITS, test=10)
    assert torch.equal(data.test_y, -data.test_x)
    assert len(data.x) == len(data.y) == 25
    assert not any(torch.equal(a, -b) for a in data.x for b in data.y)


def test_the_declared_colours_red_for_blue_and_green_for_yellow():
    data = domains.colour_swap(DIGITS, test=30)
    ink = [(side.amax((2, 3)) > 0).tolist() for side in (data.test_x, data.test_y)]
    red, green, blue, yellow = [True, False, False], [False, True, False], [False, False, True], [True, True, False]
    assert {(tuple(a), tuple(b)) for a, b in zip(*ink, strict=True)} == {
        (tuple(red), tuple(blue)),
        (tuple(green), tuple(yellow)),
    }
    assert data.x.min().item() == pytest.approx(-0.8)
    assert data.x.max().item() == pytest.approx(0.8)


def test_batches_without_pairs_draw_each_side_by_itself():
    x, y = torch.arange(40), torch.arange(40)
    stream = streams.unpaired(x, y, 8, torch.Generator().manual_seed(0))
    drawn = [next(stream) for _ in range(50)]
    together = torch.stack([torch.cat(side) for side in zip(*drawn, strict=True)])
    assert set(together.flatten().tolist()) == set(range(40))
    assert (together[0] == together[1]).double().mean() < 0.1


def test_labelled_batches_keep_their_labels():
    x = torch.arange(30)
    drawn, label = next(streams.unpaired_labelled(x, x % 3, 12, torch.Generator().manual_seed(0)))
    assert torch.equal(drawn % 3, label)


def test_glyphs_that_a_font_lacks_are_left_out_and_no_character_is_on_two_sides():
    known = glyphs.letters(glyphs.SANS, glyphs.SERIF)
    assert {"a", "Z", "7", "ß", "Ω", "ж"} <= set(known)
    assert len(known) == len(set(known)) > 500
    missing = glyphs.rendered("\u0b80", glyphs.SANS)  # the box that stands for what a font lacks
    drawn = glyphs.rendered(known[:200], glyphs.SANS)
    assert not any(torch.equal(missing[0], one) for one in drawn)
    assert len(drawn.unique(dim=0)) > 190
    data = glyphs.faces(size=16)
    assert len(data.x) + len(data.y) + len(data.test_x) == len(known)
    assert abs(len(data.x) - len(data.y)) <= 1
    assert data.test_x.shape == data.test_y.shape
    assert not torch.equal(data.test_x, data.test_y)
