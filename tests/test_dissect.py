"""Units are seen where they speak, changed where they are told to be, and measured over the whole data set."""

import pytest
import torch
from torch import nn

from gannotes import dissect

F64 = torch.float64


def network(dtype=F64):
    """Three layers without a bias, from one number to a picture of 8x8."""
    torch.manual_seed(0)
    layers = {
        "2x2": nn.ConvTranspose2d(3, 5, 2, bias=False),
        "4x4": nn.ConvTranspose2d(5, 4, 4, stride=2, padding=1, bias=False),
        "8x8": nn.ConvTranspose2d(4, 3, 4, stride=2, padding=1, bias=False),
    }
    model = nn.Sequential()
    for name, layer in layers.items():
        model.add_module(name, layer)
    return model.to(dtype).requires_grad_(False)


Z = torch.randn(6, 3, 1, 1, generator=torch.Generator().manual_seed(1), dtype=F64)


def hooks_of(model):
    return sum(len(layer._forward_hooks) for layer in model.modules())


def test_a_recording_holds_what_the_layers_put_out():
    model = network()
    with dissect.recording(model, "2x2", "4x4") as seen:
        x = model(Z)
    assert list(seen) == ["2x2", "4x4"]
    torch.testing.assert_close(model.get_submodule("8x8")(seen["4x4"]), x)
    torch.testing.assert_close(model.get_submodule("2x2")(Z), seen["2x2"])


def test_a_layer_inside_a_layer_has_a_name_too():
    model = nn.Sequential()
    model.add_module("outer", network())
    with dissect.recording(model, "outer.4x4") as seen:
        model(Z)
    assert seen["outer.4x4"].shape == (6, 4, 4, 4)


def test_an_edit_holds_while_its_block_runs_and_no_longer():
    model = network()
    before = model(Z)
    with dissect.editing(model, "4x4", lambda maps: 2 * maps):
        torch.testing.assert_close(model(Z), 2 * before)
    torch.testing.assert_close(model(Z), before)


def test_hooks_are_gone_after_an_error_also_in_the_naming_of_the_second_layer():
    model = network()

    def stop(maps):
        assert hooks_of(model) == 2
        raise RuntimeError("stop")

    with (
        pytest.raises(RuntimeError, match="stop"),
        dissect.recording(model, "2x2"),
        dissect.editing(model, "4x4", stop),
    ):
        model(Z)
    assert hooks_of(model) == 0
    with pytest.raises(ValueError, match="no layer 'sky'"), dissect.recording(model, "2x2", "sky"):
        pass
    assert hooks_of(model) == 0


@pytest.mark.parametrize("name", ["16x16", "", "4x4.weight"])
def test_an_unknown_layer_is_answered_with_the_names_that_there_are(name):
    with (
        pytest.raises(ValueError, match=f"no layer {name!r} here: there are 2x2, 4x4, 8x8"),
        dissect.recording(network(), name),
    ):
        pass


def test_ablation_silences_its_units_and_touches_no_other():
    maps = torch.randn(2, 4, 3, 3, dtype=F64)
    kept = maps.clone()
    silent = dissect.ablated([1, 3])(maps)
    assert silent[:, [1, 3]].abs().max() == 0
    assert torch.equal(silent[:, [0, 2]], maps[:, [0, 2]])
    assert torch.equal(maps, kept)  # the network's own tensor is left alone
    assert torch.equal(dissect.no_edit(maps), maps)


def test_an_insertion_changes_its_units_in_its_place_alone():
    maps = torch.randn(2, 4, 3, 3, dtype=F64)
    where = torch.zeros(3, 3, dtype=torch.bool)
    where[0, 2] = True
    edited = dissect.set_units([2, 0], torch.tensor([7.0, 5.0]), where)(maps)
    assert edited[:, 2, 0, 2].tolist() == [7, 7]
    assert edited[:, 0, 0, 2].tolist() == [5, 5]
    changed = edited != maps
    assert changed.sum() == 4
    each_its_own = torch.stack([where, ~where])
    edited = dissect.set_units([1], 9.0, each_its_own)(maps)
    assert torch.equal(edited[:, 1] == 9, each_its_own)


def test_an_ablation_reaches_only_the_pixels_below_it():
    """A kernel of 4 with stride 2 carries one place of a 4x4 map to 4x4 pixels of the picture, 3x3 in a corner."""
    model, where = network(), torch.zeros(4, 4, dtype=torch.bool)
    where[0, 0] = True
    before = model(Z)
    with dissect.editing(model, "4x4", dissect.set_units([0], 0.0, where)):
        changed = (model(Z) != before).any(1).any(0)
    assert changed[:3, :3].all()
    assert changed.sum() == 9


def test_a_threshold_is_exceeded_by_its_share_of_all_values():
    values = torch.randperm(1000, generator=torch.Generator().manual_seed(0)).to(F64).view(10, 100)
    shares = torch.tensor([0.005, 0.05, 0.5], dtype=F64)
    above = (values > dissect.threshold(values, shares)[:, None, None]).double().mean((1, 2))
    torch.testing.assert_close(above, shares, atol=1e-12, rtol=0)
    many_zeros = torch.tensor([0.0] * 97 + [1.0, 2.0, 3.0])
    assert (many_zeros > dissect.threshold(many_zeros, torch.tensor([0.2]))).sum() == 3  # it speaks nowhere else
    for bad in (0.0, 1.0, 5.0):
        with pytest.raises(ValueError, match="top is a share of the pixels, between 0 and 1"):
            dissect.threshold(values, torch.tensor([bad]))


def upsampled_by_hand(grid, size):
    """Bilinear interpolation between the centres of cells, one pixel after the other."""
    side = len(grid)
    rows = []
    for y in range(size):
        row = []
        for x in range(size):
            places = []
            for at in (y, x):
                place = min(max((at + 0.5) * side / size - 0.5, 0.0), side - 1.0)
                low = min(int(place), side - 2)
                places.append((low, place - low))
            (i, dy), (j, dx) = places
            upper = grid[i][j] * (1 - dx) + grid[i][j + 1] * dx
            lower = grid[i + 1][j] * (1 - dx) + grid[i + 1][j + 1] * dx
            row.append(upper * (1 - dy) + lower * dy)
        rows.append(row)
    return rows


def iou_by_hand(maps, masks, top):
    """Flat: every pixel of every picture in one list, sorted for the threshold; then counts."""
    n, units = maps.shape[:2]
    concepts, size = masks.shape[1:3]
    table = []
    for unit in range(units):
        values = [v for i in range(n) for row in upsampled_by_hand(maps[i, unit].tolist(), size) for v in row]
        above = sorted(values, reverse=True)[round(top * len(values))]
        speaks = [value > above for value in values]
        row = []
        for concept in range(concepts):
            there = [v for i in range(n) for row_ in masks[i, concept].tolist() for v in row_]
            both = sum(a and b for a, b in zip(speaks, there, strict=True))
            either = sum(a or b for a, b in zip(speaks, there, strict=True))
            row.append(both / either)
        table.append(row)
    return torch.tensor(table, dtype=F64)


def test_iou_is_the_flat_transcription():
    """Pictures of unlike sizes of concept and loudness, so that a mean over pictures would be another number."""
    rng = torch.Generator().manual_seed(3)
    loudness = torch.tensor([0.1, 1.0, 5.0], dtype=F64)[:, None, None, None]
    maps = loudness * torch.rand(3, 4, 4, 4, generator=rng, dtype=F64)
    shares = torch.tensor([0.9, 0.3, 0.02], dtype=F64)[:, None, None, None]
    masks = torch.rand(3, 2, 8, 8, generator=rng, dtype=F64) < shares
    by_hand = {top: iou_by_hand(maps, masks, top) for top in (0.05, 0.25)}
    for top, expected in by_hand.items():
        torch.testing.assert_close(dissect.iou(maps, masks, top), expected, atol=1e-12, rtol=0)
    each_its_own = dissect.iou(maps, masks, torch.tensor([0.25, 0.05]))
    torch.testing.assert_close(each_its_own, torch.stack([by_hand[0.25][:, 0], by_hand[0.05][:, 1]], 1))


def test_iou_of_two_small_masks():
    """[[1, 1], [0, 1]] against [[1, 0], [0, 1]]: two in both, three in either."""
    maps = torch.tensor([[[[1.0, 1.0], [0.0, 1.0]]]], dtype=F64)
    masks = torch.tensor([[[[True, False], [False, True]]]])
    assert dissect.iou(maps, masks, 0.75).item() == pytest.approx(2 / 3)


def test_what_never_speaks_about_what_is_never_seen_agrees_in_nothing():
    assert dissect.iou(torch.zeros(2, 1, 4, 4), torch.zeros(2, 1, 8, 8, dtype=torch.bool), 0.05).item() == 0


def test_maps_of_other_pictures_are_refused(as_readers_run):
    with pytest.raises(ValueError, match="give each picture's maps a square mask"):
        dissect.iou(torch.zeros(2, 1, 4, 4), torch.zeros(3, 1, 8, 8, dtype=torch.bool), 0.05)


def bright(x):
    """Two concepts: where the first channel is positive, and where the second is."""
    return x[:, :2] > 0


def test_areas_and_effects_are_differences_of_means():
    """With the layer's unit 2 removed by hand from the last layer's sum."""
    model = network()
    with dissect.recording(model, "4x4") as seen:
        model(Z)
    without = seen["4x4"].clone()
    without[:, 2] = 0
    there = bright(model.get_submodule("8x8")(seen["4x4"])).double().mean((0, 2, 3))
    gone = bright(model.get_submodule("8x8")(without)).double().mean((0, 2, 3))
    torch.testing.assert_close(dissect.areas(model, Z, bright, "4x4"), there)
    effects = dissect.unit_effects(model, Z, bright, "4x4")
    assert effects.shape == (4, 2)
    torch.testing.assert_close(effects[2], there - gone)
    assert effects[2].abs().min() > 1e-3
    assert hooks_of(model) == 0
    inserted, removed = dissect.set_units([2], 3.0), dissect.ablated([2])
    effect = dissect.causal_effect(model, Z, bright, "4x4", inserted, removed)
    loud = seen["4x4"].clone()
    loud[:, 2] = 3
    most = bright(model.get_submodule("8x8")(loud)).double().mean((0, 2, 3))
    torch.testing.assert_close(effect, most - gone)


def test_a_ranking_has_the_best_first():
    scores = torch.tensor([[0.1, 0.9], [0.5, 0.2], [0.3, 0.9]])
    assert dissect.ranked(scores, 0) == [1, 2, 0]
    assert dissect.ranked(scores, 1) == [0, 2, 1]


def test_what_comes_after_a_layer_makes_the_same_picture_and_can_be_edited():
    model = network()
    with dissect.recording(model, "4x4") as seen:
        x = model(Z)
    rest = dissect.tail(model, "4x4")
    torch.testing.assert_close(rest(seen["4x4"]), x)
    with dissect.editing(model, "4x4", dissect.ablated([1])):
        silent = model(Z)
    with dissect.editing(rest, "4x4", dissect.ablated([1])):
        torch.testing.assert_close(rest(seen["4x4"]), silent)
    with pytest.raises(ValueError, match="no layer '5x5'"):
        dissect.tail(model, "5x5")


def test_a_greedy_set_asks_what_is_still_missing():
    """Units that draw the same parts: the two best by themselves are not the best two."""
    draws = [{1, 2, 3, 4}, {2, 3, 4}, {5, 6}]

    def left(units):
        return 6.0 - len(set().union(*[draws[unit] for unit in units]))

    assert dissect.greedy(left, [0, 1, 2], 2) == [0, 2]
    assert dissect.greedy(left, [1, 2], 2) == [1, 2]
