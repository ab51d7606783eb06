"""The digits are MNIST's; what is read or fetched is the right data, or an error that says what came instead."""

import functools
import gzip
import hashlib
import http.server
import re
import threading
from pathlib import Path

import numpy as np
import pooch
import pytest
import torch

from gannotes.data import images
from gannotes.games import check_reach

PIXELS = (np.arange(3 * 28 * 28) % 256).astype(np.uint8).reshape(3, 28, 28)
LABELS = np.array([7, 0, 9], np.uint8)
IMAGE_FILE, LABEL_FILE = "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"


def idx(array: np.ndarray) -> bytes:
    """The format as LeCun's page has it: two zeros, 8 for unsigned bytes, the number of axes, each axis, the data."""
    return bytes([0, 0, 8, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape) + array.tobytes()


def write(folder: Path, content: dict[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, data in content.items():
        (folder / name).write_bytes(data)
    return folder


GOOD = {IMAGE_FILE: gzip.compress(idx(PIXELS)), LABEL_FILE: gzip.compress(idx(LABELS))}
SUMS = {name: hashlib.sha256(data).hexdigest() for name, data in GOOD.items()}


def is_the_data(dataset: images.Labelled) -> bool:
    x, y = dataset
    return y.tolist() == [7, 0, 9] and np.allclose(x[:, 0].numpy(), PIXELS * (2 / 255) - 1, rtol=0, atol=1e-6)


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("GANNOTES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path / "cache" / "tiny"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args): ...


class HangsUpHalfway(Quiet):
    def copyfile(self, source, outputfile):
        content = source.read()
        outputfile.write(content[: len(content) // 2])


@pytest.fixture
def serve(tmp_path):
    """serve(content) -> the address of a mirror with these files."""
    servers = []

    def start(content: dict[str, bytes], handler=Quiet) -> str:
        folder = write(tmp_path / f"mirror{len(servers)}", content)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def nobody() -> str:
    """The address of a server that has gone: offline, as far as a download can tell."""
    with http.server.HTTPServer(("127.0.0.1", 0), Quiet) as server:
        return f"http://127.0.0.1:{server.server_port}/"


def tiny(*mirrors: str) -> images.Archive:
    return images.Archive("tiny", list(mirrors), SUMS)


# The digits that come with the package


def test_there_are_500_of_each_digit():
    x, y = images.digits()
    assert x.shape == (5000, 1, 28, 28)
    assert x.dtype == torch.float32
    assert y.bincount().tolist() == [500] * 10


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_digits_fill_the_reach_of_tanh_and_stay_inside(dtype):
    x, _ = images.digits(dtype)
    assert x.dtype == dtype
    assert (x.min(), x.max()) == (-1, 1)
    G = torch.nn.Identity()
    G.reach = (-1, 1)
    check_reach(G, x)


def test_every_ten_rows_hold_each_digit_once_but_not_in_one_order():
    _, y = images.digits()
    tens = y.reshape(500, 10)
    assert torch.equal(tens.sort(dim=1).values, torch.arange(10).expand(500, 10))
    assert len(tens.unique(dim=0)) > 490


def test_no_digit_comes_twice():
    x, _ = images.digits()
    assert len(x.flatten(1).unique(dim=0)) == 5000


def test_the_first_digit_of_mnist_is_among_them_the_right_way_up():
    x, y = images.digits(torch.float64)
    stroke = [3, 18, 18, 18, 126, 136, 175, 26, 166, 255, 247, 127]  # where the famous first 5 begins: row 5, column 12
    fives = (x[y == 5, 0, 5, 12:24] + 1) * 127.5
    assert (fives - torch.tensor(stroke)).abs().amax(dim=1).min() < 1e-9


def test_the_labels_belong_to_the_images():
    """The nearest of ten mean digits is right four times in five on digits that took no part in the means."""
    x, y = images.digits()
    x = x.flatten(1)
    means = torch.stack([x[:4000][y[:4000] == digit].mean(dim=0) for digit in range(10)])
    right = (torch.cdist(x[4000:], means).argmin(dim=1) == y[4000:]).double().mean()
    assert 0.7 < right < 0.95


def test_the_shipped_file_is_the_one_that_its_readme_describes():
    data = Path(images.__file__).parent / "files"
    packed = (data / "digits.npz").read_bytes()
    assert hashlib.sha256(packed).hexdigest() in (data / "README.md").read_text()
    assert len(packed) < 1_500_000


# Files in a folder


@pytest.mark.parametrize("spelling", ["-idx", ".idx"])
@pytest.mark.parametrize(("end", "pack"), [("", bytes), (".gz", gzip.compress), (".gz", bytes)])
def test_idx_files_are_read_gzipped_or_not_however_they_are_spelt(tmp_path, spelling, end, pack):
    write(
        tmp_path,
        {
            f"train-images{spelling}3-ubyte{end}": pack(idx(PIXELS)),
            f"train-labels{spelling}1-ubyte{end}": pack(idx(LABELS)),
        },
    )
    assert is_the_data(images.mnist("train", folder=tmp_path))
    assert is_the_data(images.fashion_mnist("train", folder=str(tmp_path)))


def test_pixels_0_to_255_become_minus_1_to_1_exactly(tmp_path):
    x, y = images.mnist("train", folder=write(tmp_path, GOOD))
    assert (x.shape, x.dtype, y.dtype) == ((3, 1, 28, 28), torch.float32, torch.int64)
    assert (x.min(), x.max()) == (-1, 1)


def test_the_test_split_is_in_the_files_called_t10k(tmp_path):
    write(tmp_path, {"t10k-images-idx3-ubyte": idx(PIXELS[:1]), "t10k-labels-idx1-ubyte": idx(LABELS[:1])} | GOOD)
    assert images.kmnist("test", folder=tmp_path)[1].tolist() == [7]
    assert images.kmnist("train", folder=tmp_path)[1].tolist() == [7, 0, 9]


@pytest.mark.parametrize("split", ["validation", "Train", "t10k", ""])
def test_there_is_no_third_split(split):
    with pytest.raises(ValueError, match=f'split must be "train" or "test", got \'{split}\''):
        images.mnist(split)


def test_a_folder_without_the_files_is_told_which_were_looked_for(tmp_path):
    with pytest.raises(FileNotFoundError) as refusal:
        images.mnist("train", folder=tmp_path)
    for name in ["train-images-idx3-ubyte", IMAGE_FILE, "train-images.idx3-ubyte", "train-images.idx3-ubyte.gz"]:
        assert f" {name}," in str(refusal.value)


def test_an_image_without_a_label_is_refused(tmp_path):
    write(tmp_path, GOOD | {LABEL_FILE: idx(LABELS[:2])})
    with pytest.raises(ValueError, match=r"each image needs its label, but .* 3 images, .* 2 labels"):
        images.mnist("train", folder=tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (idx(LABELS), r"items of shape \(28, 28\), with the header 00000803 .* but begins with 00000801 \(00000003\)"),
        (idx(PIXELS[:, 1:]), r"0000001c0000001c, but begins with 00000803 \(00000003\) 0000001b0000001c"),
        (
            b"\0\0\x0c\3" + idx(PIXELS)[4:],
            "with the header 00000803 .* but begins with 00000c03",
        ),  # integers, not bytes
        (b"", "begins with"),
        (idx(PIXELS)[:12], "begins with 00000803"),
        (b"<html>Not found</html>", "begins with 3c68746d"),
        (idx(PIXELS)[:-1], "holds 3 items, 2368 bytes with the header, but has 2367: it was cut short or altered"),
        (idx(PIXELS) + b"\0", "holds 3 items, 2368 bytes with the header, but has 2369"),
        (gzip.compress(idx(PIXELS))[:-9], "can't be unzipped .*: it was cut short or altered"),
        (gzip.compress(idx(PIXELS))[:-1] + b"!", "can't be unzipped"),
        (gzip.compress(idx(PIXELS))[:10] + b"\xff" * 99, "can't be unzipped"),
    ],
)
def test_a_file_that_holds_something_else_is_refused_by_name(tmp_path, content, reason):
    write(tmp_path, GOOD | {IMAGE_FILE: content})
    with pytest.raises(ValueError, match=f"(?s){IMAGE_FILE} .*{reason}"):
        images.mnist("train", folder=tmp_path)


def test_a_label_file_cut_inside_its_header_is_refused(tmp_path):
    write(tmp_path, GOOD | {LABEL_FILE: idx(LABELS)[:6]})
    with pytest.raises(ValueError, match="holds 0 items, 8 bytes with the header, but has 6"):
        images.mnist("train", folder=tmp_path)


# Files that are fetched


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist", "kmnist"])
def test_each_dataset_is_fetched_from_its_own_archive_into_its_own_folder(name, serve, cache, monkeypatch):
    address = serve(GOOD)
    monkeypatch.setattr(images, "known_archive", lambda name: images.Archive(name, [address], SUMS))
    assert is_the_data(getattr(images, name)("train"))
    assert kept(cache.parent) == kept(cache.parent / name) == sorted(GOOD)


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist", "kmnist"])
def test_the_known_archives_have_four_sums_and_safe_addresses(name):
    archive = images.known_archive(name)
    assert sorted(archive.sha256) == [
        f"{part}-{kind}-ubyte.gz" for part in ["t10k", "train"] for kind in ["images-idx3", "labels-idx1"]
    ]
    assert all(re.fullmatch("[0-9a-f]{64}", known) for known in archive.sha256.values())
    assert all(re.fullmatch("https://.*/", mirror) for mirror in archive.mirrors)


def test_no_two_known_files_have_the_same_sum():
    archives = map(images.known_archive, ["mnist", "fashion_mnist", "kmnist"])
    assert len({known for archive in archives for known in archive.sha256.values()}) == 12


def test_what_was_fetched_once_is_read_offline(serve, nobody):
    images.idx_dataset(tiny(serve(GOOD)), "train")
    assert is_the_data(images.idx_dataset(tiny(nobody), "train"))


def test_when_one_mirror_fails_the_next_is_asked(serve, nobody):
    assert is_the_data(images.idx_dataset(tiny(nobody, serve({}), serve(GOOD)), "train"))


def test_an_altered_file_is_refused_and_not_left_in_the_cache(serve, cache):
    altered = gzip.compress(idx(255 - PIXELS))
    with pytest.raises(ConnectionError, match=f"{SUMS[IMAGE_FILE]} but got {hashlib.sha256(altered).hexdigest()}"):
        images.idx_dataset(tiny(serve(GOOD | {IMAGE_FILE: altered})), "train")
    assert kept(cache) == []


def test_a_truncated_file_is_refused_and_not_left_in_the_cache(serve, cache):
    with pytest.raises(ConnectionError, match=f"no {IMAGE_FILE} with SHA-256 {SUMS[IMAGE_FILE]}"):
        images.idx_dataset(tiny(serve(GOOD, HangsUpHalfway)), "train")
    assert kept(cache) == []


def test_a_download_that_the_reader_stops_leaves_nothing_behind(serve, cache, monkeypatch):
    def stopped(response, chunk_size):
        yield response.raw.read(9)
        raise KeyboardInterrupt

    monkeypatch.setattr("requests.Response.iter_content", stopped)
    with pytest.raises(KeyboardInterrupt):
        images.idx_dataset(tiny(serve(GOOD)), "train")
    assert kept(cache) == []


def test_a_cached_file_that_was_damaged_is_fetched_again(serve, cache):
    archive = tiny(serve(GOOD))
    images.idx_dataset(archive, "train")
    write(cache, {IMAGE_FILE: gzip.compress(idx(255 - PIXELS))})
    assert is_the_data(images.idx_dataset(archive, "train"))
    assert (cache / IMAGE_FILE).read_bytes() == GOOD[IMAGE_FILE]


def test_a_cached_file_that_was_damaged_is_not_used_offline(serve, nobody, cache):
    images.idx_dataset(tiny(serve(GOOD)), "train")
    write(cache, {IMAGE_FILE: gzip.compress(idx(255 - PIXELS))})
    with pytest.raises(
        ConnectionError, match=f"{re.escape(str(cache))} has no {IMAGE_FILE} with SHA-256 {SUMS[IMAGE_FILE]}"
    ):
        images.idx_dataset(tiny(nobody), "train")
    assert not (cache / IMAGE_FILE).exists()


def test_a_cache_below_a_file_gets_the_promised_error_and_what_to_do(tmp_path, nobody, serve, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("GANNOTES_CACHE", str(tmp_path / "file" / "cache"))
    for mirror in (nobody, serve(GOOD)):
        with pytest.raises(ConnectionError, match=r"(?s)name another in GANNOTES_CACHE\nWhat went wrong:.*Not a dir"):
            images.idx_dataset(tiny(mirror), "train")


def test_a_wrong_file_in_a_cache_that_can_only_be_read_is_not_used_and_the_error_is_the_promised_one(
    cache, nobody, monkeypatch
):
    write(cache.parent, {})
    write(cache, GOOD | {IMAGE_FILE: gzip.compress(idx(255 - PIXELS))})

    def read_only(self, missing_ok=False):
        raise OSError(30, "Read-only file system", str(self))

    monkeypatch.setattr(Path, "unlink", read_only)
    with pytest.raises(ConnectionError, match=f"(?s)no {IMAGE_FILE} with SHA-256.*name another in GANNOTES_CACHE"):
        images.idx_dataset(tiny(nobody), "train")


def test_a_good_file_in_a_cache_that_can_only_be_read_is_used(cache, nobody, monkeypatch):
    write(cache.parent, {})
    write(cache, GOOD)

    def read_only(*_, **__):
        raise PermissionError(30, "Read-only file system")

    for name in ("unlink", "mkdir", "touch"):
        monkeypatch.setattr(Path, name, read_only)
    monkeypatch.setattr("os.makedirs", read_only)
    assert is_the_data(images.idx_dataset(tiny(nobody), "train"))


def test_a_folder_in_the_place_of_a_cached_file_gets_the_promised_error(cache, serve):
    (cache / IMAGE_FILE).mkdir(parents=True)
    with pytest.raises(ConnectionError, match=f"(?s)no {IMAGE_FILE} with .*Is a directory"):
        images.idx_dataset(tiny(serve(GOOD)), "train")


def test_offline_with_an_empty_cache_the_error_says_what_to_do_and_what_was_tried(nobody):
    with pytest.raises(ConnectionError, match=f"(?s)folder=.*What went wrong:\n- {nobody}{IMAGE_FILE}: "):
        images.idx_dataset(tiny(nobody), "train")


def test_the_cache_is_the_users_own_unless_gannotes_cache_names_another(tmp_path, monkeypatch):
    assert images.cache() == tmp_path / "cache"
    monkeypatch.setenv("GANNOTES_CACHE", "~/data")
    assert images.cache() == Path.home() / "data"
    monkeypatch.delenv("GANNOTES_CACHE")
    assert images.cache() == Path(pooch.os_cache("gannotes"))
