"""The front page's list of chapters, each with the first picture that it shows, made small."""

import base64
import html
import io
import re

from nbformat import NotebookNode
from PIL import Image

from gannotes.site.crossrefs import Book
from gannotes.site.outputs import Store, joined

MARK = '<div class="chapters"></div>'
SIZE = (320, 200)  # pixels at most: shown at half of it, sharp on a phone


def first_picture(notebook: NotebookNode) -> bytes | None:
    """The first PNG among a chapter's outputs."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if found := output.get("data", {}).get("image/png"):
                return base64.b64decode(joined(found))
    return None


def small(picture: bytes) -> bytes:
    """The picture as a WebP file of a few kilobytes."""
    made, file = Image.open(io.BytesIO(picture)).convert("RGB"), io.BytesIO()
    made.thumbnail(SIZE)
    made.save(file, "WEBP", quality=70)
    return file.getvalue()


def card(name: str, notebook: NotebookNode, store: Store) -> str:
    title = html.escape(re.sub(r"^# *", "", notebook.cells[0].source.splitlines()[0]))
    picture = first_picture(notebook)
    shown = f'<img src="{store(small(picture), "image/webp")}" alt="" loading="lazy">' if picture else ""
    return f'<li><a href="{name.removesuffix(".ipynb")}.html">{shown}<span>{title}</span></a></li>'


def with_chapters(page: str, book: Book, store: Store) -> str:
    """A page with the numbered chapters in the place that it marks for them; any other as it is."""
    if MARK not in page:
        return page
    cards = (card(name, book[name], store) for name in book if re.match(r"(?!00)\d\d_.*\.ipynb$", name))
    return page.replace(MARK, f'<ol class="chapters">{"".join(cards)}</ol>')
