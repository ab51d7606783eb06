"""The command on two folders: it trains, keeps only what is good, and ends with a sentence where it can't go on."""

import os
import subprocess
import sys

import numpy as np
import pytest
import torch
from PIL import Image

from gannotes import train
from gannotes.data.folders import folder, scaled
from gannotes.models.translate import ResnetGenerator
from gannotes.recipes import two_folders as translate_folders
from gannotes.recipes.two_folders import WEIGHTS, load


def picture(path, mode="RGB", size=(20, 30), colour=None):
    Image.new(mode, size, colour or 200).save(path)


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
    with Image.open(out / "000003.png") as picture:
        assert picture.size == (2 * 16, 6 * 16)
    G, F = translate_folders.load(out / translate_folders.WEIGHTS)
    assert isinstance(G, ResnetGenerator)
    x, y = (scaled(folder(two_folders / side, 16)) for side in "xy")
    with torch.no_grad():
        last = np.asarray(translate_folders.sheet(G, F, x, y))
    assert np.array_equal(last, np.asarray(Image.open(out / "000003.png")))


def test_the_command_is_one_that_can_be_typed_and_says_what_is_wrong(two_folders):
    command = [sys.executable, "-m", "gannotes.recipes.two_folders"]
    (two_folders / "y" / "1.png").unlink()
    (two_folders / "y" / "2.png").unlink()
    ran = subprocess.run([*command, *words(two_folders)], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "holds no picture that can be read" in ran.stderr
    assert "Traceback" not in ran.stderr
    with pytest.raises(SystemExit, match="multiple of 4"):
        translate_folders.main(words(two_folders, "--size", 18))


@pytest.mark.parametrize("option", ["--rounds", "--every", "--batch", "--width", "--blocks"])
def test_counts_from_one_on(two_folders, option, capsys):
    with pytest.raises(SystemExit):
        translate_folders.main(words(two_folders, option, 0))
    assert f"argument {option}: a whole number from 1 on is wanted, got '0'" in capsys.readouterr().err


def test_half_of_the_pictures_are_mirrored_each_by_its_own_coin():
    x = torch.zeros(1, 3, 4, 4, dtype=torch.uint8)
    x[..., 0] = 255
    batch, _ = next(translate_folders.streams(x, x, 400, torch.Generator().manual_seed(0), torch.device("cpu")))
    left, right = (batch[:, 0, 0, side] == 1 for side in (0, -1))
    assert torch.equal(left, ~right)
    assert 160 < left.sum() < 240


# What is kept, and what replaces it


def spoiling(monkeypatch, turn, spoil):
    """A run in which `spoil` is done to G after so many rounds, whose losses are finite."""
    networks = []

    class Known(ResnetGenerator):
        def __init__(self, *how, **more):
            super().__init__(*how, **more)
            networks.append(self)

    original = train.play

    def play(players, batches, rounds):
        for now, paid in enumerate(original(players, batches, rounds), start=1):
            if now == turn:
                spoil(networks[0])
            yield paid

    monkeypatch.setattr(translate_folders, "ResnetGenerator", Known)
    monkeypatch.setattr(train, "play", play)


def put_nan(G):
    with torch.no_grad():
        G.model[1].weight[0, 0, 0, 0] = float("nan")


def stop(_):
    raise KeyboardInterrupt


def out_of_space(_):
    raise OSError(28, "No space left on device")


def kept(place):
    return sorted(file.name for file in (place / "out").iterdir())


@pytest.fixture
def data(two_folders):
    x, y = (folder(two_folders / side, 16) for side in "xy")
    return x, y, two_folders / "out", 4, 2, 1, {"channels": 3, "width": 4, "blocks": 1}, 1


def test_weights_that_are_not_finite_replace_no_good_file(two_folders, monkeypatch, data):
    spoiling(monkeypatch, 4, put_nan)
    with pytest.raises(
        FloatingPointError, match=r"after round 4 of 4: 1 of \d+ tensors .* first G.model.1.weight.* after round 2"
    ):
        translate_folders.train_on(*data)
    assert kept(two_folders) == ["000002.png", WEIGHTS]
    assert all(
        weight.isfinite().all() for network in load(two_folders / "out" / WEIGHTS) for weight in network.parameters()
    )


def test_buffers_are_looked_at_too():
    G, F = (ResnetGenerator(width=2, blocks=1, norm=torch.nn.BatchNorm2d) for _ in range(2))
    F.model[2].running_var[0] = float("inf")
    with pytest.raises(FloatingPointError, match=r"first F.model.2.running_var"):
        translate_folders.packed(G, F, {"channels": 3, "width": 2, "blocks": 1})


def test_a_sheet_that_is_not_finite_replaces_none():
    G, F = (ResnetGenerator(width=2, blocks=1) for _ in range(2))
    x = torch.zeros(1, 3, 8, 8)
    assert translate_folders.sheet(G, F, x, x).size == (8, 48)
    put_nan(F)
    with pytest.raises(FloatingPointError, match="a translated picture"):
        translate_folders.sheet(G, F, x, x)


def test_a_loss_that_is_not_finite_ends_the_command_with_a_sentence(two_folders, monkeypatch):
    spoiling(monkeypatch, 3, put_nan)
    with pytest.raises(
        SystemExit, match=r"after round 3 of 9: .*translators.safetensors is kept as it was after round 2"
    ):
        translate_folders.main(words(two_folders, "--rounds", 9))
    assert kept(two_folders) == ["000002.png", WEIGHTS]


@pytest.mark.parametrize(
    ("turn", "said"),
    [(3, "is kept as it was after round 2, for translating"), (1, "Nothing of this run is kept. A run can't be")],
)
def test_ctrl_c_says_what_is_kept_and_ends_with_130(two_folders, monkeypatch, capsys, turn, said):
    spoiling(monkeypatch, turn, stop)
    with pytest.raises(SystemExit) as ended:
        translate_folders.main(words(two_folders))
    assert ended.value.code == 130
    words_said = capsys.readouterr().err
    assert f"stopped after round {turn - 1} of 3. " in words_said
    assert said in words_said
    assert "start it anew" in words_said


def test_ctrl_c_before_the_first_sheet_does_not_take_an_earlier_runs_file_for_this_ones(
    two_folders, monkeypatch, capsys
):
    (two_folders / "out").mkdir()
    (two_folders / "out" / WEIGHTS).write_bytes(b"old")
    spoiling(monkeypatch, 1, stop)
    with pytest.raises(SystemExit):
        translate_folders.main(words(two_folders))
    assert "is an earlier run's" in capsys.readouterr().err
    assert (two_folders / "out" / WEIGHTS).read_bytes() == b"old"


def test_ctrl_c_while_pictures_are_read(two_folders, monkeypatch, capsys):
    monkeypatch.setattr(translate_folders, "folder", lambda *_: stop(_))
    with pytest.raises(SystemExit) as ended:
        translate_folders.main(words(two_folders))
    assert ended.value.code == 130
    assert "stopped before the first round: nothing is kept" in capsys.readouterr().err


def test_a_disk_that_fills_up_in_between_ends_with_a_sentence(two_folders, monkeypatch):
    spoiling(monkeypatch, 3, out_of_space)
    with pytest.raises(SystemExit, match=r"after round 2 of 3: .*No space left.* is kept as it was after round 2"):
        translate_folders.main(words(two_folders))
    assert kept(two_folders) == ["000002.png", WEIGHTS]


# Where OUT may be


@pytest.mark.parametrize("out", ["x", "x/", "x/new", "y/new/deeper", "other/../x", "link", "link/new", "dangling"])
def test_out_among_the_pictures_is_refused_before_anything_is_read_or_written(two_folders, monkeypatch, out):
    monkeypatch.setattr(translate_folders, "folder", lambda *_: pytest.fail("pictures were read"))
    (two_folders / "other").mkdir()
    (two_folders / "link").symlink_to(two_folders / "y")
    (two_folders / "dangling").symlink_to(two_folders / "x" / "later")
    before = sorted(two_folders.rglob("*"))
    monkeypatch.chdir(two_folders)
    with pytest.raises(SystemExit, match=f"{out.rstrip('/')} is, or lies in, [xy]: what is written"):
        translate_folders.main(["x", "y", out, "--size", "16"])
    assert sorted(two_folders.rglob("*")) == before


def test_pictures_reached_by_a_link_are_where_the_link_leads(two_folders):
    (two_folders / "pictures").symlink_to(two_folders / "x")
    with pytest.raises(SystemExit, match="is, or lies in"):
        translate_folders.main([str(two_folders / word) for word in ("pictures", "y", "x/out")])


def test_out_beside_or_above_the_pictures_is_fine(two_folders):
    translate_folders.check_apart(two_folders / "x2", two_folders / "x", two_folders / "y")
    translate_folders.check_apart(two_folders, two_folders / "x", two_folders / "y")


def refused(place, monkeypatch, reason, out="out"):
    monkeypatch.setattr(translate_folders, "folder", lambda *_: pytest.fail("pictures were read"))
    with pytest.raises(SystemExit, match=reason) as ended:
        translate_folders.main([str(place / word) for word in ("x", "y", out)])
    assert isinstance(ended.value.code, str)  # which Python prints, and then ends with status 1


def test_out_that_is_a_file_or_lies_below_one_is_refused_before_pictures_are_read(two_folders, monkeypatch):
    (two_folders / "out").write_text("a file")
    refused(two_folders, monkeypatch, "out is a file: name a folder")
    refused(two_folders, monkeypatch, "Not a directory.*name another folder", "out/deeper")


def test_out_that_leads_to_itself_is_refused(two_folders, monkeypatch):
    (two_folders / "out").symlink_to(two_folders / "out")
    refused(two_folders, monkeypatch, "out can't be looked at.*name another folder")


def test_a_folder_in_the_place_of_the_weights_is_refused(two_folders, monkeypatch):
    (two_folders / "out" / WEIGHTS).mkdir(parents=True)
    refused(two_folders, monkeypatch, f"{WEIGHTS} is a folder, and should become a file")


def test_out_that_may_not_be_written_is_refused(two_folders, monkeypatch):
    def forbidden(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", forbidden)
    refused(two_folders, monkeypatch, "can't take .* bytes .Permission denied.: make room, or name another folder")


def test_a_disk_without_room_for_the_weights_is_refused_and_nothing_is_left_there(two_folders, monkeypatch):
    monkeypatch.setattr(os, "fsync", out_of_space)
    refused(two_folders, monkeypatch, "can't take .* bytes .No space left on device.: make room")
    assert kept(two_folders) == []


def test_the_room_that_is_tried_is_what_the_weights_take(data, two_folders):
    translate_folders.train_on(*data)
    size = (two_folders / "out" / WEIGHTS).stat().st_size
    assert size <= translate_folders.room_needed(data[6]) <= size + 2**16


# Consoles


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_name_that_the_console_can_not_print_stops_nothing(two_folders, encoding):
    (two_folders / "x").rename(two_folders / "馬 ü")
    given = [str(two_folders / "馬 ü"), *words(two_folders)[1:]]
    ran = subprocess.run(
        [sys.executable, "-m", "gannotes.recipes.two_folders", *given],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )
    assert ran.returncode == 0, ran.stderr
    assert rb"2 pictures in" in ran.stdout
    assert rb"\u99ac" in ran.stdout


def test_a_stream_that_can_not_be_told_how_to_print_is_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    translate_folders.print_all_names()


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    file = tmp_path / "weights"
    translate_folders.atomic_write(file, b"old")
    monkeypatch.setattr(os, "fsync", out_of_space)
    with pytest.raises(OSError, match="No space"):
        translate_folders.atomic_write(file, b"new and longer")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
