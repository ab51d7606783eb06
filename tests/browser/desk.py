"""What the browser tests share: which browser, which book, which screens."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 300  # seconds for one event: ten times what the slowest takes on an idle, slow machine
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MISSING = (
    "needs a browser: install Debian's package with `apt-get install chromium` (elsewhere, any Chromium on the PATH)"
)


def chapter_names():
    """The chapters that are there, by the contents of the book."""
    summary = ROOT / "notebooks" / "SUMMARY.md"
    text = summary.read_text(encoding="utf-8") if summary.exists() else ""
    return re.findall(r"\]\((?:\./)?(\w+)\.(?:ipynb|md)\)", text)


def outside(address):
    """Whether an address is not on this machine."""
    return re.match(r"https?://(?!127\.0\.0\.1|localhost)", address) is not None
