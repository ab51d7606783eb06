"""One page of the site on paper: Chromium prints it, in a process of its own that leaves nothing behind."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pypdf

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
OPTIONS = ("--headless", "--disable-gpu", "--window-size=1280,900", "--no-pdf-header-footer")
OUTLINE = "--generate-pdf-document-outline"
ALONE = ("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")
PATIENCE = 120  # seconds for a chapter: ten times what the longest needs on an idle machine with two slow cores
READY = "ready for the book"  # paper.js gives the page this title when its folds are open and its formulas fit


class CantPrint(RuntimeError):
    """A page did not get onto paper; the message says why."""


def browser() -> str:
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise FileNotFoundError("no Chromium found: install Debian's package with `apt-get install chromium`")


def print_page(page: Path, first: int, to: Path, log: Path) -> pypdf.PdfReader:
    """The page as a PDF whose pages are numbered from `first`; what the browser says as it prints goes into a log."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        root = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
        command = [browser(), *OPTIONS, OUTLINE, *ALONE, *root, f"--user-data-dir={profile}", f"--print-to-pdf={to}"]
        run([*command, f"{page.resolve().as_uri()}#paper-{first}"], log)
    if not is_whole(to):
        raise CantPrint("Chromium left without a whole PDF")
    printed = pypdf.PdfReader(to)
    if not printed.metadata or printed.metadata.title != READY:
        raise CantPrint("its script paper.js did not make it ready for paper")
    return printed


def run(command: list[str], log: Path) -> None:
    """Runs a browser to its end, or to that of our patience. No child of it is left behind."""
    with log.open("wb") as said:
        running = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True)
        try:
            status = running.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise CantPrint(f"Chromium was not done after {PATIENCE} s") from None
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()
    if status:
        raise CantPrint(f"Chromium left with status {status}")


def is_whole(file: Path) -> bool:
    """Whether a file begins and ends as a PDF does."""
    content = file.read_bytes() if file.exists() else b""
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-64:]
