"""`gannotes translate` and `apply`: they keep only what is good, go on, and end with a sentence where they can't."""

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
from gannotes.recipes.commands import main, outfolder, print_all_names, sides, translate
from gannotes.recipes.commands.outfolder import WEIGHTS, about
from gannotes.recipes.translators import load, packed
from gannotes.recipes.whole_files import atomic_write, check_apart


def picture(path, mode="RGB", size=(20, 30), colour=None):
    path.parent.mkdir(exist_ok=True)
    Image.new(mode, size, colour or 200).save(path)


@pytest.fixture
def two_folders(tmp_path):
    """Two files each: wide and grey on one side, transparent and tall on the other."""
    picture(tmp_path / "x" / "1.png", "L", (40, 20))
    picture(tmp_path / "x" / "2.jpg", "RGB", (20, 20), (255, 0, 0))
    picture(tmp_path / "y" / "1.png", "RGBA", (20, 40), (0, 255, 0, 128))
    picture(tmp_path / "y" / "2.png", "RGB", (16, 16), (0, 0, 255))
    return tmp_path


def words(place, *more, rounds=3):
    given = ["translate", place / "x", place / "y", place / "out", "--size", 16, "--rounds", rounds, "--every", 2]
    return [str(word) for word in (*given, "--width", 4, "--blocks", 1, *more)]


def kept(place):
    return sorted(file.relative_to(place / "out").as_posix() for file in (place / "out").rglob("*") if file.is_file())


def run_of(*rounds):
    found = [f"checkpoints/{round:08}.safetensors" for round in rounds]
    found += [f"sheets/{round:06}.png" for round in rounds]
    return sorted([*found, "history.jsonl", "run.json", WEIGHTS])


def test_it_trains_on_two_folders_and_leaves_samples_checkpoints_and_translators(two_folders, capsys):
    main(words(two_folders))
    assert "2 pictures in" in capsys.readouterr().out
    assert kept(two_folders) == run_of(2, 3)
    G, F = load(two_folders / "out" / WEIGHTS)
    assert isinstance(G, ResnetGenerator)
    x, y = (scaled(folder(two_folders / side, 16)) for side in "xy")
    with torch.no_grad():
        rows = translate.in_rows([x, G(x), F(G(x)), y, F(y), G(F(y))])
    with Image.open(two_folders / "out" / "sheets" / "000003.png") as last:
        assert last.size == (2 * 16, 6 * 16)
        assert np.array_equal(np.asarray(rows), np.asarray(last))


def test_it_can_be_typed_and_says_what_is_wrong(two_folders):
    for name in ("1.png", "2.png"):
        (two_folders / "y" / name).unlink()
    command = [sys.executable, "-m", "gannotes", *words(two_folders)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "holds no picture that can be read" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_size_that_no_translator_has_is_refused(two_folders):
    with pytest.raises(SystemExit, match="multiple of 4"):
        main([*words(two_folders), "--size", "18"])


@pytest.mark.parametrize("option", ["--rounds", "--every", "--batch", "--width", "--blocks", "--size"])
def test_counts_from_one_on(two_folders, option, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words(two_folders, option, 0))
    assert ended.value.code == 2
    assert f"argument {option}: a whole number from 1 on is wanted, got '0'" in capsys.readouterr().err


@pytest.mark.parametrize("pairs", [False, True])
def test_half_of_the_pictures_are_mirrored_each_by_its_own_coin_and_pairs_alike(pairs):
    x = torch.zeros(400, 3, 4, 4, dtype=torch.uint8)
    x[..., 0] = 255
    given, wanted = next(sides.Sides(x, x, 400, torch.Generator().manual_seed(0), torch.device("cpu"), pairs))
    left, right = (given[:, 0, 0, side] == 1 for side in (0, -1))
    assert torch.equal(left, ~right)
    assert 160 < left.sum() < 240
    assert torch.equal(given, wanted) == pairs


@pytest.mark.parametrize("how", [(), ("--pairs",)])
def test_a_run_that_was_cut_goes_on_to_the_bit(two_folders, monkeypatch, how):
    (two_folders / "x" / "2.jpg").rename(two_folders / "x" / "2.png")
    main(words(two_folders, *how, rounds=4))
    alone = (two_folders / "out" / WEIGHTS).read_bytes()
    (two_folders / "out").rename(two_folders / "alone")
    with monkeypatch.context() as patched:
        spoiling(patched, 4, stop)
        with pytest.raises(SystemExit):
            main(words(two_folders, *how, rounds=4))
    main(["translate", *(str(two_folders / name) for name in ("x", "y", "out")), "--resume", "--every", "2"])
    assert (two_folders / "out" / WEIGHTS).read_bytes() == alone
    assert about(two_folders / "out")["pairs"] == bool(how)


def test_pairs_need_partners_of_their_names(two_folders):
    (two_folders / "y" / "2.png").rename(two_folders / "y" / "3.png")
    with pytest.raises(SystemExit, match=r"2 pictures have no partner of their name: 2, 3"):
        main(words(two_folders, "--pairs"))
    picture(two_folders / "y" / "3.gif")
    with pytest.raises(SystemExit, match=r"y has two files named 3: which one is the pair's"):
        main(words(two_folders, "--pairs"))
    for side in "xy":
        for file in (two_folders / side).iterdir():
            file.unlink()
    with pytest.raises(SystemExit, match=r"x and .*y hold no pictures"):
        main(words(two_folders, "--pairs"))


def test_one_folder_of_pairs_side_by_side_is_as_good_as_two(two_folders):
    rng = np.random.default_rng(0)
    for number in range(3):
        left, right = (rng.integers(0, 256, (20, 20, 3), dtype=np.uint8) for _ in range(2))
        for folder_name, pixels in (("a", left), ("b", right), ("both", np.concatenate([left, right], axis=1))):
            (two_folders / folder_name).mkdir(exist_ok=True)
            Image.fromarray(pixels).save(two_folders / folder_name / f"{number}.png")
    short = ["--size", "16", "--rounds", "2", "--every", "2", "--width", "4", "--blocks", "1", "--pairs"]
    main(["translate", *(str(two_folders / name) for name in ("a", "b", "out")), *short])
    main(["translate", *(str(two_folders / name) for name in ("both", "one")), *short])
    assert (two_folders / "one" / WEIGHTS).read_bytes() == (two_folders / "out" / WEIGHTS).read_bytes()
    main(["translate", *(str(two_folders / name) for name in ("both", "one")), "--resume"])  # it is over: nothing moves
    assert (two_folders / "one" / WEIGHTS).read_bytes() == (two_folders / "out" / WEIGHTS).read_bytes()


@pytest.mark.parametrize("how", [(), ("--pairs",)])
def test_translators_in_bfloat16_are_kept_in_float32(two_folders, how):
    (two_folders / "x" / "2.jpg").rename(two_folders / "x" / "2.png")
    main(words(two_folders, *how, rounds=1))
    (two_folders / "out").rename(two_folders / "plain")
    main(words(two_folders, *how, "--precision", "bf16", rounds=1))
    (rounded, _), (plain, _) = (load(two_folders / name / WEIGHTS) for name in ("out", "plain"))
    pairs = [(own, other) for own, other in zip(rounded.parameters(), plain.parameters(), strict=True)]
    assert all(own.dtype == torch.float32 for own, _ in pairs)
    apart = max((own - other).abs().max().item() for own, other in pairs)
    assert 0 < apart <= 5e-4  # Adam's first step is the rate, 2e-4, one way or the other


def test_one_folder_without_pairs_is_refused(two_folders):
    one = ["translate", str(two_folders / "x"), str(two_folders / "out")]
    with pytest.raises(SystemExit, match="one folder and OUT are enough with --pairs"):
        main(one)
    (two_folders / "x" / "1.png").unlink()
    with pytest.raises(SystemExit, match=r"2.jpg has 20 x 20 pixels: a pair side by side is twice as wide as high"):
        main([*one, "--pairs"])
    (two_folders / "x" / "2.jpg").write_bytes(b"no picture")
    with pytest.raises(SystemExit, match=r"2.jpg can't be read .*: mend it, or take it out"):
        main([*one, "--pairs"])
    (two_folders / "x" / "2.jpg").unlink()
    with pytest.raises(SystemExit, match="x holds no pictures"):
        main([*one, "--pairs"])


def test_a_translator_is_applied_to_a_folder_and_names_are_kept(two_folders, capsys):
    main(words(two_folders))
    out, made = two_folders / "out", two_folders / "made"
    main(["apply", str(out), str(two_folders / "x"), "-o", str(made)])
    assert sorted(file.name for file in made.iterdir()) == ["1.png", "2.png"]
    assert "2 translations are in" in capsys.readouterr().out
    G, F = load(out / WEIGHTS)
    x = scaled(folder(two_folders / "x", 16))[:1]
    with torch.no_grad(), Image.open(made / "1.png") as written:
        expected = ((G(x)[0] + 1) * 127.5).round().permute(1, 2, 0)
        assert np.abs(np.asarray(written) - expected.numpy()).max() <= 1
    main(["apply", str(out), str(two_folders / "x"), "-o", str(two_folders / "back"), "--back"])
    with torch.no_grad(), Image.open(two_folders / "back" / "1.png") as written:
        expected = ((F(x)[0] + 1) * 127.5).round().permute(1, 2, 0)
        assert np.abs(np.asarray(written) - expected.numpy()).max() <= 1


def test_what_cannot_be_applied_is_said(two_folders, tmp_path):
    (two_folders / "x" / "2.jpg").rename(two_folders / "x" / "2.png")
    main(words(two_folders, "--pairs", rounds=2))
    out, x, made = (str(two_folders / name) for name in ("out", "x", "made"))
    with pytest.raises(SystemExit, match="was trained on pairs, which has no way back"):
        main(["apply", out, x, "-o", made, "--back"])
    with pytest.raises(SystemExit, match="holds translators, which draw from pictures: use gannotes apply"):
        main(["sample", out])
    with pytest.raises(SystemExit, match="is, or lies in"):
        main(["apply", out, x, "-o", f"{x}/new"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(SystemExit, match="empty holds no pictures"):
        main(["apply", out, str(tmp_path / "empty"), "-o", made])
    with pytest.raises(SystemExit, match="holds no run: name the folder"):
        main(["apply", x, x, "-o", made])


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
                spoil(networks[2])  # the first two only measure the room
            yield paid

    monkeypatch.setattr(translate, "ResnetGenerator", Known)
    monkeypatch.setattr(train, "play", play)


def put_nan(G):
    with torch.no_grad():
        G.model[1].weight[0, 0, 0, 0] = float("nan")


def stop(_):
    raise KeyboardInterrupt


def out_of_space(_):
    raise OSError(28, "No space left on device")


def test_weights_that_are_not_finite_replace_no_good_file(two_folders, monkeypatch):
    spoiling(monkeypatch, 4, put_nan)
    with pytest.raises(SystemExit, match=r"after round 4 of 4: .* not finite.*Round 2 is kept: go on .* --resume"):
        main(words(two_folders, rounds=4))
    assert kept(two_folders) == run_of(2)
    good = load(two_folders / "out" / WEIGHTS)
    assert all(weight.isfinite().all() for network in good for weight in network.parameters())


def test_buffers_are_looked_at_too():
    G, F = (ResnetGenerator(width=2, blocks=1, norm=torch.nn.BatchNorm2d) for _ in range(2))
    F.model[2].running_var[0] = float("inf")
    with pytest.raises(FloatingPointError, match=r"first F.model.2.running_var"):
        packed(G, F, {"channels": 3, "width": 2, "blocks": 1})


def test_a_sheet_that_is_not_finite_replaces_none():
    x = torch.zeros(1, 3, 8, 8)
    assert translate.in_rows([x, x]).size == (8, 16)
    with pytest.raises(FloatingPointError, match="a translated picture"):
        translate.in_rows([x, x + float("nan")])


def test_a_loss_that_is_not_finite_ends_the_command_with_a_sentence(two_folders, monkeypatch):
    spoiling(monkeypatch, 3, put_nan)
    with pytest.raises(SystemExit, match=r"after round 3 of 9: .*Round 2 is kept"):
        main(words(two_folders, rounds=9))
    assert kept(two_folders) == run_of(2)


@pytest.mark.parametrize(
    ("turn", "said"), [(3, "Round 2 is kept: go on with the same command and --resume"), (1, "Nothing is kept")]
)
def test_an_interrupt_says_what_is_kept_and_ends_with_130(two_folders, monkeypatch, capsys, turn, said):
    spoiling(monkeypatch, turn, stop)
    with pytest.raises(SystemExit) as ended:
        main(words(two_folders))
    assert ended.value.code == 130
    words_said = capsys.readouterr().err
    assert f"stopped after round {turn - 1} of 3. " in words_said
    assert said in words_said


def test_ctrl_c_while_pictures_are_read(two_folders, monkeypatch, capsys):
    monkeypatch.setattr(translate, "read", lambda *_: stop(_))
    with pytest.raises(SystemExit) as ended:
        main(words(two_folders))
    assert ended.value.code == 130
    assert "stopped" in capsys.readouterr().err


def test_a_disk_that_fills_up_in_between_ends_with_a_sentence(two_folders, monkeypatch):
    spoiling(monkeypatch, 3, out_of_space)
    with pytest.raises(SystemExit, match=r"after round 2 of 3: .*No space left.*Round 2 is kept"):
        main(words(two_folders))
    assert kept(two_folders) == run_of(2)


# Where OUT may be


@pytest.mark.parametrize("out", ["x", "x/", "x/new", "y/new/deeper", "other/../x", "link", "link/new", "dangling"])
def test_out_among_the_pictures_is_refused_before_anything_is_read_or_written(two_folders, monkeypatch, out):
    monkeypatch.setattr(translate, "read", lambda *_: pytest.fail("pictures were read"))
    (two_folders / "other").mkdir()
    (two_folders / "link").symlink_to(two_folders / "y")
    (two_folders / "dangling").symlink_to(two_folders / "x" / "later")
    before = sorted(two_folders.rglob("*"))
    monkeypatch.chdir(two_folders)
    with pytest.raises(SystemExit, match=f"{out.rstrip('/')} is, or lies in, [xy]: what is written"):
        main(["translate", "x", "y", out, "--size", "16"])
    assert sorted(two_folders.rglob("*")) == before


def test_pictures_reached_by_a_link_are_where_the_link_leads(two_folders):
    (two_folders / "pictures").symlink_to(two_folders / "x")
    with pytest.raises(SystemExit, match="is, or lies in"):
        main(["translate", *(str(two_folders / word) for word in ("pictures", "y", "x/out"))])


def test_out_beside_or_above_the_pictures_is_fine(two_folders):
    check_apart(two_folders / "x2", two_folders / "x", two_folders / "y")
    check_apart(two_folders, two_folders / "x", two_folders / "y")


def refused(place, monkeypatch, reason, out="out"):
    monkeypatch.setattr(translate, "read", lambda *_: pytest.fail("pictures were read"))
    with pytest.raises(SystemExit, match=reason) as ended:
        main(["translate", *(str(place / word) for word in ("x", "y", out)), "--size", "16", "--width", "4"])
    assert isinstance(ended.value.code, str)  # which Python prints, and then ends with status 1


def test_out_that_is_a_file_or_lies_below_one_is_refused_before_pictures_are_read(two_folders, monkeypatch):
    (two_folders / "out").write_text("a file")
    refused(two_folders, monkeypatch, "out is a file: name a folder")
    refused(two_folders, monkeypatch, "Not a directory.*name another folder", "out/deeper")


def test_out_that_leads_to_itself_is_refused(two_folders, monkeypatch):
    (two_folders / "out").symlink_to(two_folders / "out")
    refused(two_folders, monkeypatch, "out can't be looked at.*name another folder|Too many levels|Symlink loop")


def test_a_folder_in_the_place_of_the_weights_is_refused(two_folders, monkeypatch):
    (two_folders / "out" / WEIGHTS).mkdir(parents=True)
    refused(two_folders, monkeypatch, f"{WEIGHTS} is a folder, and should become a file")


def test_out_that_may_not_be_written_is_refused(two_folders, monkeypatch):
    def forbidden(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", forbidden)
    refused(two_folders, monkeypatch, "can't take .* bytes .Permission denied.: make room, or name another folder")


def test_a_disk_without_room_is_refused_and_nothing_is_left_there(two_folders, monkeypatch):
    monkeypatch.setattr(os, "fsync", out_of_space)
    refused(two_folders, monkeypatch, "can't take .* bytes .No space left on device.: make room")
    assert kept(two_folders) == []


def test_the_room_that_is_tried_is_at_least_what_is_kept(two_folders, monkeypatch):
    tried = []
    original = outfolder.check_room
    monkeypatch.setattr(outfolder, "check_room", lambda file, size: (tried.append(size), original(file, size)))
    main(words(two_folders, rounds=6))
    size = sum(file.stat().st_size for file in (two_folders / "out").rglob("*.safetensors"))
    assert size * 0.7 <= tried[0] <= 3 * size


# Consoles


@pytest.mark.parametrize("encoding", ["ascii"])
def test_a_name_that_the_console_can_not_print_stops_nothing(two_folders, encoding):
    (two_folders / "x").rename(two_folders / "馬 ü")
    given = words(two_folders)
    given[1] = str(two_folders / "馬 ü")
    ran = subprocess.run(
        [sys.executable, "-m", "gannotes", *given],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )
    assert ran.returncode == 0, ran.stderr
    assert rb"2 pictures in" in ran.stdout
    assert rb"\u99ac" in ran.stdout


def test_a_stream_that_can_not_be_told_how_to_print_is_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    print_all_names()


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    file = tmp_path / "weights"
    atomic_write(file, b"old")
    monkeypatch.setattr(os, "fsync", out_of_space)
    with pytest.raises(OSError, match="No space"):
        atomic_write(file, b"new and longer")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
