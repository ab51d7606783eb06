"""The front page's list of chapters, each with the first picture that it shows, made small."""

import base64
import html
import io
import re
from pathlib import Path

from nbformat import NotebookNode
from PIL import Image

from gannotes.site.crossrefs import Book
from gannotes.site.outputs import Store, joined

MARK = '<div class="chapters"></div>'
SIZE, SHEET = (200, 125), (640, 400)  # pixels at most: the first page of the site stays light


def first_picture(notebook: NotebookNode) -> bytes | None:
    """The first PNG among a chapter's outputs."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if found := output.get("data", {}).get("image/png"):
                return base64.b64decode(joined(found))
    return None


def small(picture: bytes, size: tuple[int, int] = SIZE) -> bytes:
    """The picture as a WebP file of a few kilobytes."""
    made, file = Image.open(io.BytesIO(picture)).convert("RGB"), io.BytesIO()
    made.thumbnail(size)
    made.save(file, "WEBP", quality=50)
    return file.getvalue()


def card(name: str, notebook: NotebookNode, store: Store) -> str:
    title = html.escape(re.sub(r"^# *", "", notebook.cells[0].source.splitlines()[0]))
    picture = first_picture(notebook)
    shown = f'<img src="{store(small(picture), "image/webp")}" alt="" loading="lazy">' if picture else ""
    return f'<li><a href="{name.removesuffix(".ipynb")}.html">{shown}<span>{title}</span></a></li>'


def with_chapters(page: str, book: Book, folder: Path, store: Store) -> str:
    """A page with the numbered chapters in the place that it marks for them, its pictures light; any other as it is."""
    if MARK not in page:
        return page
    light = lambda file: store(small((folder / file[1]).read_bytes(), SHEET), "image/webp")
    page = re.sub(r'(?<=<img src=")(\w+\.png)(?=")', light, page)
    cards = (card(name, book[name], store) for name in book if re.match(r"(?!00)\d\d_.*\.ipynb$", name))
    return page.replace(MARK, f'<ol class="chapters">{"".join(cards)}</ol>')
