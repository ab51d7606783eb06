"""The book as one PDF: each chapter's page of the site printed by itself, then joined.

python -m gannotes.site.pdf site build/gan-notes.pdf
"""

import html
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gannotes.site.binding import Binding
from gannotes.site.press import CantPrint, print_page


def reading_order(site: Path) -> list[Path]:
    """The pages of the chapters, by the site's contents."""
    contents = site / "toc.html"
    if not contents.exists():
        raise FileNotFoundError(f"there is no {contents}: run `make book` first")
    names = re.findall(r'<a href="([^"#]+\.html)"', contents.read_text(encoding="utf-8"))
    return [site / name for name in dict.fromkeys(names)]


def about(page: Path) -> dict[str, str]:
    """What the file says of itself, from the head of a page: a chapter's title ends in the book's."""
    head = page.read_text(encoding="utf-8").partition("</head>")[0]
    title = re.search(r"<title>(.*?)</title>", head, re.S)
    subject = re.search(r'<meta name="description" content="(.*?)"', head, re.S)
    found = {"Title": title and title[1].rpartition(" - ")[2], "Subject": subject and subject[1]}
    return {key: html.unescape(text) for key, text in found.items() if text}


def pdf(site: Path, to: Path) -> Iterator[tuple[str, int]]:
    """Prints chapter after chapter, and yields each one's name and number of pages; then the file is there.

    It is replaced by a whole one or not at all. CantPrint says which chapter failed and why; the browser's log lies
    beside. The browser is a new one for each chapter, so that memory is that of the longest chapter.
    """
    pages = reading_order(site)
    to.parent.mkdir(parents=True, exist_ok=True)
    log, book = to.with_suffix(".log"), Binding()
    with tempfile.TemporaryDirectory() as place:
        for page in pages:
            try:
                chapter = print_page(page, len(book.chapter_of) + 1, Path(place) / f"{page.stem}.pdf", log)
            except CantPrint as problem:
                raise CantPrint(f"{page} could not be printed: {problem}; what the browser said is in {log}") from None
            book.add(page.name, chapter)
            yield page.stem, len(chapter.pages)
        made = Path(place) / to.name
        book.write(made, about(pages[0]))
        shutil.move(made, to)
    log.unlink()


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    site, to = map(Path, sys.argv[1:])
    try:
        for name, pages in pdf(site, to):
            print(f"{name}: {pages} pages", flush=True)
    except (FileNotFoundError, CantPrint, ValueError) as problem:
        sys.exit(str(problem))
    print(f"{to}: {to.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
