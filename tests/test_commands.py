"""`gannotes train`, `sample`, `judge`, `look`, `recipes`: what a reader types, and what is said where it can't be."""

import json
import os
import re
import signal
import sys
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from gannotes import diagnose, train
from gannotes.data import faces
from gannotes.metrics import inception_features
from gannotes.recipes.commands import collection, generators, judge, look, main, outfolder, playing
from gannotes.recipes.commands import train as command
from gannotes.recipes.named import NAMED, recipe_named
from gannotes.watch import Snapshot


@pytest.fixture(scope="module")
def art():
    return faces.pixel_faces().pictures[:60].permute(0, 2, 3, 1).numpy()


@pytest.fixture
def place(tmp_path, art):
    """40 pixel faces in a folder; the same in two folders inside another; and a table of their labels."""
    for folder in ("p", "by/red", "by/other"):
        (tmp_path / folder).mkdir(parents=True)
    rows = []
    for number, picture in enumerate(art[:40]):
        label = "red" if number % 3 else "other"
        Image.fromarray(picture).save(tmp_path / "p" / f"{number:02}.png")
        Image.fromarray(picture).save(tmp_path / "by" / label / f"{number:02}.png")
        rows.append(f"{number:02}.png,{label}")
    (tmp_path / "labels.csv").write_text("\n".join(rows))
    return tmp_path


def words(place, *more, pictures="p", out="out", rounds=6, every=2):
    given = ["train", place / pictures, place / out, "--size", 16, "--rounds", rounds, "--every", every]
    return [str(word) for word in (*given, "--batch", 8, "--width", 4, *more)]


def weights(place, out="out"):
    return {name: tensor.numpy().tobytes() for name, tensor in load_file(place / out / outfolder.WEIGHTS).items()}


def test_train_leaves_weights_sheets_checkpoints_and_a_history(place, capsys):
    main(words(place))
    said = capsys.readouterr().out
    assert "40 pictures at 16 pixels, on " in said
    assert "See it with: gannotes look" in said
    out = place / "out"
    assert {file.name for file in out.iterdir()} == {
        "checkpoints", "sheets", "history.jsonl", "run.json", outfolder.WEIGHTS
    }  # fmt: skip
    run = outfolder.about(out)
    assert {
        "verb": "train",
        "recipe": "r3gan",
        "size": 16,
        "rounds": 6,
        "pictures": 40,
        "labels": [],
    }.items() <= run.items()
    rounds, history = outfolder.read_history(out)
    assert rounds == [2, 4, 6]
    assert all(isinstance(reading, Snapshot) for reading in history)
    with Image.open(out / "sheets" / "000006.png") as sheet:
        assert sheet.size == (8 * 16, 8 * 16)


@pytest.mark.parametrize("recipe", NAMED)
def test_each_recipe_trains_and_goes_on_to_the_bit(place, monkeypatch, recipe):
    main(words(place, "--recipe", recipe, out="alone"))
    with monkeypatch.context() as patched:
        patched.setattr(train, "play", interrupted(train.play, 5))
        with pytest.raises(SystemExit):
            main(words(place, "--recipe", recipe))
    assert max(outfolder.read_history(place / "out")[0]) == 4
    main(["train", str(place / "p"), str(place / "out"), "--resume", "--every", "2"])
    assert weights(place) == weights(place, "alone")
    assert outfolder.read_history(place / "out") == outfolder.read_history(place / "alone")


def test_augmentation_goes_on_to_the_bit_too(place, monkeypatch):
    main(words(place, "--augment", out="alone"))
    with monkeypatch.context() as patched:
        patched.setattr(train, "play", interrupted(train.play, 3))
        with pytest.raises(SystemExit):
            main(words(place, "--augment"))
    main(["train", str(place / "p"), str(place / "out"), "--resume", "--every", "2"])
    assert weights(place) == weights(place, "alone")
    main(words(place, out="plain"))
    assert weights(place) != weights(place, "plain")


def test_bfloat16_goes_on_to_the_bit_too_and_leaves_a_generator_in_float32(place, monkeypatch):
    bf16 = ("--precision", "bf16", "--device", "cpu")
    main(words(place, *bf16, out="alone"))
    with monkeypatch.context() as patched:
        patched.setattr(train, "play", interrupted(train.play, 5))
        with pytest.raises(SystemExit):
            main(words(place, *bf16))
    main(["train", str(place / "p"), str(place / "out"), "--resume", "--every", "2"])
    assert weights(place) == weights(place, "alone")
    kinds = {tensor.dtype for tensor in load_file(place / "out" / outfolder.WEIGHTS).values()}
    assert kinds == {torch.float32, torch.int64}  # and the number of batches that a batch norm has seen
    main(words(place, out="plain"))
    assert weights(place) != weights(place, "plain")
    with pytest.raises(SystemExit, match="begun with --precision bf16, and now --precision float32"):
        main(words(place, "--precision", "float32", "--resume"))


@pytest.mark.parametrize(("name", "why"), [("quantum", "quantum"), ("meta", "a run knows cpu, cuda"), ("cuda:99", "")])
def test_a_device_that_is_not_there_is_said(place, capsys, name, why):
    with pytest.raises(SystemExit) as ended:
        main(words(place, "--device", name))
    assert ended.value.code == 2
    assert re.search(f"there is no device '{name}' here: .*{why}", capsys.readouterr().err)


@pytest.mark.parametrize("how", [(), ("--labels", "by-folder"), ("--labels", "labels.csv")])
def test_a_folder_that_memory_does_not_hold_trains_the_same_generator(place, monkeypatch, how):
    how = [str(place / word) if word.endswith("csv") else word for word in how]
    pictures = "by" if "by-folder" in how else "p"
    main(words(place, *how, pictures=pictures))
    few = 7 * 3 * 16 * 16
    with monkeypatch.context() as patched:
        for name in ("pictures", "by_folder", "by_table"):
            patched.setattr(collection, name, partial(getattr(collection, name), memory=few))
        main(words(place, *how, pictures=pictures, out="lazily"))
    assert weights(place, "lazily") == weights(place)


@pytest.mark.parametrize("given", [["recipes"], ["recipes", "--help"]])
def test_where_nobody_reads_what_is_printed_nothing_more_is_said(monkeypatch, capsys, given):
    """As for `gannotes recipes | head -1`: the reader's end of the pipe is closed."""
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "w", encoding="utf-8") as stream, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", stream)
        with pytest.raises(SystemExit) as ended:
            main(given)
    assert ended.value.code == 141  # and the stream was closed without a complaint
    assert capsys.readouterr().err == ""


def interrupted(play, turn):
    def stopping(players, batches, rounds):
        for now, paid in enumerate(play(players, batches, rounds), start=1):
            if now == turn:
                raise KeyboardInterrupt
            yield paid

    return stopping


@pytest.mark.usefixtures("at_the_keyboard")
def test_ctrl_c_plays_the_round_to_its_end_and_keeps_it(place, monkeypatch, capsys):
    play = train.play

    def pressed(players, batches, rounds):
        for now, paid in enumerate(play(players, batches, rounds), start=1):
            if now == 3:
                os.kill(os.getpid(), signal.SIGINT)
            yield paid

    monkeypatch.setattr(train, "play", pressed)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(SystemExit) as ended:
        main(words(place))
    assert ended.value.code == 130
    assert "stopped after round 3 of 6. Round 3 is kept: go on" in capsys.readouterr().err
    assert outfolder.read_history(place / "out")[0] == [2, 3]
    assert signal.getsignal(signal.SIGINT) is before


@pytest.fixture
def at_the_keyboard():
    """Ctrl-C is heard, as in a terminal: a process that a shell put into the background is deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("at_the_keyboard")
def test_pressed_again_it_stops_at_once():
    with pytest.raises(KeyboardInterrupt), playing.stopping() as stopped:  # noqa: PT012
        os.kill(os.getpid(), signal.SIGINT)
        assert stopped()
        os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize(("how", "pictures"), [("by-folder", "by"), ("labels.csv", "p")])
def test_labels_condition_both_players_and_samples_can_be_asked_for(place, how, pictures, capsys):
    labels = how if how == "by-folder" else str(place / how)
    main(words(place, "--labels", labels, pictures=pictures))
    assert outfolder.about(place / "out")["labels"] == ["other", "red"]
    assert ", 2 labels" in capsys.readouterr().out
    sheets = []
    for label in ("red", "other"):
        main(["sample", str(place / "out"), "-n", "8", "-o", str(place / f"{label}.png"), "--label", label])
        with Image.open(place / f"{label}.png") as sheet:
            sheets.append(np.asarray(sheet))
            assert sheet.size == (8 * 16, 16)
    assert not np.array_equal(*sheets)
    with pytest.raises(SystemExit, match="no label 'blue'; there are: other, red"):
        main(["sample", str(place / "out"), "--label", "blue"])


TABLES = {
    "a label is missing": ("00.png,red\n01.png,other", r"has no label for 38 of 40 files: 02.png.* and 33 more"),
    "three columns": ("00.png,red,1", "a row is a file's name and its label"),
    "a name twice": ("00.png,red\n00.png,other", "names 00.png twice"),
    "one label": ("\n".join(f"{number:02}.png,red" for number in range(40)), "has one label, red"),
}


@pytest.mark.parametrize(("table", "said"), TABLES.values(), ids=TABLES)
def test_a_table_that_does_not_fit_is_said(place, table, said):
    (place / "labels.csv").write_text(table)
    with pytest.raises(SystemExit, match=said):
        main(words(place, "--labels", str(place / "labels.csv")))
    assert not (place / "out" / "run.json").exists()


def test_other_labels_that_do_not_fit_are_said(place):
    with pytest.raises(SystemExit, match="0 folders inside; --labels by-folder needs one for each label"):
        main(words(place, "--labels", "by-folder"))
    with pytest.raises(SystemExit, match=r"nowhere.csv can't be read as a table"):
        main(words(place, "--labels", "nowhere.csv"))
    (place / "p" / "00.png").write_bytes(b"no picture")
    with pytest.raises(SystemExit, match=r"00.png has a label and can't be read"):
        main(words(place, "--labels", str(place / "labels.csv")))


def test_pictures_that_do_not_fit_are_said(place):
    (place / "one").mkdir()
    Image.new("RGB", (9, 9)).save(place / "one" / "a.png")
    with pytest.raises(SystemExit, match="holds one picture: a GAN learns from hundreds"):
        main(words(place, pictures="one"))
    (place / "none").mkdir()
    with pytest.raises(SystemExit, match="holds no picture that can be read"):
        main(words(place, pictures="none"))
    with pytest.raises(SystemExit, match="is no folder: name one that holds pictures"):
        main(words(place, pictures="nowhere"))
    with pytest.raises(SystemExit, match=r"size must be 8, 16, 32 ... pixels, got 20"):
        main([*words(place), "--size", "20"])
    with pytest.raises(SystemExit, match="is, or lies in"):
        main(words(place, out="p/out"))


def test_another_runs_out_is_not_overwritten(place):
    with pytest.raises(SystemExit, match="holds no run to go on with: leave --resume out"):
        main(words(place, "--resume"))
    main(words(place))
    before = weights(place)
    with pytest.raises(SystemExit, match="holds a run already: say --resume to go on with it"):
        main(words(place))
    for other, said in (
        (("--recipe", "dcgan"), "--recipe r3gan, and now --recipe dcgan"),
        (("--size", "32"), "--size 16"),
    ):
        with pytest.raises(SystemExit, match=said):
            main([*words(place, "--resume"), *other])
    Image.new("RGB", (9, 9)).save(place / "p" / "new.png")
    with pytest.raises(SystemExit, match="another run's: its pictures is 40, and this one's 41"):
        main(words(place, "--resume"))
    assert weights(place) == before


def test_a_cut_checkpoint_is_passed_over_with_a_note(place, capsys):
    main(words(place))
    newest = place / "out" / "checkpoints" / "00000006.safetensors"
    newest.write_bytes(newest.read_bytes()[:-9])
    main(words(place, "--resume"))
    assert "Note: " in (said := capsys.readouterr().err)
    assert "goes on from round 4" in said
    assert outfolder.read_history(place / "out")[0] == [2, 4, 6]


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("run.json", "{", "run.json can't be read"),
        ("run.json", "[]", "does not say what run it is of"),
        ("history.jsonl", "{}", "history.jsonl can't be read"),
        (outfolder.WEIGHTS, "x", "holds no generator that this version can build"),
    ],
)
def test_an_altered_file_is_a_sentence(place, file, content, said):
    main(words(place, rounds=2))
    (place / "out" / file).write_text(content)
    verb = "sample" if file == outfolder.WEIGHTS else "look"
    with pytest.raises(SystemExit, match=said):
        main([verb, str(place / "out")])


def test_weights_of_another_plan_or_not_finite_are_refused(place):
    main(words(place, rounds=2))
    file = place / "out" / outfolder.WEIGHTS
    tensors = load_file(file)
    plan = {"latent": 64, "classes": 0, "image_size": 16, "width": 4}
    for wrong in ({**plan, "width": 8}, {**plan, "depth": 1}, {**plan, "width": -1}):
        save_file(tensors, file, {"plan": json.dumps(wrong), "labels": "[]"})
        with pytest.raises(ValueError, match="holds no generator that this version can build"):
            generators.load(file)
    tensors["out.0.bias"][0] = float("nan")
    save_file(tensors, file, {"plan": json.dumps(plan), "labels": "[]"})
    with pytest.raises(ValueError, match=r"out\.0\.bias has values that are not finite"):
        generators.load(file)


def test_what_is_not_finite_is_not_packed():
    plan = generators.Plan(latent=4, classes=0, image_size=8, width=2)
    G = generators.built(plan)
    with torch.no_grad():
        next(G.parameters())[0] = float("inf")
    with pytest.raises(FloatingPointError, match=r"not finite, first 4x4.0.weight"):
        generators.packed(G, plan, [])
    with pytest.raises(FloatingPointError, match="a sample has values that are not finite"):
        generators.sheet(torch.full((1, 3, 8, 8), float("nan")))


def test_samples_repeat_by_their_seed_and_truncation_moves_them(place):
    main(words(place))
    sheets = {}
    for name, more in {"a": (), "again": (), "b": ("--seed", "1"), "near": ("--truncation", "0.3")}.items():
        main(["sample", str(place / "out"), "-n", "9", "-o", str(place / f"{name}.png"), *more])
        with Image.open(place / f"{name}.png") as sheet:
            assert sheet.size == (8 * 16, 2 * 16)
            sheets[name] = np.asarray(sheet)
    assert np.array_equal(sheets["a"], sheets["again"])
    assert not np.array_equal(sheets["a"], sheets["b"])
    assert not np.array_equal(sheets["a"], sheets["near"])
    with pytest.raises(SystemExit, match=r"end its name with .png"):
        main(["sample", str(place / "out"), "-o", str(place / "sheet.xyz")])


@pytest.mark.parametrize("word", ["0", "1.5", "much"])
def test_a_truncation_is_a_share(place, word, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["sample", str(place), "--truncation", word])
    assert ended.value.code == 2
    assert "a number above 0 and at most 1 is wanted" in capsys.readouterr().err


def test_batch_norm_at_rest_knows_the_averaged_weights():
    plan = generators.Plan(latent=8, classes=2, image_size=8, width=4)
    torch.manual_seed(0)
    G = generators.built(plan)
    before = torch.get_rng_state()
    rested = generators.at_rest(G, plan, torch.device("cpu"))
    assert torch.equal(torch.get_rng_state(), before)
    assert not rested.training
    z = torch.randn(2000, 8, generator=torch.Generator().manual_seed(1))
    y = generators.each_class(plan, 2000, torch.device("cpu"))
    first = rested.draw.get_submodule("4x4")
    normed = first[:3](torch.cat([z, *y], dim=1))
    assert normed.mean(dim=(0, 2, 3)).abs().max() < 0.1
    assert (normed.std(dim=(0, 2, 3)) - 1).abs().max() < 0.1


def test_judge_says_distances_with_their_floors(place, art, capsys):
    (place / "q").mkdir()
    for number, picture in enumerate(art[40:]):
        Image.fromarray(picture).save(place / "q" / f"{number}.png")
    main(["judge", str(place / "p"), str(place / "q"), "--features", "pixel-faces"])
    said = capsys.readouterr().out
    assert "20 samples against 40 real pictures, on the features of pixel-faces" in said
    assert re.search(r"frechet +[\d.e+]+ +two halves of the real ones: [\d.e+]+", said)
    main(["judge", str(place / "p"), str(place / "p"), "--features", "pixel-faces", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["scores"]["frechet"] == pytest.approx(0, abs=1e-6)
    assert (found["scores"]["precision"], found["scores"]["recall"]) == (1, 1)
    assert found["floor"]["frechet"] > 1
    assert (found["real"], found["fake"], found["features"]) == (40, 40, "pixel-faces")


def test_judge_asks_for_enough_pictures_and_for_eyes(place, monkeypatch):
    (place / "few").mkdir()
    Image.new("RGB", (9, 9)).save(place / "few" / "a.png")
    with pytest.raises(SystemExit, match="few holds 1 pictures; 20 at least"):
        main(["judge", str(place / "p"), str(place / "few"), "--features", "pixel-faces"])

    def none(*_):
        raise FileNotFoundError("there are no weights of Inception")

    monkeypatch.setattr(inception_features, "found", none)
    with pytest.raises(SystemExit, match=r"no weights of Inception\n.*--features pixel-faces, drawn-faces"):
        main(["judge", str(place / "p"), str(place / "p")])


def test_inception_looks_where_its_weights_are(monkeypatch):
    monkeypatch.setattr(inception_features, "found", lambda *_: None)
    assert judge.chosen(None) == "inception"
    seen = []
    monkeypatch.setattr(
        inception_features, "inception_features", lambda x: seen.append((x.min(), x.max())) or torch.zeros(1, 2048)
    )
    judge.by_inception(torch.tensor([0, 255], dtype=torch.uint8).expand(1, 3, 4, 2))
    assert seen == [(-1, 1)]


def test_look_makes_one_page_without_requests(place, capsys):
    main(words(place, rounds=20))
    main(["look", str(place / "out")])
    page = (place / "out" / "look.html").read_text(encoding="utf-8")
    assert not re.search(r'(src|href)="(?!data:|#)', page)
    assert page.count("data:image/png;base64,") == 11  # ten sheets, and the last as it stands without the script
    assert "<svg" in page
    assert "recipe r3gan" in page
    verdicts = "|".join(look.NEXT)
    assert re.search(rf"The later half of the readings looks <strong>({verdicts})</strong>", page)
    main(words(place, rounds=2, out="short"))
    main(["look", str(place / "short")])
    assert "1 readings are too few for a verdict" in (place / "short" / "look.html").read_text(encoding="utf-8")


def test_translators_have_no_readings_and_a_run_without_sheets_no_page(tmp_path):
    assert "This run has no readings" in look.said([])
    outfolder.note(tmp_path, {"verb": "translate"})
    with pytest.raises(SystemExit, match="holds no sheet yet"):
        main(["look", str(tmp_path)])
    assert "<svg" not in look.page({"verb": "translate"}, [], [], [sheet_in(tmp_path)])


def sheet_in(folder):
    Image.new("RGB", (4, 4)).save(folder / "000001.png")
    return folder / "000001.png"


def test_every_verdict_has_its_next_step():
    assert {name for name, _ in diagnose.RULES} | {"unclear"} == set(look.NEXT)


def test_recipes_are_listed_with_what_they_are_for(capsys):
    main(["recipes"])
    said = capsys.readouterr().out
    assert "r3gan (default)" in said
    assert all(name in said and entry.purpose in said for name, entry in NAMED.items())
    with pytest.raises(ValueError, match="no recipe 'best': choose one of dcgan, "):
        recipe_named("best")


def test_a_run_keeps_bytes_and_scales_batches(place):
    data = command.Data(torch.full((9, 3, 8, 8), 255, dtype=torch.uint8), (torch.eye(3).repeat(3, 1),), ["a", "b", "c"])
    stream = command.Pictures(data, 4, torch.Generator().manual_seed(0), torch.device("cpu"))
    x, y = next(iter(stream))
    assert (x.dtype, x.shape, x.min()) == (torch.float32, (4, 3, 8, 8), 1)
    assert y.shape == (4, 3)
    assert stream.rows.data[0].dtype == torch.uint8


def test_counting_penalties_are_each_runs_own():
    first = recipe_named("r3gan").recipe
    assert replace(first).penalty is first.penalty
    assert first.penalty.turn == 0  # no run above has counted here
