"""A diagram shows each box once, each way as an arrow between two boxes, and who stands still."""

import pytest
from matplotlib import pyplot
from matplotlib.colors import to_hex

from gannotes import diagrams, viz

BACK = [("cost", "D"), ("D", "fakes"), ("fakes", "G")]


@pytest.fixture
def drawn():
    """G's turn, and what was drawn of it: the boxes by their text, and the arrows."""
    fig, ax = pyplot.subplots()
    boxes, ways = diagrams.two_players()
    diagrams.diagram(ax, boxes, ways, still={"D"}, back=BACK)
    fig.canvas.draw()
    notes = [child for child in ax.get_children() if type(child).__name__ == "Annotation"]
    yield boxes, ways, {note.get_text(): note for note in notes if note.get_text()}, [n for n in notes if n.arrow_patch]
    pyplot.close(fig)


def test_every_box_is_where_it_was_put(drawn):
    boxes, _, notes, _ = drawn
    assert {note.get_text(): note.xy for note in notes.values()} == {box.text: box.at for box in boxes.values()}


def test_a_network_is_filled_in_its_colour_and_pale_while_it_stands_still(drawn):
    faces = {name: to_hex(drawn[2][name].get_bbox_patch().get_facecolor()) for name in ("G", "D", "data\nx")}
    assert faces == {"G": viz.GENERATOR.lower(), "D": "#ffffff", "data\nx": "#ffffff"}
    assert drawn[2]["D"].get_color() == viz.DISCRIMINATOR, "its letter can still be read"


def test_an_arrow_goes_from_box_to_box_and_the_gradients_are_orange(drawn):
    boxes, ways, _, arrows = drawn
    for color, pairs in ((viz.QUIET, ways), (viz.TRUTH, BACK)):
        ends = {(a.xyann, a.xy) for a in arrows if to_hex(a.arrow_patch.get_edgecolor()) == color.lower()}
        assert ends == {(boxes[start].at, boxes[end].at) for start, end in pairs}
    assert len(arrows) == len(ways) + len(BACK)


def test_no_box_is_cut_off_or_lies_on_another(drawn):
    *_, notes, _ = drawn
    frames = [note.get_bbox_patch().get_window_extent() for note in notes.values()]
    whole = next(iter(notes.values())).axes.get_window_extent()
    assert all(whole.contains(*corner) for frame in frames for corner in frame.corners())
    assert not any(one.overlaps(other) for i, one in enumerate(frames) for other in frames[:i])


def test_a_name_without_a_box_is_refused(drawn):
    boxes, ways, notes, _ = drawn
    with pytest.raises(ValueError, match="there is no box F, H: name some of z, G, fakes"):
        diagrams.diagram(notes["G"].axes, boxes, [*ways, ("G", "F")], still={"H"})
