"""Where a page's pictures and its script go: files beside the chapters for the site, data addresses for a lone deck."""

import base64
import hashlib
from pathlib import Path

ENDING = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
    "text/javascript": "js",
}


def inline(data: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


class ImageStore:
    """A folder of pictures named by their contents; written only if new, or `mdbook serve` would build for ever."""

    def __init__(self, folder: Path):
        self.folder, self.used = folder, set[str]()

    def __call__(self, data: bytes, kind: str) -> str:
        name = f"{hashlib.sha256(data).hexdigest()[:16]}.{ENDING[kind]}"
        self.used.add(name)
        if not (self.folder / name).exists():
            self.folder.mkdir(exist_ok=True)
            (self.folder / name).write_bytes(data)
        return f"{self.folder.name}/{name}"

    def tidy(self) -> None:
        """Removes the pictures that no page shows any more."""
        for old in self.folder.glob("*"):
            if old.name not in self.used:
                old.unlink(missing_ok=True)
