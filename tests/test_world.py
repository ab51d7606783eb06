"""The little world is what its factors say, and the palette reads it back without an error."""

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from gannotes.data import world

LAND = world.scenes(600, torch.Generator().manual_seed(0))


@pytest.mark.parametrize("size", [32, 64])
def test_clean_pixels_are_read_back_exactly(size):
    some = LAND[list(range(300))]
    reading = world.read(world.pixels(some, size))
    assert torch.equal(reading.mask, world.mask_of(some, size))
    assert torch.equal(reading.season, some.season)
    assert torch.equal(reading.time, some.time)
    assert reading.palette_distance.max() < 1e-4


@pytest.mark.parametrize("size", [32, 64])
def test_a_known_season_and_time_are_not_guessed(size):
    autumn_nights = LAND[list(range(100))].with_factors(season=2, time=1)
    x = world.pixels(autumn_nights, size)
    known, half_known = world.read(x, season=2, time=1), world.read(x, time=1)
    for reading in (known, half_known):
        assert torch.equal(reading.mask, world.mask_of(autumn_nights, size))
        assert torch.equal(reading.season, autumn_nights.season)
        assert torch.equal(reading.time, autumn_nights.time)
    by_day = world.read(x, time=0)
    assert set(by_day.time.tolist()) == {0}
    assert by_day.palette_distance.min() > 0.1


@pytest.mark.parametrize("size", [32, 64])
def test_what_is_in_a_scene_can_be_seen(size):
    reading = world.read(world.pixels(LAND, size))
    for thing, there in [
        ("cloud", LAND.cloud),
        ("house", LAND.house),
        ("fence", LAND.fence),
        ("trees", LAND.trees > 0),
    ]:
        assert torch.equal(reading.shows(thing), there), thing
    assert torch.equal(reading.height() > 0.5, LAND.height > 0.5)
    assert (reading.height() - LAND.height).abs().mean() < 0.06


def test_a_noisy_picture_is_read_with_few_errors():
    """Noise of standard deviation 0.1 in pixels that go from -1 to 1: the error that the book states."""
    x = world.pixels(LAND)
    x = x + 0.1 * torch.randn(x.shape, generator=torch.Generator().manual_seed(1))
    reading = world.read(x)
    wrong = (reading.mask != world.mask_of(LAND)).double().mean().item()
    assert 0.001 < wrong < 0.02
    assert (reading.season == LAND.season).double().mean() > 0.995
    assert (reading.time == LAND.time).double().mean() == 1


def test_colours_of_one_palette_are_far_apart():
    """A pixel is misread once it has moved half of this way."""
    for palette in world.PALETTES.flatten(0, 1):
        apart = torch.cdist(palette, palette).fill_diagonal_(torch.inf)
        assert apart.min() > 0.3
    assert world.PALETTES.abs().max() <= 1


class Operations(TorchDispatchMode):
    """Counts what torch is asked to do."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        self.count += 1
        return operation(*args, **(kwargs or {}))


def operations_for(number: int) -> int:
    with Operations() as counted:
        world.pixels(world.scenes(number, torch.Generator().manual_seed(0)))
    return counted.count


def test_two_thousand_scenes_are_drawn_at_once():
    """In as many operations as twenty: no loop runs over scenes. How long they take is `make bench`'s matter."""
    assert 0 < operations_for(2000) <= operations_for(20)


def test_the_same_dice_make_the_same_land_and_a_fixed_factor_changes_no_other():
    summer = world.scenes(50, torch.Generator().manual_seed(3), season=1)
    winter = world.scenes(50, torch.Generator().manual_seed(3), season=3)
    assert torch.equal(world.mask_of(summer), world.mask_of(winter))
    assert set(summer.season.tolist()) == {1}
    assert not torch.equal(world.pixels(summer), world.pixels(winter))
    assert torch.equal(world.pixels(summer.with_factors(season=3)), world.pixels(winter))


def test_every_factor_takes_all_its_values_about_evenly():
    for factor, values in (("season", 4), ("time", 2), ("trees", 4), ("house", 2), ("fence", 2), ("cloud", 2)):
        shares = torch.bincount(getattr(LAND, factor).long(), minlength=values) / len(LAND)
        assert (shares - 1 / values).abs().max() < 4 * 0.5 / len(LAND) ** 0.5, factor
    assert not ((LAND.height > 0.4) & (LAND.height < 0.6)).any()


def test_trees_stand_apart_and_are_as_many_as_they_are_said_to_be():
    scenes = world.scenes(200, torch.Generator().manual_seed(4), house=False, sun_at=0.5, height=1)
    crowns = world.read(world.pixels(scenes, 64)).mask == world.CONCEPTS.index("crown")
    columns = torch.nn.functional.pad(crowns.any(1).int(), (1, 0))
    assert torch.equal((columns.diff(dim=1) == 1).sum(1), scenes.trees)


def test_captions_say_what_the_factors_are():
    scene = LAND[[0, 1]].with_factors(season=3, time=1, height=0.9, trees=2, house=True, fence=False, cloud=True)
    assert world.english(scene)[0] == "a winter night, the moon is high, two trees, a house, a cloud"
    assert world.chinese(scene)[0] == "冬天的夜晚,月亮高挂,两棵树,一座房子,一朵云"
    other = scene.with_factors(season=0, time=0, height=0.1, trees=0, house=False, fence=True, cloud=False)
    assert world.english(other)[1] == "a spring day, the sun is low, no trees, a fence"
    assert world.chinese(other)[1] == "春天的白天,太阳低挂,没有树,一道栅栏"


def test_scenes_that_differ_in_a_word_have_captions_that_do():
    factors = torch.stack(
        [LAND.season, LAND.time, LAND.trees, LAND.house, LAND.fence, LAND.cloud, LAND.height > 0.5], 1
    )
    kinds = len(factors.unique(dim=0))
    assert len(set(world.english(LAND))) == len(set(world.chinese(LAND))) == kinds
    assert len(world.tokens(world.english(LAND)).unique(dim=0)) == kinds


def test_words_become_numbers_and_back():
    caption = "a winter night, the moon is high, two trees, a house, a fence, a cloud"
    row = world.tokens([caption])[0]
    assert " ".join(world.VOCABULARY[i] for i in row if i) == caption.replace(",", "")
    with pytest.raises(ValueError, match="'a purple day' has \\['purple'\\]"):
        world.tokens(["a purple day"])


def test_a_tone_has_the_frequency_of_the_suns_height():
    scenes = LAND[list(range(20))].with_factors(time=0)
    sound = world.tones(scenes, seconds=1.0)
    assert sound.shape == (20, 8000)
    assert sound.abs().max() <= 1
    loudest = torch.fft.rfft(sound).abs().argmax(1)  # in one second, bin k is k hertz
    torch.testing.assert_close(loudest.float(), world.frequency(scenes), atol=1.0, rtol=0)
    assert world.frequency(LAND[[0, 0, 0]].with_factors(height=torch.tensor([0.0, 0.5, 1.0]))).tolist() == [
        220,
        440,
        880,
    ]
    assert not torch.allclose(world.tones(scenes.with_factors(time=1)), world.tones(scenes))


def test_areas_and_doubt():
    reading = world.read(world.pixels(LAND))
    total = sum(reading.area(concept) for concept in world.CONCEPTS)
    torch.testing.assert_close(total, torch.ones_like(total))
    assert (reading.area("wall") > 0).equal(LAND.house)
    assert world.read(torch.rand(3, 3, 32, 32)).palette_distance.min() > 0.1


def test_pieces_of_a_land():
    assert len(LAND[5]) == 1
    assert torch.equal(LAND[5].slots, LAND.slots[5:6])
    assert torch.equal(world.pixels(LAND[LAND.house]), world.pixels(LAND)[LAND.house])


def test_without_a_sun_its_height_is_not_a_number():
    assert world.read(torch.ones(1, 3, 32, 32)).height().isnan().all()


def test_what_can_not_be_is_refused(as_readers_run):
    with pytest.raises(ValueError, match="at least one scene"):
        world.scenes(0)
    with pytest.raises(ValueError, match=r"a scene has the factors .* not 'weather'"):
        world.scenes(2, weather=1)
    with pytest.raises(ValueError, match=r"season must lie between 0 and 3, got \[4\]"):
        world.scenes(2, season=4)
    with pytest.raises(ValueError, match=r"drawn at \(32, 64\) pixels, got size = 28"):
        world.pixels(LAND[0], size=28)
    with pytest.raises(ValueError, match=r"shape \(n, 3, height, width\)"):
        world.read(torch.zeros(2, 1, 32, 32))
    with pytest.raises(ValueError, match="nan or infinite"):
        world.read(torch.full((1, 3, 32, 32), torch.nan))
    with pytest.raises(ValueError, match="ask for one of"):
        world.read(world.pixels(LAND[0])).shows("sun")
    with pytest.raises(ValueError, match="rate of at least 3520"):
        world.tones(LAND[0], rate=1000)


def test_things_are_made_of_concepts():
    mask = world.mask_of(LAND[list(range(100))])
    things = dict(zip(world.THINGS, world.object_masks(mask).unbind(1), strict=True))
    concept = {name: mask == world.CONCEPTS.index(name) for name in world.CONCEPTS}
    assert torch.equal(things["tree"], concept["trunk"] | concept["crown"])
    assert torch.equal(things["house"], concept["wall"] | concept["roof"] | concept["door"])
    assert torch.equal(things["door"], concept["door"])
    apart = [there for name, there in things.items() if name != "door"]
    assert torch.equal(torch.stack(apart).sum(0), torch.ones_like(mask))
