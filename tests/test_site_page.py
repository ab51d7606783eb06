"""An executed notebook becomes a page; nothing that a reader needs is lost on the way."""

import base64
import io
import json
import re
import subprocess
import sys
from functools import partial

import pytest
from matplotlib import pyplot
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from gannotes import exercises, frames, viz
from gannotes.site.markdown import Page
from gannotes.site.page import CantRender, body
from gannotes.site.pictures import ImageStore, inline
from gannotes.site.runbox import Address, chapter_page
from gannotes.site.tex import WrongTeX

DOT = base64.b64encode(b"a picture").decode()


def page(*cells):
    notebook = new_notebook(cells=list(cells))
    return body(notebook, lambda data, kind: f"{kind}!", Page(lambda tex, display: f"[{tex}]"))


def code(source="1", *outputs, tags=()):
    return new_code_cell(source, outputs=list(outputs), execution_count=1, metadata={"tags": list(tags)})


def figure(alt="Two bars."):
    return new_output(
        "display_data",
        {"image/png": DOT, "text/plain": alt},
        metadata={"image/png": {"alt": alt, "width": 672}},
    )


def printed(text):
    return new_output("stream", name="stdout", text=text)


def test_a_figure_has_its_words_its_width_and_its_caption():
    made = page(
        code("draw()", figure()), new_markdown_cell('<a id="fig-2-1"></a>\n\n**Figure 2.1.** Two $x$.\n\nAnd on.')
    )
    assert '<figure id="fig-2-1"><img class="figure" src="image/png!" alt="Two bars." width="672">' in made
    assert "<figcaption><p><strong>Figure 2.1.</strong> Two [x].</p>\n</figcaption></figure>" in made
    assert made.count("Figure 2.1") == 1
    assert made.endswith("<p>And on.</p>\n")


def test_a_caption_without_a_figure_stays_prose():
    assert "<figure" not in page(code("1"), new_markdown_cell("**Figure 2.1.** Nothing."))


def test_code_folds_and_is_shut_where_it_is_beside_the_point():
    assert '<details class="input" open>' in page(code())
    assert '<details class="input">' in page(code(tags=["hide-input"]))
    assert '<details class="output">' in page(code("1", printed("x"), tags=["hide-output"]))
    assert page(code("secret", tags=["remove-cell"]), code("")) == ""


def test_printed_lines_show_what_a_terminal_would():
    made = page(code("1", printed("\x1b[31mred\x1b[0m\n10%\r100%\n\N{CHECK MARK} a < b\n")))
    assert ">red\n100%\n" in made
    assert '<span class="tick">\N{CHECK MARK}</span> a &lt; b</pre>' in made


def test_shown_source_stands_under_its_place():
    source = "# gannotes/losses.py:37\ndef f(): ...\n"
    output = new_output(
        "display_data", {"text/latex": r"\begin{Verbatim}", "text/html": "<style>", "text/plain": source}
    )
    made = page(code("show(f)", output))
    assert "gannotes/losses.py, line 37" in made
    assert "<style>" not in made
    assert '<span class="k">def</span>' in made


def test_tables_and_markdown_and_values_are_shown():
    assert "<td>1</td>" in page(code("1", new_output("display_data", {"text/html": "<td>1</td>", "text/plain": "1"})))
    assert "<em>so</em>" in page(code("1", new_output("display_data", {"text/markdown": "*so*", "text/plain": "so"})))
    assert "tensor(1)" in page(code("1", new_output("execute_result", {"text/plain": "tensor(1)"}, execution_count=1)))
    algebra = new_output("display_data", {"text/latex": "$\\displaystyle x^2$", "text/plain": "x**2"})
    assert '<div class="equation">[\\displaystyle x^2]</div>' in page(code("1", algebra))
    drawing = new_output("display_data", {"image/svg+xml": "<svg/>"}, metadata={"image/svg+xml": {"alt": "A line."}})
    assert 'src="image/svg+xml!" alt="A line."' in page(code("1", drawing))


def test_a_live_widget_without_frames_leaves_no_trace_of_its_insides():
    widget = new_output(
        "display_data", {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "VBox(children=())"}
    )
    assert "VBox" not in page(code("1", widget))


def test_source_that_is_not_ours_is_listed_without_a_place():
    output = new_output("display_data", {"text/latex": r"\begin{Verbatim}", "text/plain": "x = 1\n"})
    made = page(code("1", output))
    assert 'class="listing"' in made
    assert "place" not in made


def draw(k, shape="o"):
    made, ax = pyplot.subplots(figsize=(2, 1))
    ax.plot([k], [k], shape)
    return made


def test_frames_hold_one_picture_for_each_combination():
    made = frames.explored(draw, lambda k, shape: f"{shape} at {k}", k=[1, 2.5], shape=["o", "x", "s"])
    assert made["controls"] == [{"name": "k", "values": ["1", "2.5"]}, {"name": "shape", "values": ["o", "x", "s"]}]
    assert [frame["text"] for frame in made["frames"]] == [f"{s} at {k}" for k in (1, 2.5) for s in "oxs"]
    assert made["width"] == 2 * viz.SCREEN
    picture = Image.open(io.BytesIO(base64.b64decode(made["frames"][0]["webp"])))
    original = Image.open(io.BytesIO(viz.png(draw(1)))).convert("RGB")
    assert picture.convert("RGB").tobytes() == original.tobytes()


def test_too_many_frames_are_refused():
    with pytest.raises(ValueError, match="13 x 5 = 65 combinations"):
        frames.explored(draw, str, k=range(13), j=range(5))


@pytest.fixture
def moves():
    played = []
    steps = {name: partial(played.append, name[-1]) for name in ("step_D", "step_G")}
    return {"played": played, "moves": steps | {"start_again": played.clear}}


def test_a_recorded_game_has_a_frame_before_and_after_each_move(moves):
    played, moves = moves.values()
    record = ["step_D", "step_D", "step_G", "start_again"]
    made = frames.recorded_frames(lambda: draw(len(played)), lambda: "".join(played) or "-", moves, record)
    assert [frame["text"] for frame in made["frames"]] == ["-", "D", "DD", "DDG", "-"]
    assert made["controls"] == [{"name": "move", "values": ["start", "step D", "step D", "step G", "start again"]}]
    assert made["moves"] == ["step D", "step G", "start again"]


@pytest.mark.parametrize(
    ("record", "problem"),
    [(["jump"], r"names \['jump'\]"), (["step_D"] * 64, "64 moves"), (["step_D"], "that starts again")],
)
def test_a_recording_that_no_page_can_use_is_refused(moves, record, problem):
    played, moves = moves.values()
    with pytest.raises(ValueError, match=problem):
        frames.recorded_frames(lambda: draw(1), lambda: "".join(played), moves, record)


def test_an_interactive_figure_is_a_player_whose_first_frame_stands_without_a_script():
    data = frames.explored(draw, lambda k: f'at "{k}"', k=[1, 2])
    output = new_output("display_data", {frames.FRAMES: data, "image/png": DOT, "text/plain": "at 1"})
    made = page(code("explore()", output), new_markdown_cell("**Figure 2.2.** Move it."))
    assert 'id="fig-2-2"' in made
    assert '<div class="knobs" hidden>' in made
    assert 'alt="at &quot;1&quot;"' in made
    held = re.search(r'data-frames="([^"]*)"', made)[1].replace("&quot;", '"')
    assert len(json.loads(held)) == 2


def test_wrong_tex_names_its_cell():
    def refuse(tex, display):
        raise WrongTeX(f"KaTeX can't read {tex}")

    notebook = new_notebook(cells=[new_markdown_cell("# Why"), new_markdown_cell("$q$")])
    with pytest.raises(CantRender, match=r'the text under "Why".*\n.*KaTeX can\'t read q'):
        body(notebook, inline, Page(refuse))


def test_binder_and_colab_come_from_one_setting():
    assert [words for words, _ in Address("02_the_game").links()] == ["Open in JupyterLab", "Download the notebook"]
    links = dict(Address("02_the_game", "https://github.com/owner/gan-notes").links())
    assert (
        links["Binder"]
        == "https://mybinder.org/v2/gh/owner/gan-notes/main?urlpath=lab/tree/notebooks/02_the_game.ipynb"
    )
    assert links["Colab"].endswith("/github/owner/gan-notes/blob/main/notebooks/02_the_game.ipynb")


@pytest.mark.parametrize("time", ["Reading 30 min, running 45 s.", "<strong>Time</strong>: reading 30 minutes."])
def test_the_box_stands_under_the_title_and_takes_the_measured_times(time):
    made = chapter_page(f"<h1>The game</h1><p>Why?</p>\n<p>{time}</p><p>On.</p>", Address("02_a"))
    assert made.index("</h1>") < made.index("make lab") < made.index(time) < made.index("Why?")
    assert made.count(time) == 1
    assert 'data-chapter="02_a"' in made
    assert 'class="progress"' in chapter_page("<h1>Start</h1>", Address("00_start_here"))


def test_pictures_are_written_once_and_old_ones_go(tmp_path):
    (tmp_path / "_figures").mkdir()
    (tmp_path / "_figures" / "old.png").write_bytes(b"")
    store = ImageStore(tmp_path / "_figures")
    first, again = store(b"x", "image/webp"), store(b"x", "image/webp")
    before = (tmp_path / first).stat().st_mtime_ns
    store.tidy()
    assert first == again
    assert first.endswith(".webp")
    assert [file.name for file in (tmp_path / "_figures").iterdir()] == [first.partition("/")[2]]
    assert (tmp_path / first).stat().st_mtime_ns == before
    assert inline(b"x", "image/png") == "data:image/png;base64,eA=="


def test_an_exercises_hints_are_folded_below_it():
    made = page(code('answer = ...\ncheck("2.1", answer)', printed("Exercise 2.1 waits for your answer")))
    folded = re.search(r'<details class="hints"><summary>Hints for 2.1</summary>(.*?)</details>', made, re.DOTALL)[1]
    assert folded.count("<li>") == len(exercises.find("2.1").hints)
    assert '<details class="hints" open' not in made
    assert "Hints for" not in page(code("x = 1"))


def test_a_page_without_an_exercise_needs_no_torch():
    looked = (
        "import sys; from gannotes.site.hints import hints; from gannotes.site.markdown import Page; "
        "assert not hints('x = 1', Page(str)); print('torch' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True).stdout == "False\n"
    )


def test_a_gif_moves_on_the_page(tmp_path):
    ball = new_output("display_data", {"image/gif": DOT, "text/plain": ""}, metadata={"image/gif": {"alt": "A ball."}})
    assert '<img class="figure" src="image/gif!" alt="A ball.">' in page(code("1", ball))
    assert ImageStore(tmp_path)(b"x", "image/gif").endswith(".gif")
