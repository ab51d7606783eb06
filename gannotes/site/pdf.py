"""The book as one PDF, with an outline and links that work: the site's print page, printed by Chromium.

python -m gannotes.site.pdf site/print.html build/gan-notes.pdf
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
OPTIONS = ("--headless", "--disable-gpu", "--no-pdf-header-footer", "--generate-pdf-document-outline")
ALONE = ("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")
PATIENCE = 1800  # seconds: an idle machine with two slow cores needs 90 to 180


def browser() -> str:
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise FileNotFoundError("no Chromium found: install Debian's package with `apt-get install chromium`")


def pdf(page: Path, to: Path) -> None:
    """Prints a page, once it has loaded; as it is printed, its own script opens the folds and fits the formulas.

    The file is replaced by a whole one or not at all. RuntimeError says what failed; the browser's log lies beside.
    """
    if not page.exists():
        raise FileNotFoundError(f"there is no {page}: run `make book` first")
    to.parent.mkdir(parents=True, exist_ok=True)
    root = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    log = to.with_suffix(".log")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        made = Path(place) / "made.pdf"
        command = [browser(), *OPTIONS, *ALONE, *root, f"--user-data-dir={place}/profile"]
        why = failure([*command, f"--print-to-pdf={made}", page.resolve().as_uri()], log)
        if not why and not is_whole(made):
            why = "Chromium left without a whole PDF"
        if why:
            raise RuntimeError(f"{page} could not be printed: {why}; what it said is in {log}")
        made.write_bytes(mended(made.read_bytes()))
        shutil.move(made, to)
    log.unlink()


def failure(command: list[str], log: Path) -> str:
    """Runs a browser, what it says goes into a file; why it failed, or nothing. No child of it is left behind."""
    with log.open("wb") as said:
        running = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True)
        try:
            status = running.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            return f"Chromium was not done after {PATIENCE} s"
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()
    return f"Chromium left with status {status}" if status else ""


def is_whole(file: Path) -> bool:
    """Whether a file begins and ends as a PDF does."""
    content = file.read_bytes() if file.exists() else b""
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-64:]


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
