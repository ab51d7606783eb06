"""Masks become layers, captions are kept for the test by combination, and a picture is asked whether it shows them."""

import pytest
import torch

from gannotes.data import captioned, world
from gannotes.recipes import captions

CROWD = world.scenes(2000, torch.Generator().manual_seed(0), **captioned.LAND)


def factors(scenes):
    high = (scenes.height > 0.5).long()
    return torch.stack([scenes.season, scenes.time, high, scenes.house.long()], dim=1)


def test_a_mask_is_one_layer_for_each_concept_and_what_is_told_lies_under_it():
    scenes = world.scenes(5, torch.Generator().manual_seed(1))
    mask = world.mask_of(scenes)
    alone = world.one_hot_mask(mask)
    assert alone.shape == (5, 10, 32, 32)
    assert torch.equal(alone.argmax(1), mask)
    assert torch.equal(alone.sum(1), torch.ones(5, 32, 32))
    told = world.one_hot_mask(mask, scenes.season, scenes.time)
    assert told.shape == (5, 16, 32, 32)
    assert torch.equal(told[:, :10], alone)
    for x, said in ((told[:, 10:14], scenes.season), (told[:, 14:], scenes.time)):
        assert torch.equal(x[:, :, 0, 0].argmax(1), said)
        assert torch.equal(x.amax((2, 3)), x.amin((2, 3))), "the same everywhere"
        assert (x.sum(1) == 1).all()


def test_what_is_no_mask_is_refused(as_readers_run):
    for wrong in (torch.zeros(1, 3, 32, 32), torch.zeros(1, 32, 32), torch.full((1, 32, 32), 10)):
        with pytest.raises(ValueError, match="indices below 10, as from mask_of"):
            world.one_hot_mask(wrong)


def test_a_quarter_of_the_combinations_is_kept_and_every_value_is_met_in_training():
    kept = captioned.held_out(CROWD)
    inside, outside = (factors(CROWD[rows]).unique(dim=0) for rows in (kept, ~kept))
    assert (len(inside), len(outside)) == (8, 24)
    assert not (inside[:, None] == outside).all(2).any()
    for column in range(4):
        assert len(outside[:, column].unique()) == len(inside[:, column].unique()) == (4 if column == 0 else 2)


def test_a_near_miss_differs_in_one_thing_of_four_each_as_often():
    wrong = captioned.hard_negatives(CROWD, torch.Generator().manual_seed(2))
    changed = factors(wrong) != factors(CROWD)
    assert (changed.sum(1) == 1).all()
    assert (changed.double().mean(0) - 0.25).abs().max() < 0.05
    assert world.english(wrong) != world.english(CROWD)
    assert torch.equal(wrong.sun_at, CROWD.sun_at)


def test_real_scenes_agree_with_what_is_said_of_them_and_near_misses_in_all_but_one_thing():
    few = CROWD[list(range(400))]
    x = world.pixels(few)
    assert captioned.caption_accuracy(x, few) == dict.fromkeys(("season", "time", "sun", "house", "all four"), 1.0)
    wrong = captioned.caption_accuracy(x, captioned.hard_negatives(few, torch.Generator().manual_seed(3)))
    assert wrong.pop("all four") == 0
    assert sum(wrong.values()) == pytest.approx(3.0)
    no_sun = captioned.caption_accuracy(torch.ones(2, 3, 32, 32), few[[0, 1]])
    assert no_sun["sun"] == 0


@pytest.mark.parametrize(
    ("players", "said"),
    [(captions.by_words, lambda scenes: world.tokens(world.english(scenes))), (captions.by_sound, world.tones)],
    ids=["words", "sound"],
)
def test_the_players_draw_and_judge_scenes_by_what_is_said_of_them(players, said):
    torch.manual_seed(0)
    G, D = (player.eval() for player in players())
    summer, winter = CROWD[[0]].with_factors(season=1, time=0), CROWD[[0]].with_factors(season=3, time=1)
    y, other = said(summer), said(winter)
    z = torch.randn(2, captions.LATENT)
    x = G(z, y.expand(2, -1))
    assert x.shape == (2, 3, 32, 32)
    assert x.abs().max() <= 1
    untrained = x.abs().max()  # a faint picture, by which a difference is large or small
    assert (x[0] - x[1]).abs().max() > 0.01 * untrained, "one caption, two draws"
    assert (x - G(z, other.expand(2, -1))).abs().max() > 0.01 * untrained, "the same noise, another caption"
    real = world.pixels(summer)
    assert D(real, y).shape == (1,)
    assert D(real, other).item() != pytest.approx(D(real, y).item(), rel=0.01), "one picture, two captions"


def test_an_autumn_has_its_article_and_the_words_for_it():
    autumn = CROWD[[0]].with_factors(season=2, time=0)
    assert world.english(autumn)[0].startswith("an autumn day, ")
    assert " ".join(world.VOCABULARY[i] for i in world.tokens(world.english(autumn))[0][:3]) == "an autumn day"
