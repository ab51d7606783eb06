"""The book as one PDF, with an outline and links that work: the site's print page, printed by Chromium.

python -m gannotes.site.pdf site/print.html build/gan-notes.pdf
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
OPTIONS = ("--headless", "--disable-gpu", "--no-pdf-header-footer", "--generate-pdf-document-outline")


def browser() -> str:
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise FileNotFoundError("no Chromium found: install Debian's package with `apt-get install chromium`")


def pdf(page: Path, to: Path) -> None:
    """Prints a page. Its scripts get ten seconds of the browser's own time to open folds and fit formulas."""
    if not page.exists():
        raise FileNotFoundError(f"there is no {page}: run `make book` first")
    to.parent.mkdir(parents=True, exist_ok=True)
    to.unlink(missing_ok=True)
    root = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as profile:
        command = [browser(), *OPTIONS, *root, f"--user-data-dir={profile}", "--virtual-time-budget=10000"]
        command += [f"--print-to-pdf={to.resolve()}", page.resolve().as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode or not to.exists():
        raise RuntimeError(f"Chromium could not print {page}:\n{done.stderr}")
    to.write_bytes(mended(to.read_bytes()))


def mended(file: bytes) -> bytes:
    """The same PDF, where a heading that Chromium moved to the next page stands once in the outline, not twice.

    No byte moves: what is taken away becomes blanks, so that the file's own table of places stays right.
    """

    def once(title: re.Match[bytes]) -> bytes:
        return b"/Title (" + (title[1] or b"") + title[2] + b")" + b" " * len(title[2])

    return re.sub(rb"/Title \((\xfe\xff)?((?:[^()\\]|\\.){3,}?)\2\)", once, file)


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    page, to = map(Path, sys.argv[1:])
    try:
        pdf(page, to)
    except (FileNotFoundError, RuntimeError) as problem:
        sys.exit(str(problem))
    print(f"{to}: {to.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
