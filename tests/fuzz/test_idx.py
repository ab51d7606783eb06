"""An idx file, however spoilt, is read as its bytes say, or refused in a sentence."""

import gzip

import numpy as np
import pytest

from fuzz.spoil import spoilt
from gannotes.data.idx import read_idx


def as_the_format_has_it(content, shape):
    """LeCun's page, read by hand: two zeros, the type, the number of axes, each axis, the data. None if it isn't so."""
    if len(content) < 8 + 4 * len(shape):
        return None
    axes = [int.from_bytes(content[i : i + 4], "big") for i in range(4, 8 + 4 * len(shape), 4)]
    data = content[8 + 4 * len(shape) :]
    if content[:4] != bytes([0, 0, 8, 1 + len(shape)]) or axes[1:] != list(shape) or len(data) != np.prod(axes):
        return None
    return np.array(list(data), dtype=np.uint8).reshape(axes)


def test_an_idx_file_is_read_as_its_bytes_say_or_refused(tmp_path, fuzz):
    def check(rng):
        shape = rng.choice([(), (2, 3)])
        n = rng.randrange(5)
        data = rng.randbytes(n * int(np.prod(shape)))
        whole = bytes([0, 0, 8, 1 + len(shape)]) + b"".join(axis.to_bytes(4, "big") for axis in (n, *shape)) + data
        content = spoilt(whole, rng)
        packed = rng.choice([bytes, gzip.compress, lambda content: spoilt(gzip.compress(content), rng)])(content)
        (tmp_path / "file").write_bytes(packed)
        try:
            inside = gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed
            wanted = as_the_format_has_it(inside, shape)
        except Exception:  # no gzip file
            wanted = None
        if wanted is None:
            with pytest.raises(ValueError, match=r"file (should hold|says that|can't be unzipped)"):
                read_idx(tmp_path / "file", *shape)
        else:
            assert np.array_equal(read_idx(tmp_path / "file", *shape), wanted)

    fuzz(check)
