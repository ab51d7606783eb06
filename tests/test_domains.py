"""Domains without pairs, whose true partners are known; letters in two typefaces; folders of one's own pictures."""

import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from gannotes import domains, glyphs, images, train, translate_folders, world
from gannotes.folders import folder, scaled
from gannotes.models.translate import ResnetGenerator

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
    stream = domains.unpaired(x, y, 8, torch.Generator().manual_seed(0))
    drawn = [next(stream) for _ in range(50)]
    together = torch.stack([torch.cat(side) for side in zip(*drawn, strict=True)])
    assert set(together.flatten().tolist()) == set(range(40))
    assert (together[0] == together[1]).double().mean() < 0.1


def test_labelled_batches_keep_their_labels():
    x = torch.arange(30)
    drawn, label = next(domains.unpaired_labelled(x, x % 3, 12, torch.Generator().manual_seed(0)))
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


def picture(path, mode="RGB", size=(20, 30), colour=None):
    bands = len(Image.new(mode, (1, 1)).getbands())
    Image.new(mode, size, colour or (200 if bands == 1 else (200,) * bands)).save(path)


def test_pictures_of_every_shape_and_colour_become_squares(tmp_path):
    picture(tmp_path / "a.png", "RGB", (20, 50), (255, 0, 0))
    picture(tmp_path / "b.png", "L", (50, 20))
    picture(tmp_path / "c.png", "RGBA", (16, 16), (0, 0, 255, 0))
    picture(tmp_path / "d.PNG", "RGBA", (5, 7), (0, 0, 255, 255))
    Image.fromarray(np.full((9, 9), 65535, dtype=np.uint16)).save(tmp_path / "e.png")
    Image.new("P", (8, 8), 0).save(tmp_path / "f.gif", transparency=0)
    (tmp_path / "notes.txt").write_text("not a picture")
    found = folder(tmp_path, size=16)
    assert found.dtype == torch.uint8
    assert [row.flatten(1).float().mean(1).tolist() for row in found] == [
        [255, 0, 0],
        [200, 200, 200],
        [255, 255, 255],
        [0, 0, 255],
        [255, 255, 255],
        [255, 255, 255],
    ]
    assert scaled(found).min() == -1
    assert scaled(found).max() == 1


def test_the_middle_of_a_wide_picture_is_kept_and_a_camera_held_upright_is_believed(tmp_path):
    wide = np.zeros((10, 30, 3), dtype=np.uint8)
    wide[:, 10:20] = 255
    Image.fromarray(wide).save(tmp_path / "wide.png")
    half = np.zeros((16, 16, 3), dtype=np.uint8)
    half[:, :8] = 255
    tags = Image.Exif()
    tags[0x0112] = 6  # to be turned by 90 degrees: what is left comes to the top
    Image.fromarray(half).save(tmp_path / "turned.png", exif=tags)
    turned, middle = folder(tmp_path, size=8).float()
    assert middle.min() > 200
    assert turned[:, :2].min() > 200
    assert turned[:, -2:].max() < 50


def test_broken_files_are_named_counted_and_skipped(tmp_path):
    picture(tmp_path / "good.png")
    whole = (tmp_path / "good.png").read_bytes()
    for i in range(7):
        (tmp_path / f"bad{i}.png").write_bytes(whole[:40] if i else b"no picture at all")
    with pytest.warns(UserWarning, match=r"skipped 7 of 8 files: bad0.png .*bad4.png .* and 2 more"):
        assert len(folder(tmp_path, size=8)) == 1
    (tmp_path / "good.png").unlink()
    with (
        pytest.warns(UserWarning, match="skipped 7 of 7"),
        pytest.raises(ValueError, match="no picture that can be read"),
    ):
        folder(tmp_path)


def test_an_empty_folder_and_none_at_all_are_refused(tmp_path):
    with pytest.raises(ValueError, match="no picture that can be read, of 0"):
        folder(tmp_path)
    with pytest.raises(ValueError, match="is no folder"):
        folder(tmp_path / "nowhere")


def test_two_thousand_pictures(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (2000, 6, 6, 3), dtype=np.uint8)
    for i, pixels in enumerate(noise):
        Image.fromarray(pixels).save(tmp_path / f"{i:04}.png")
    found = folder(tmp_path, size=6)
    assert torch.equal(found.permute(0, 2, 3, 1), torch.from_numpy(noise))


@pytest.fixture
def two_folders(tmp_path):
    """Two files each: wide and grey on one side, transparent and tall on the other."""
    for name in "xy":
        (tmp_path / name).mkdir()
    picture(tmp_path / "x" / "1.png", "L", (40, 20))
    picture(tmp_path / "x" / "2.jpg", "RGB", (20, 20), (255, 0, 0))
    picture(tmp_path / "y" / "1.png", "RGBA", (20, 40), (0, 255, 0, 128))
    picture(tmp_path / "y" / "2.png", "RGB", (16, 16), (0, 0, 255))
    return tmp_path


def words(place, *more):
    given = [place / "x", place / "y", place / "out", "--size", 16, "--rounds", 3, "--every", 2, "--width", 4]
    return [str(word) for word in (*given, "--blocks", 1, *more)]


def test_the_command_trains_on_two_folders_and_leaves_samples_and_translators(two_folders, capsys):
    translate_folders.main(words(two_folders))
    assert "2 pictures in" in capsys.readouterr().out
    out = two_folders / "out"
    assert sorted(file.name for file in out.iterdir()) == ["000002.png", "000003.png", translate_folders.WEIGHTS]
    assert Image.open(out / "000003.png").size == (2 * 16, 6 * 16)
    G, F = translate_folders.load(out / translate_folders.WEIGHTS)
    assert isinstance(G, ResnetGenerator)
    x, y = (scaled(folder(two_folders / side, 16)) for side in "xy")
    with torch.no_grad():
        last = np.asarray(translate_folders.sheet(G, F, x, y))
    assert np.array_equal(last, np.asarray(Image.open(out / "000003.png")))


def test_the_command_is_one_that_can_be_typed_and_says_what_is_wrong(two_folders):
    command = [sys.executable, "-m", "gannotes.translate_folders"]
    (two_folders / "y" / "1.png").unlink()
    (two_folders / "y" / "2.png").unlink()
    ran = subprocess.run([*command, *words(two_folders)], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "holds no picture that can be read" in ran.stderr
    with pytest.raises(SystemExit, match="multiple of 4"):
        translate_folders.main(words(two_folders, "--size", 18))


def test_a_game_that_diverges_stops_and_keeps_what_was_saved(two_folders, monkeypatch):
    def diverging(players, batches, rounds):
        for turn, paid in enumerate(train.play(players, batches, rounds), start=1):
            yield paid if turn < 3 else {**paid, "D_X": float("nan")}

    monkeypatch.setattr(translate_folders, "train", SimpleNamespace(play=diverging))
    with pytest.raises(FloatingPointError, match="diverged in round 3"):
        translate_folders.main(words(two_folders))
    kept = sorted(file.name for file in (two_folders / "out").iterdir())
    assert kept == ["000002.png", translate_folders.WEIGHTS]


@pytest.mark.parametrize("option", ["--rounds", "--every", "--batch", "--width", "--blocks"])
def test_counts_from_one_on(two_folders, option, capsys):
    with pytest.raises(SystemExit):
        translate_folders.main(words(two_folders, option, 0))
    assert f"argument {option}: a whole number from 1 on is wanted, got '0'" in capsys.readouterr().err


def test_another_programs_weights_are_refused(tmp_path):
    save_file({"weight": torch.zeros(1)}, tmp_path / "other.safetensors")
    with pytest.raises(ValueError, match="not one of this command's files"):
        translate_folders.load(tmp_path / "other.safetensors")


def test_half_of_the_pictures_are_mirrored_each_by_its_own_coin():
    x = torch.zeros(1, 3, 4, 4, dtype=torch.uint8)
    x[..., 0] = 255
    batch, _ = next(translate_folders.streams(x, x, 400, torch.Generator().manual_seed(0), torch.device("cpu")))
    left, right = (batch[:, 0, 0, side] == 1 for side in (0, -1))
    assert torch.equal(left, ~right)
    assert 160 < left.sum() < 240


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    file = tmp_path / "weights"
    translate_folders.written_whole(file, b"old")

    def full(_):
        raise OSError("no space left")

    monkeypatch.setattr(translate_folders.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        translate_folders.written_whole(file, b"new and longer")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
