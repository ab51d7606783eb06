"""Where data lie that a reader's system has installed."""

from pathlib import Path

PLACES = (Path("/usr/share/datasets"), Path("/usr/local/share/datasets"), Path.home() / "datasets", Path("datasets"))


def usual_folder(name: str, places: tuple[Path, ...] = PLACES) -> Path | None:
    """The first folder of that name in the usual places, or None: such as for `fashion_mnist("train", folder=...)`.

    Debian's package dataset-fashion-mnist makes "fashion-mnist" in the first of them. With None, the data are fetched.
    """
    return next((place / name for place in places if (place / name).is_dir()), None)
