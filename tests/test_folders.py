"""A folder of pictures: all that can be read are read, turned and scaled rightly, and what is left out is said."""

import os
import struct
import warnings

import numpy as np
import pytest
import torch
from PIL import ExifTags, Image, ImageOps

from gannotes.data import squares
from gannotes.data.folders import endings, folder, scaled


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


def told(path, size=16):
    """The pictures, and all that was said about them."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        found = folder(path, size)
    return found, "\n".join(str(warning.message) for warning in heard)


# One bad picture does not take the others with it


ORIENTATION, X_RESOLUTION, SOFTWARE = 0x0112, 0x011A, 0x0131


def exif(*entries):
    """A block of tags as a camera writes it, from (tag, type, count, four bytes)."""
    block = b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries))
    return b"Exif\0\0" + block + b"".join(struct.pack("<HHI4s", *entry) for entry in entries) + bytes(4)


TURNED = (ORIENTATION, 3, 1, b"\x06\0\0\0")
TEXT_FOR_A_FRACTION = (X_RESOLUTION, 2, 3, b"72\0\0")


def half_white():
    pixels = np.zeros((16, 24, 3), dtype=np.uint8)
    pixels[:, :12] = 255
    return Image.fromarray(pixels)


@pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
def test_a_badly_typed_tag_neither_stops_the_picture_nor_its_turn(tmp_path, kind):
    half_white().save(tmp_path / f"phone.{kind}", exif=exif(TURNED, TEXT_FOR_A_FRACTION))
    found, said = told(tmp_path)
    assert found[0, :, :4].min() > 200  # what was left came to the top
    assert found[0, :, -4:].max() < 50
    assert not said


@pytest.mark.parametrize(
    "tags",
    [
        b"Exif\0\0no tags at all",
        b"Exif\0\0II*\0",
        exif((ORIENTATION, 2, 3, b"six\0")),
        exif((ORIENTATION, 5, 1, b"\xff\xff\xff\x7f")),
        exif((ORIENTATION, 3, 3, b"\x06\0\x06\0")),
        exif(TURNED)[:-8],
    ],
)
@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_where_the_orientation_can_not_be_read_the_picture_is_taken_as_it_lies(tmp_path, tags, kind):
    half_white().save(tmp_path / f"phone.{kind}", exif=tags)
    found, said = told(tmp_path)
    assert found[0, ..., :4].min() > 200
    assert found[0, ..., -4:].max() < 50
    assert not said or f"phone.{kind}" in said


def test_an_exif_block_that_is_none_is_remarked_on(tmp_path):
    half_white().save(tmp_path / "phone.png", exif=b"no tags at all")
    _, said = told(tmp_path)
    assert "read with a remark: phone.png (its EXIF can't be read, so it is not turned: SyntaxError(" in said


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_as_pillow_turns_it(tmp_path, orientation):
    noise = np.random.default_rng(orientation).integers(0, 256, (12, 12, 3), dtype=np.uint8)
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    for name in ("a.png", "b.tif"):
        Image.fromarray(noise).save(tmp_path / name, exif=tags)
    with Image.open(tmp_path / "a.png") as written:
        turned = torch.from_numpy(np.array(ImageOps.exif_transpose(written)))
    for found in folder(tmp_path, 12):
        assert torch.equal(found.permute(1, 2, 0), turned)


class Spoilt(Exception):
    pass


@pytest.mark.parametrize(
    "problem", [Spoilt("?"), RecursionError(), KeyError("x"), AssertionError(), ZeroDivisionError()]
)
def test_whatever_a_reader_of_pictures_raises_one_picture_is_skipped_and_named(tmp_path, monkeypatch, problem):
    for name in "abc":
        picture(tmp_path / f"{name}.png", colour=(ord(name),) * 3)
    original = squares.upright

    def spoilt(opened):
        if opened.filename.endswith("b.png"):
            raise problem
        return original(opened)

    monkeypatch.setattr(squares, "upright", spoilt)
    found, said = told(tmp_path)
    assert found[:, 0, 0, 0].tolist() == [ord("a"), ord("c")]
    assert f"skipped 1 of 3 files: b.png ({type(problem).__name__}" in said


@pytest.mark.parametrize("problem", [MemoryError, KeyboardInterrupt])
@pytest.mark.parametrize("place", ["upright", "load"])
def test_no_memory_and_a_reader_who_stops_are_no_fault_of_a_picture(tmp_path, monkeypatch, problem, place):
    picture(tmp_path / "a.png")

    def stopped(_):
        raise problem

    monkeypatch.setattr(squares, place, stopped)
    with pytest.raises(problem):
        folder(tmp_path)


@pytest.mark.parametrize("place", ["load", "getexif"])
def test_no_memory_while_pillow_reads_is_no_fault_of_a_picture_either(tmp_path, monkeypatch, place):
    picture(tmp_path / "a.png")

    def full(_):
        raise MemoryError

    monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile." + place, full)
    with pytest.raises(MemoryError):
        folder(tmp_path)


def test_tags_behind_the_pixels_that_can_not_be_read_cost_a_remark_not_the_picture(tmp_path, monkeypatch):
    picture(tmp_path / "a.tif", colour=(1, 2, 3))

    def behind(_):
        raise TypeError("a tag of another type")

    monkeypatch.setattr("PIL.ImageOps.exif_transpose", lambda *_, **__: behind(_))
    found, said = told(tmp_path)
    assert found[0, :, 0, 0].tolist() == [1, 2, 3]
    assert "read with a remark: a.tif (its tags can't be read: TypeError('a tag of another type')" in said


def test_where_pixels_are_missing_no_second_look_finds_them(tmp_path, monkeypatch):
    picture(tmp_path / "a.png")

    def undecoded(_):
        raise TypeError("a decoder that failed")

    monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.load_prepare", undecoded)
    with pytest.warns(UserWarning, match="skipped 1 of 1 files: a.png"), pytest.raises(ValueError, match="no picture"):
        folder(tmp_path)


def test_what_pillow_remarks_about_a_picture_is_said_with_its_name(tmp_path, monkeypatch):
    picture(tmp_path / "large.png", size=(40, 40))
    picture(tmp_path / "small.png", size=(9, 9))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    found, said = told(tmp_path)
    assert len(found) == 2
    assert "read with a remark: large.png (Image size (1600 pixels) exceeds limit of 1000 pixels" in said
    assert "small.png" not in said


def test_more_remarks_than_five_are_counted(tmp_path, monkeypatch):
    for i in range(8):
        picture(tmp_path / f"{i}.png", size=(40, 40))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    _, said = told(tmp_path)
    assert "4.png" in said
    assert "5.png" not in said
    assert said.endswith(" and 3 more")


# More than eight bits of grey


def greys(tmp_path, dtype, factor, name="a.tif"):
    """Stripes of 0, 64, 128, 192, 255, as another type of number, times a factor; and what they became."""
    stripes = np.repeat(np.array([0, 64, 128, 192, 255], dtype=np.float64), 4)
    Image.fromarray((np.tile(stripes, (20, 1)) * factor).astype(dtype)).save(tmp_path / name)
    found, said = told(tmp_path, 20)
    return found[0, 0, 10, [1, 6, 10, 14, 18]].tolist(), said


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.jp2", "a.pgm"])
def test_sixteen_bits_are_divided_by_257_in_each_format(tmp_path, name):
    assert greys(tmp_path, np.uint16, 257, name) == ([0, 64, 128, 192, 255], "")


def test_a_dark_picture_of_sixteen_bits_stays_dark(tmp_path):
    Image.fromarray(np.full((9, 9), 20 * 257, dtype=np.uint16)).save(tmp_path / "dark.png")
    assert folder(tmp_path, 9).unique().tolist() == [20]


def test_sixteen_bits_of_either_byte_order(tmp_path):
    values = np.array([[0, 257 * 100], [257 * 200, 65535]])
    for name, order in (("little.tif", "<u2"), ("big.tif", ">u2")):
        Image.fromarray(values.astype(order)).save(tmp_path / name)
    assert (tmp_path / "big.tif").read_bytes().startswith(b"MM")
    assert folder(tmp_path, 2)[:, 0].tolist() == [[[0, 100], [200, 255]]] * 2


def test_twelve_bits_reach_white_at_4095(tmp_path):
    entries = [(256, 3, 1, 2), (257, 3, 1, 1), (258, 3, 1, 12), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8)]
    entries += [(277, 3, 1, 1), (278, 3, 1, 1), (279, 4, 1, 3)]
    body = b"II*\0" + struct.pack("<I", 12) + bytes([0xFF, 0xF0, 0x00, 0]) + struct.pack("<H", len(entries))
    for tag, kind, count, value in entries:
        body += struct.pack("<HHII", tag, kind, count, value)
    (tmp_path / "twelve.tif").write_bytes(body + bytes(4))
    with Image.open(tmp_path / "twelve.tif") as opened:
        assert np.asarray(opened).tolist() == [[4095, 0]]
    assert squares.square(tmp_path / "twelve.tif", 1).min() > 100
    found = np.asarray(squares.eight_bits(*[Image.open(tmp_path / "twelve.tif")] * 2))
    assert found.tolist() == [[255, 0]]


@pytest.mark.parametrize(
    ("dtype", "factor", "remark"),
    [
        (np.float32, 1 / 255, ""),
        (np.float32, 1, "floats up to 255: taken as 0 to 255"),
        (np.float32, 257, "floats up to 65535: taken as 0 to 65535"),
        (np.float32, 1e4, "floats up to 2.55e+06: stretched so that the largest of its own values is white"),
        (np.int32, 1, "integers of 32 bits up to 255: taken as 0 to 255"),
        (np.int32, 257, "integers of 32 bits up to 65535: taken as 0 to 65535"),
        (np.int32, 10000, "integers of 32 bits up to 2.55e+06: stretched"),
    ],
)
def test_what_is_white_in_other_numbers_is_known_or_said(tmp_path, dtype, factor, remark):
    found, said = greys(tmp_path, dtype, factor)
    assert found == pytest.approx([0, 64, 128, 192, 255], abs=1)
    assert bool(said) == bool(remark)
    assert remark in said
    assert not remark or "a.tif" in said


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (np.nan, "not finite"),
        (np.inf, "not finite"),
        (-np.inf, "not finite"),
        (-1.0, "from -1 to 1, and nothing says which is black"),
    ],
)
def test_numbers_that_are_no_grey_cost_that_picture_and_no_other(tmp_path, bad, reason):
    values = np.ones((9, 9), dtype=np.float32)
    Image.fromarray(values).save(tmp_path / "a.tif")
    values[3, 3] = bad
    Image.fromarray(values).save(tmp_path / "b.tif")
    found, said = told(tmp_path, 9)
    assert found.unique().tolist() == [255]
    assert "skipped 1 of 2 files: b.tif (holds values" in said
    assert reason in said
    assert "RuntimeWarning" not in said


def test_what_is_transparent_in_sixteen_bits_lies_on_white(tmp_path):
    values = np.array([[1000, 257 * 50]], dtype=np.uint16)
    Image.fromarray(values).save(tmp_path / "a.png", transparency=1000)
    assert np.asarray(squares.eight_bits(*[Image.open(tmp_path / "a.png")] * 2)).tolist() == [[255, 50]]


# Nothing is left out unsaid


def test_each_ending_that_pillow_reads_is_read_and_the_others_are_counted(tmp_path):
    for name, kind in [("a.png", "PNG"), ("b.jfif", "JPEG"), ("c.jpe", "JPEG"), ("e.ppm", "PPM"), ("f", "PNG")]:
        Image.new("RGB", (20, 20)).save(tmp_path / name, kind)
    for name, kind in [("g.tga", "TGA"), ("h.JP2", "JPEG2000"), ("i.txt", "GIF"), ("j.photo", "JPEG")]:
        Image.new("RGB", (20, 20)).save(tmp_path / name, kind)
    (tmp_path / "notes.txt").write_text("not a picture")
    (tmp_path / "more.TXT").write_text("P1 is how some pictures begin")
    (tmp_path / "model.npy").write_bytes(b"\x93NUMPY")
    (tmp_path / "README").write_text("")
    (tmp_path / "inside.png").mkdir()
    found, said = told(tmp_path)
    assert len(found) == 9
    kinds = ".txt (2), without an ending (1), folders inside are not entered (1), .npy (1)"
    assert said == f"{tmp_path}: passed over 5 that are no pictures: {kinds}"


def test_what_the_system_keeps_in_a_folder_is_nobodys_concern(tmp_path):
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "._a.png", ".hidden"):
        (tmp_path / name).write_bytes(b"\0\5\x16\7")
    (tmp_path / ".git").mkdir()
    picture(tmp_path / "a.png")
    picture(tmp_path / ".b.png")
    found, said = told(tmp_path)
    assert len(found) == 2
    assert said == ""


def test_links_that_lead_nowhere_and_pipes_are_named(tmp_path):
    picture(tmp_path / "a.png")
    (tmp_path / "b.png").symlink_to(tmp_path / "nothing")
    (tmp_path / "c.png").symlink_to(tmp_path / "c.png")
    os.mkfifo(tmp_path / "d.png")
    found, said = told(tmp_path)
    assert len(found) == 1
    assert "b.png (a link that leads nowhere), c.png (a link" in said
    assert "d.png (no file of the usual kind)" in said


def test_a_picture_too_large_to_be_meant_is_skipped_with_and_without_its_ending(tmp_path, monkeypatch):
    picture(tmp_path / "a.png", size=(9, 9))
    for name in ("b.png", "c"):
        Image.new("RGB", (60, 60)).save(tmp_path / name, "PNG")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    found, said = told(tmp_path)
    assert len(found) == 1
    assert "skipped 2 of 3 files: b.png (" in said
    assert "c (" in said


def test_no_memory_while_a_file_is_identified(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"?")

    def full(*_, **__):
        raise MemoryError

    monkeypatch.setattr(Image, "open", full)
    with pytest.raises(MemoryError):
        folder(tmp_path)


def test_the_endings_are_those_of_pictures_not_of_films_nor_of_programs():
    assert {".png", ".jpg", ".jpeg", ".jfif", ".jpe", ".tif", ".webp", ".gif", ".bmp", ".ppm", ".pgm"} <= endings()
    assert not {".mpg", ".eps", ".ps", ".h5", ".grib", ".wmf", ".pdf", ".txt", ""} & endings()


def test_a_folder_without_pictures_says_what_lies_there_instead(tmp_path):
    for i in range(3):
        (tmp_path / f"{i}.txt").write_text("words")
    with (
        pytest.warns(UserWarning, match="passed over 3"),
        pytest.raises(ValueError, match=r"no picture that can be read, of 0 .*; passed over 3 .*: \.txt \(3\)"),
    ):
        folder(tmp_path)


def test_a_folder_that_can_not_be_listed_and_a_square_of_nothing(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="at least one pixel a side, got size = 0"):
        folder(tmp_path, 0)

    def forbidden(_):
        raise PermissionError("forbidden")

    monkeypatch.setattr("pathlib.Path.iterdir", forbidden)
    with pytest.raises(ValueError, match="can't be read: forbidden"):
        folder(tmp_path)
