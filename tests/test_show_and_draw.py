"""What a reader sees: sources, figures, the first cell."""

import math
import random

import matplotlib
import numpy as np
import pytest
import torch
from matplotlib import pyplot
from PIL import Image

from gannotes import begin, losses, source, train, viz


def displayed(monkeypatch, module):
    shown = []
    monkeypatch.setattr(module, "display", lambda *things, **how: shown.append((things, how)))
    return shown


def test_show_gives_the_tested_text_under_its_place(monkeypatch):
    shown = displayed(monkeypatch, source)
    source.show(losses.non_saturating, train.Descent.move)
    texts = [things[0].data for things, _ in shown]
    assert texts[0].startswith("# gannotes/losses.py:")
    assert "def non_saturating() -> AdversarialLoss:\n" in texts[0]
    assert "softplus(-a)" in texts[0]
    assert "\ndef move(self, batch: Batch) -> float:\n    own = [" in texts[1], "a method stands at the margin"


def test_the_place_is_the_line_where_it_stands():
    place, _, text = source.source(losses.hinge).partition("\n")
    line = int(place.rpartition(":")[2])
    assert (source.PACKAGE / "losses.py").read_text().splitlines()[line - 1].startswith("def hinge")
    assert text.startswith("def hinge")


@pytest.mark.parametrize("foreign", [len, math, torch.nn.Linear, 3])
def test_only_the_packages_own_code_is_shown(foreign):
    with pytest.raises(ValueError, match="show takes functions and classes of gannotes"):
        source.show(foreign)


def test_the_first_cell_makes_every_chance_repeat():
    def draws(seed):
        device, rng = begin.begin(seed=seed)
        own = torch.rand(2, generator=rng, device=device).tolist()
        return [torch.rand(2).tolist(), own, np.random.rand(), random.random()]

    assert draws(2) == draws(2) != draws(3)
    assert torch.get_num_threads() == 1
    assert matplotlib.rcParams["font.size"] == 12


@pytest.mark.parametrize("dark", ["dark_background", "Solarize_Light2", "ggplot"])
def test_the_first_cell_wipes_whatever_style_was_there(dark):
    begin.begin(seed=0)
    before = viz.png(figure())
    pyplot.style.use(dark)
    assert viz.png(figure()) != before
    begin.begin(seed=0)
    assert viz.png(figure()) == before
    assert matplotlib.rcParams["text.color"] == "black"


def figure():
    fig, ax = pyplot.subplots()
    ax.plot([0, 1], [1, 0])
    return fig


def test_present_gives_a_picture_with_its_words_and_closes_it(monkeypatch):
    shown = displayed(monkeypatch, viz)
    viz.style()
    viz.present(figure(), alt="A falling line.")
    ((bundle,), how) = shown[0]
    assert bundle["text/plain"] == "A falling line."
    assert bundle["image/png"].startswith(b"\x89PNG")
    assert how == {"metadata": {"image/png": {"alt": "A falling line.", "width": 672}}, "raw": True}
    assert not pyplot.get_fignums()


def test_the_same_figure_is_the_same_file():
    viz.style()
    assert viz.png(figure()) == viz.png(figure())


@pytest.mark.parametrize("alt", ["", "  "])
def test_a_figure_without_words_is_refused(alt):
    with pytest.raises(ValueError, match="say in alt what the figure shows"):
        viz.present(figure(), alt=alt)
    pyplot.close("all")


def test_pictures_stand_in_rows_in_their_order():
    fig, ax = pyplot.subplots()
    shades = torch.linspace(-1, 1, 6)[:, None, None, None].expand(6, 1, 4, 4)
    viz.pictures(ax, shades, columns=3, border=1)
    sheet = ax.images[0].get_array()
    assert sheet.shape == (9, 14)
    assert [sheet[2, 2], sheet[2, 7], sheet[7, 2]] == pytest.approx([-1, -0.6, 0.2])
    assert (sheet[4] == 1).all(), "a white border between rows"
    with pytest.raises(ValueError, match="6 images don't fill rows of 4"):
        viz.pictures(ax, shades, columns=4)
    pyplot.close(fig)


def test_pictures_in_colour_keep_their_channels():
    fig, ax = pyplot.subplots()
    red = torch.tensor([1.0, -1.0, -1.0])[None, :, None, None].expand(2, 3, 4, 4)
    viz.pictures(ax, torch.cat([red, red.flip(1)]), columns=2, border=1)
    sheet = ax.images[0].get_array()
    assert sheet.shape == (9, 9, 3)
    assert sheet[0, 0].tolist() == sheet[0, 5].tolist() == [1, 0, 0]
    assert sheet[5, 0].tolist() == [0, 0, 1]
    assert sheet[4].min() == 1, "a white border between rows"
    pyplot.close(fig)


def test_what_a_network_returns_is_drawn_without_its_gradient():
    fig, (sheet, upper, lower) = pyplot.subplots(3)
    x = torch.linspace(-1, 1, 32, requires_grad=True)
    viz.pictures(sheet, x.view(2, 1, 4, 4), columns=2)
    viz.figure_one(upper, x, x, x * 2, x * 3, x * 4)
    viz.arrows(lower, x[:3], x[:3] * 2, (-2, 2))
    assert sheet.images[0].get_array()[0, 0] == -1
    assert sorted(line.get_ydata()[-1] for line in upper.lines) == [1, 2, 3, 4]
    viz.pictures(sheet, x.detach().bfloat16().view(2, 1, 4, 4), columns=2)
    assert sheet.images[1].get_array().dtype == np.float32
    pyplot.close(fig)


def test_pictures_of_two_channels_are_refused(as_readers_run):
    fig, ax = pyplot.subplots()
    with pytest.raises(ValueError, match=r"\(n, 1, h, w\) or \(n, 3, h, w\), got \(1, 2, 4, 4\)"):
        viz.pictures(ax, torch.zeros(1, 2, 4, 4), columns=1)
    pyplot.close(fig)


def test_figure_one_draws_each_curve_in_the_books_colour():
    fig, (upper, lower) = pyplot.subplots(2)
    x = torch.linspace(-2, 2, 5)
    viz.figure_one(upper, x, x, x + 1, x + 2, x + 3)
    drawn = {line.get_color(): line.get_ydata()[0] for line in upper.lines}
    assert drawn == {viz.DATA: -2, viz.GENERATOR: -1, viz.DISCRIMINATOR: 0, viz.TRUTH: 1}
    viz.arrows(lower, torch.tensor([-1.0, 0.0, 1.0]), torch.tensor([0.5, 0.6, 0.7]), (-2, 2))
    assert [(a.xyann, a.xy) for a in lower.texts if hasattr(a, "xyann")] == [
        ((-2.0, 0), (0.5, 1)),
        ((0.0, 0), (pytest.approx(0.6), 1)),
        ((2.0, 0), (pytest.approx(0.7), 1)),
    ]
    viz.label(upper, 0, 0, "data", viz.DATA)
    assert upper.texts[0].get_text() == "data"
    pyplot.close(fig)


def test_the_books_colours_differ_in_lightness_too():
    """Who sees no hue still tells data, generator, discriminator and truth apart by line style and lightness."""
    assert len({str(style["linestyle"]) for style in viz.LINE.values()}) == len(viz.LINE)
    shades = [np.dot(matplotlib.colors.to_rgb(s["color"]), [0.299, 0.587, 0.114]) for s in viz.LINE.values()]
    assert Image.fromarray(np.uint8(np.array([shades]) * 255)).size == (4, 1)
    assert min(abs(a - b) for i, a in enumerate(shades) for b in shades[:i]) > 0.03
