"""A folder that memory does not hold: the same pictures in the same batches, read when they are due."""

import itertools

import numpy as np
import pytest
import torch
from PIL import Image

from gannotes.data import lazy, streams

N, SIZE = 300, 6
BYTES = 3 * SIZE * SIZE


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """300 pictures of noise, a folder and a text among them."""
    path = tmp_path_factory.mktemp("many")
    noise = np.random.default_rng(0).integers(0, 256, (N, SIZE, SIZE, 3), dtype=np.uint8)
    for number, pixels in enumerate(noise):
        Image.fromarray(pixels).save(path / f"{number:03}.png")
    (path / "inside").mkdir()
    (path / "notes.txt").write_text("no picture")
    return path


def opened(place, memory):
    with pytest.warns(UserWarning, match="passed over 2 that are no pictures"):
        return lazy.pictures(place, SIZE, memory)


def batches(pictures, n, seed=0):
    stream = streams.shuffled(pictures, batch_size=32, generator=torch.Generator().manual_seed(seed))
    return torch.stack([x for (x,) in itertools.islice(stream, n)])


@pytest.mark.parametrize("room", [0, 40, N + 2])
def test_batches_are_the_same_to_the_bit_whatever_memory_there_is(place, room):
    found = opened(place, room * BYTES)
    eager = opened(place, 2 * N * BYTES)
    assert isinstance(eager, torch.Tensor)
    assert isinstance(found, torch.Tensor) == (room > N)
    assert torch.equal(batches(found, 30), batches(eager, 30))  # three passes and more


def test_no_more_pictures_are_kept_than_memory_holds_and_those_are_read_once(place, monkeypatch):
    read = []
    square = lazy.square
    monkeypatch.setattr(lazy, "square", lambda file, *more: (read.append(file), square(file, *more))[1])
    found = opened(place, 40 * BYTES + BYTES - 1)
    assert not read, "nothing is read at the start"
    rows = torch.arange(N)
    first, again = found[rows], found[rows]
    assert torch.equal(first, again)
    assert first.is_contiguous(), "convolutions of other strides sum in another order"
    assert found.store.nbytes == 40 * BYTES
    assert len(read) == N + (N - 40)


def test_a_stream_goes_on_among_pictures_that_are_read_anew(place):
    first, second = (opened(place, room * BYTES) for room in (10, 90))
    rng = torch.Generator().manual_seed(3)
    stream = streams.shuffled(first, batch_size=32, generator=rng)
    for _ in range(12):
        next(stream)
    later = torch.Generator()
    later.set_state(rng.get_state())
    goes_on = streams.shuffled(second, batch_size=32, generator=later)
    goes_on.load_state_dict(stream.state_dict())
    for _ in range(12):
        assert torch.equal(next(stream)[0], next(goes_on)[0])


def spoilt(tmp_path, place, *names):
    for number in range(6):
        (tmp_path / f"{number}.png").write_bytes((place / f"{number:03}.png").read_bytes())
    for name in names:
        (tmp_path / name).write_bytes(b"no picture at all")
    return [tmp_path / f"{number}.png" for number in range(6)]


def test_for_a_file_that_can_not_be_read_the_next_of_its_kind_stands_in_and_it_is_said_once(tmp_path, place):
    files = spoilt(tmp_path, place, "1.png", "5.png")
    found = lazy.Lazily(files, SIZE, 0, kinds=[0, 1, 0, 1, 1, 0])
    with pytest.warns(UserWarning, match=r"can't be read .*: another stands in for it") as heard:
        rows = found[torch.tensor([0, 1, 2, 3, 5, 1, 5])]
    assert [str(warning.message).split()[0].rpartition("/")[2] for warning in heard] == ["1.png", "5.png"]
    assert torch.equal(rows[1], rows[3])  # 3 is the next of 1's kind
    assert torch.equal(rows[4], rows[0])  # behind the last one, the first
    assert torch.equal(rows[5:], rows[[1, 4]])
    assert not torch.equal(rows[0], rows[2])


def test_where_nobody_can_stand_in_it_is_an_error(tmp_path, place):
    files = spoilt(tmp_path, place, "1.png")
    found = lazy.Lazily(files, SIZE, 0, kinds=[0, 1, 0, 0, 0, 0])
    with (
        pytest.warns(UserWarning, match="1.png"),
        pytest.raises(ValueError, match=r"1.png can't be read, and nor can another"),
    ):
        found[torch.tensor([1])]


def test_memory_that_runs_out_is_no_fault_of_a_file(tmp_path, place, monkeypatch):
    found = lazy.Lazily(spoilt(tmp_path, place), SIZE)

    def full(*_):
        raise MemoryError

    monkeypatch.setattr(lazy, "square", full)
    with pytest.raises(MemoryError):
        found[torch.tensor([1])]


def test_a_folder_without_pictures_is_refused_as_it_is_in_memory(tmp_path):
    (tmp_path / "notes.txt").write_text("no picture")
    with (
        pytest.warns(UserWarning, match="passed over"),
        pytest.raises(ValueError, match="holds no picture that can be read"),
    ):
        lazy.pictures(tmp_path, SIZE, memory=0)
