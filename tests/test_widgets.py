"""Sliders and buttons redraw what they are about, say it in words, and hide no failure."""

import math

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure

from gannotes import widgets


def draw(**values):
    fig = Figure(figsize=(2, 1))
    fig.subplots().plot([0, sum(values.values(), 1)])
    return fig


def describe(**values):
    return f"now <{values}>"


@pytest.fixture
def shown(monkeypatch):
    bundles = []
    monkeypatch.setattr(widgets, "display", lambda *things, **how: bundles.append((things[0], how)))
    return bundles


def test_a_slider_redraws_the_figure_and_its_words():
    stage = widgets.Stage(draw, describe)
    (slider,) = widgets.sliders(stage, k=[1, 2, 5])
    before = stage.picture.value
    slider.value = 5
    assert stage.text == "now <{'k': 5}>"
    assert stage.picture.value != before
    assert "now &lt;" in stage.words.value
    assert 'aria-live="polite"' in stage.words.value
    assert 'alt="now &lt;' in stage.picture.value


def test_sliders_are_called_by_their_names_and_show_their_values():
    stage = widgets.Stage(draw, describe)
    rate, k = widgets.sliders(stage, learning_rate=[0.1, 0.001], k=range(1, 4))
    assert rate.description == "learning rate"
    assert [name for name, _ in rate.options] == ["0.1", "0.001"]
    assert [value for _, value in k.options] == [1, 2, 3]


def test_explore_shows_widgets_and_for_those_without_a_kernel_the_first_picture(shown):
    widgets.explore(draw, describe, k=[1, 2])
    ((bundle, how),) = shown
    assert set(bundle) >= {"application/vnd.jupyter.widget-view+json", "image/png", "text/plain"}
    assert bundle["text/plain"] == "now <{'k': 1}>"
    assert bundle["image/png"].startswith(b"\x89PNG")
    assert how["metadata"]["image/png"]["alt"] == bundle["text/plain"]


def test_explore_carries_a_frame_for_each_value_for_pages_without_a_kernel(shown):
    widgets.explore(draw, describe, k=[1, 2, 5])
    frames = shown[0][0][widgets.FRAMES]
    assert [frame["text"] for frame in frames["frames"]] == [f"now <{{'k': {k}}}>" for k in (1, 2, 5)]
    assert frames["controls"] == [{"name": "k", "values": ["1", "2", "5"]}]


def test_a_recorded_game_is_played_beforehand_and_ends_where_it_began(shown):
    made = []
    widgets.play_by_hand(
        draw,
        lambda: f"{len(made)} moves",
        record=["step_D", "step_D", "start_again"],
        step_D=lambda: made.append("D"),
        start_again=made.clear,
    )
    bundle = shown[0][0]
    assert [frame["text"] for frame in bundle[widgets.FRAMES]["frames"]][:3] == ["0 moves", "1 moves", "2 moves"]
    assert bundle["text/plain"] == "0 moves"


def test_a_button_makes_its_move_and_then_the_figure_is_drawn():
    made = []
    stage = widgets.Stage(draw, lambda: f"{len(made)} moves: {made}")
    row = widgets.buttons(stage, step_D=lambda: made.append("D"), step_G=lambda: made.append("G"))
    assert [button.description for button in row.children] == ["step D", "step G"]
    assert stage.text == "0 moves: []"
    row.children[0].click()
    row.children[1].click()
    assert stage.text == "2 moves: ['D', 'G']"


def test_play_by_hand_shows_its_buttons(shown):
    widgets.play_by_hand(draw, lambda: "the start", step_D=lambda: None)
    assert shown[0][0]["text/plain"] == "the start"


def test_a_failing_move_is_shown_under_its_figure():
    def fail():
        raise FloatingPointError("G's objective is <nan>")

    stage = widgets.Stage(draw, lambda: "fine")
    row = widgets.buttons(stage, step_G=fail)
    row.children[0].click()  # ipywidgets logs what a callback raises, where no reader looks
    assert 'role="alert"' in stage.words.value
    assert "FloatingPointError: G&#x27;s objective is &lt;nan&gt;" in stage.words.value


def test_a_failing_drawing_is_shown_and_raised():
    stage = widgets.Stage(lambda k: 1 / (k - 2), lambda k: "words")
    with pytest.raises(ZeroDivisionError):
        stage.show(k=2)
    assert "ZeroDivisionError" in stage.words.value


@pytest.mark.parametrize("strange", [math.nan, np.arange(2), torch.arange(2)])
def test_a_value_that_is_not_equal_to_itself_is_refused_by_name(strange):
    with pytest.raises(ValueError, match=r"slider k finds a value by comparing it, and .* is not simply equal"):
        widgets.sliders(widgets.Stage(draw, describe), k=[1, strange])


@pytest.mark.parametrize("values", [[], [3]])
def test_a_slider_with_nothing_to_choose_is_refused(values):
    with pytest.raises(ValueError, match="slider k needs at least two values"):
        widgets.sliders(widgets.Stage(draw, describe), k=values)
