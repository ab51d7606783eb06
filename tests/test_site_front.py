"""The front page lists the chapters, each with its first picture, small."""

import base64
import io

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from gannotes.site.front import MARK, with_chapters


def drawn(colour):
    file = io.BytesIO()
    Image.new("RGB", (1000, 500), colour).save(file, "PNG")
    return new_output("display_data", {"image/png": base64.b64encode(file.getvalue()).decode()})


def chapter(title, *outputs):
    return new_notebook(cells=[new_markdown_cell(f"# {title}\n\nText."), new_code_cell("1", outputs=list(outputs))])


def test_each_chapter_has_its_title_and_its_first_picture(tmp_path):
    words = new_output("stream", text="words")
    book = {
        "front.md": chapter("GAN Notes", drawn("red")),
        "00_start_here.ipynb": chapter("0. Start", drawn("red")),
        "02_the_game.ipynb": chapter("2. The game & more", words, drawn("blue"), drawn("red")),
        "03_later.ipynb": chapter("3. Later", words),
    }
    kept = []
    made = with_chapters(
        f"<p>a</p>{MARK}<p>b</p>", book, tmp_path, lambda data, kind: kept.append((data, kind)) or "small.webp"
    )
    assert made == (
        '<p>a</p><ol class="chapters"><li><a href="02_the_game.html"><img src="small.webp" alt="" loading="lazy">'
        '<span>2. The game &amp; more</span></a></li><li><a href="03_later.html"><span>3. Later</span></a></li></ol>'
        "<p>b</p>"
    )
    ((data, kind),) = kept
    picture = Image.open(io.BytesIO(data))
    assert (kind, picture.format, picture.size) == ("image/webp", "WEBP", (200, 100))
    red, _, blue = picture.getpixel((100, 50))
    assert blue > 200 > 50 > red, "the first picture, not the second"


def test_a_sheet_of_its_own_is_made_light(tmp_path):
    Image.new("RGB", (1280, 400), "red").save(tmp_path / "sheet.png")
    kept = []
    store = lambda data, kind: kept.append(Image.open(io.BytesIO(data)).size) or "light.webp"
    made = with_chapters(f'<img src="sheet.png" alt="x">{MARK}', {}, tmp_path, store)
    assert made == '<img src="light.webp" alt="x"><ol class="chapters"></ol>'
    assert kept == [(640, 200)]


def test_another_page_stays_as_it_is(tmp_path):
    book = {"02_x.ipynb": chapter("2. X", drawn("red"))}
    assert with_chapters("<p>a</p>", book, tmp_path, lambda data, kind: "small.webp") == "<p>a</p>"
