"""Real pictures and published weights are read from where a reader has them, and nothing is fetched for it."""

import sys

import numpy as np
import pytest
import torch
from PIL import Image
from test_resnet_translator import released, typed_flat

from gannotes.data import images, photographs
from gannotes.data.usual_places import usual_folder
from gannotes.models.translate import published

SIDES = (300, 451, 400, 500, 427)


@pytest.fixture
def with_skimage(tmp_path, monkeypatch):
    """A package called skimage with five pictures: each is one slope, redder to the right and greener downwards."""
    data = tmp_path / "skimage" / "data"
    data.mkdir(parents=True)
    (data.parent / "__init__.py").write_text("raise ImportError('nobody needs to import it')\n")
    for name, side in zip(photographs.NAMES, SIDES, strict=True):
        down, across = np.mgrid[:side, : side + 20]
        slope = np.stack([across * 255 / (side + 19), down * 255 / (side - 1), np.full_like(down, 7)], 2)
        Image.fromarray(slope.round().astype(np.uint8)).save(data / name, quality=95)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "skimage", raising=False)
    return data


def test_crops_of_photographs_are_upright_squares_of_diced_widths(with_skimage):
    x = photographs.photographs(20, 32, torch.Generator().manual_seed(0))
    assert x.shape == (20, 3, 32, 32)
    assert x.dtype == torch.uint8
    red, green, blue = x.double().unbind(1)
    to_the_right, down = red[:, :, -1] - red[:, :, 0], green[:, -1] - green[:, 0]
    sides = torch.tensor(SIDES).repeat(4)
    widths = down.mean(1) * sides / 255 * 32 / 31
    torch.testing.assert_close(to_the_right.mean(1) * (sides + 20) / 255 * 32 / 31, widths, atol=3, rtol=0)
    assert widths.min() > 28
    assert widths.max() < 4 * 32 + 4
    assert widths.std() > 15
    assert (red - red.mean(1, keepdim=True)).abs().max() < 3  # columns of one colour: nothing is turned
    assert (blue - 7).abs().max() < 4
    assert len(x.flatten(1).unique(dim=0)) == 20
    assert torch.equal(x, photographs.photographs(20, 32, torch.Generator().manual_seed(0)))


def test_without_scikit_image_or_a_picture_of_it_one_is_told(with_skimage, monkeypatch):
    (with_skimage / "coffee.png").unlink()
    with pytest.raises(ValueError, match=r"has no coffee.png in .*another release"):
        photographs.photographs(1)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"gannotes\[photos\]"):
        photographs.photographs(1)


def test_crops_that_can_not_be_are_refused(with_skimage):
    with pytest.raises(ValueError, match="at least one crop"):
        photographs.photographs(0)
    with pytest.raises(ValueError, match="no square of 301"):
        photographs.photographs(1, 301)


def test_the_first_usual_place_that_has_the_data_is_taken(tmp_path):
    nowhere, here, later = (tmp_path / name for name in ("a", "b", "c"))
    assert usual_folder("fashion-mnist", (nowhere, here, later)) is None
    for place in (here, later):
        (place / "fashion-mnist").mkdir(parents=True)
    found = usual_folder("fashion-mnist", (nowhere, here, later))
    assert found == here / "fashion-mnist"
    with pytest.raises(FileNotFoundError, match="should hold one of train-images"):
        images.fashion_mnist("train", found)


# Published weights


def test_published_weights_are_loaded_by_their_own_names_and_compute_the_published_function(tmp_path):
    """A file of random weights in the shapes of horse2zebra's, which has six blocks fewer to be quick."""
    state = {name: tensor.float() / 4 for name, tensor in released(64, 3).items()}
    torch.save(state, tmp_path / "horse2zebra.pth")
    G = published(tmp_path / "horse2zebra.pth", blocks=3)
    assert not G.training
    assert not any(weight.requires_grad for weight in G.parameters())
    x = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(1)) * 2 - 1
    torch.testing.assert_close(G(x), typed_flat(state, x, 3), atol=1e-4, rtol=1e-3)


def test_the_default_is_the_published_size(tmp_path):
    state = released(64, 9)
    assert sum(tensor.numel() for tensor in state.values()) == 11_378_179
    torch.save({name: torch.zeros_like(tensor).half() for name, tensor in state.items()}, tmp_path / "G.pth")
    assert published(tmp_path / "G.pth")(torch.zeros(1, 3, 16, 16)).abs().max() == 0


class Harm:
    """What a pickle could do."""

    def __reduce__(self):
        return print, ("harm",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"model.1.weight": torch.zeros(3)}, "no ResNet generator of 2 blocks: it should hold 20 tensors"),
        ([1, 2], "no ResNet generator"),
        ({"harm": Harm()}, "holds no tensors that can be read"),
    ],
)
@pytest.mark.filterwarnings("ignore:ResnetGenerator is not loaded whole")
def test_other_files_are_refused_and_nothing_in_them_runs(tmp_path, content, reason, capsys):
    torch.save(content, tmp_path / "G.pth")
    with pytest.raises(ValueError, match=reason):
        published(tmp_path / "G.pth", blocks=2)
    assert capsys.readouterr().out == ""


def test_a_file_that_was_cut_short_or_is_not_there_is_named(tmp_path):
    torch.save({"model.1.weight": torch.zeros(3)}, tmp_path / "G.pth")
    (tmp_path / "cut.pth").write_bytes((tmp_path / "G.pth").read_bytes()[:200])
    with pytest.raises(ValueError, match=r"cut.pth holds no tensors .* cut short"):
        published(tmp_path / "cut.pth")
    with pytest.raises(FileNotFoundError, match="download_cyclegan_model"):
        published(tmp_path / "none.pth")
