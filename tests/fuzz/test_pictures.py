"""No picture, however spoilt, costs another one; and what Pillow can read is read, and turned as Pillow turns it."""

import contextlib
import io
import struct
import warnings

import numpy as np
from PIL import Image, ImageOps

from fuzz.spoil import spoilt
from gannotes.data.folders import folder

KINDS = {
    "JPEG": ("L", "RGB", "CMYK"),
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "WEBP": ("RGB", "RGBA"),
    "TIFF": ("1", "L", "LA", "RGB", "RGBA", "CMYK", "I;16", "I;16B", "I", "F", "LAB", "YCbCr"),
    "GIF": ("L", "P"),
    "BMP": ("1", "L", "RGB"),
    "PPM": ("1", "L", "RGB", "I;16", "F"),
    "TGA": ("L", "RGB", "RGBA"),
    "JPEG2000": ("L", "RGB", "I;16"),
}
ENDINGS = [".jpg", ".png", ".tif", ".webp", ".gif", ".bmp", ".ppm", ".tga", ".jp2", ".txt", ""]
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}  # of EXIF's types, in bytes


def pixels(mode, rng):
    """A picture of one to twenty pixels a side."""
    width, height = rng.randrange(1, 20), rng.randrange(1, 20)
    if mode in ("I", "F"):
        top = rng.choice([1, 255, 65535, 10**6])
        values = np.array([[rng.uniform(0, top) for _ in range(width)] for _ in range(height)])
        if rng.random() < 0.3:
            values[0, 0] = rng.choice([-1.0, 1e9] if mode == "I" else [-1.0, float("nan"), float("inf"), 1e30])
        return Image.fromarray(values.astype(np.int32 if mode == "I" else np.float32))
    if mode.startswith("I;16"):
        values = np.array([[rng.randrange(65536) for _ in range(width)] for _ in range(height)])
        return Image.fromarray(values.astype(">u2" if mode.endswith("B") else "<u2"))
    colours = Image.frombytes("RGBA", (width, height), rng.randbytes(4 * width * height))
    return colours.convert("RGB").convert(mode) if mode in ("CMYK", "LAB", "YCbCr") else colours.convert(mode)


def tags(rng):
    """An EXIF block whose entries have tags that cameras write, and whatever type, count and value."""
    order = rng.choice("<>")
    known = [0x0112, 0x0112, 0x011A, 0x011B, 0x0128, 0x0131, 0x8769, 0x8825, 0xA005, 0x014A, 0x9286]
    block = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, entries := rng.randrange(5))
    for _ in range(entries):
        tag, kind = rng.choice([*known, rng.randrange(65536)]), rng.choice([*SIZES, 0, 13, 99])
        count = rng.choice([0, 1, 1, 1, 2, 3, 9, 2**31])
        value = rng.choice([rng.randrange(9), rng.randrange(2**32)])
        entry = struct.pack(order + "HHI", tag, kind, count)
        block += entry + (struct.pack(order + "HH", value % 65536, 0) if kind == 3 else struct.pack(order + "I", value))
    return b"Exif\0\0" + block + struct.pack(order + "I", rng.choice([0, 0, rng.randrange(99)])) + rng.randbytes(24)


def file_of(rng):
    """One picture's bytes, in a random format and mode, perhaps with EXIF, perhaps spoilt."""
    kind = rng.choice([*KINDS])
    more = {"exif": rng.choice([tags(rng), b"Exif\0\0" + rng.randbytes(20)])} if rng.random() < 0.7 else {}
    kept = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), contextlib.suppress(Exception):  # Pillow writes not every tag
        pixels(rng.choice(KINDS[kind]), rng).save(kept, kind, **more)
        return spoilt(kept.getvalue(), rng)
    return file_of(rng)


def as_pillow_reads_it(file):
    """The square by Pillow alone, or the mode where it has not eight bits without transparency; None where it fails."""
    with warnings.catch_warnings(action="ignore"), contextlib.suppress(Exception), Image.open(file) as opened:
        plain = opened.convert("RGB")
        if opened.mode not in ("1", "L", "P", "RGB", "CMYK") or "transparency" in opened.info:
            return opened.mode
        with contextlib.suppress(Exception):
            plain = ImageOps.exif_transpose(opened).convert("RGB")
            return np.asarray(ImageOps.fit(plain, (8, 8), Image.Resampling.LANCZOS))
        return opened.mode
    return None


def test_no_picture_costs_another_and_what_can_be_read_is_read(tmp_path, fuzz):
    good = np.arange(192, dtype=np.uint8).reshape(8, 8, 3)
    Image.fromarray(good).save(tmp_path / "z.png")

    def check(rng):
        file = tmp_path / f"a{rng.choice(ENDINGS)}"
        file.write_bytes(file_of(rng))
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            found = folder(tmp_path, 8).permute(0, 2, 3, 1).numpy()
        said = [str(warning.message) for warning in heard]
        assert all(remark.startswith(f"{tmp_path}: ") for remark in said), said
        assert np.array_equal(found[-1], good)
        pillows = as_pillow_reads_it(file)
        if len(found) == 1:
            assert any(f"files: {file.name} (" in remark or "passed over 1" in remark for remark in said), said
            unclear = isinstance(pillows, str) and pillows in ("I", "F")
            assert pillows is None or unclear or file.suffix in ("", ".txt"), said
        else:
            assert len(found) == 2
            assert not isinstance(pillows, np.ndarray) or np.array_equal(found[0], pillows)
        file.unlink()

    fuzz(check)
