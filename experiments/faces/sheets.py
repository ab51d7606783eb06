"""Draws the pictures of the faces' page from the data and the kept samples.

    python -m experiments.faces.sheets

writes notebooks/faces_*.png: some faces of both sets, counterfactuals with label maps, and what the recorded generators
drew on the way and at the end, also of clothes.
"""

from collections.abc import Callable
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image

from experiments import code, record
from gannotes.data import faces

FOLDER = Path(__file__).resolve().parent
PAGES = code.ROOT / "notebooks"
Pictures = np.ndarray  # uint8, (rows, columns, 3, h, w)


def tiled(pictures: Pictures, scale: int) -> np.ndarray:
    """The rows and columns as one picture, each pixel a square of `scale`, with a white line between."""
    rows, columns, _, h, w = pictures.shape
    large = pictures.repeat(scale, axis=3).repeat(scale, axis=4)
    framed = np.full((rows, columns, 3, h * scale + 2, w * scale + 2), 255, np.uint8)
    framed[..., 1:-1, 1:-1] = large
    return framed.transpose(0, 3, 1, 4, 2).reshape(rows * framed.shape[3], columns * framed.shape[4], 3)


def in_rows(pictures: np.ndarray, columns: int) -> Pictures:
    return pictures[: len(pictures) // columns * columns].reshape(-1, columns, *pictures.shape[1:])


def labels_drawn(parts: np.ndarray) -> np.ndarray:
    """Each label a colour of its own."""
    colours = np.array(matplotlib.color_sequences["Set3"])
    return (255 * colours[parts % len(colours)]).round().astype(np.uint8).transpose(0, 3, 1, 2)


def pixel_data() -> np.ndarray:
    return tiled(in_rows(faces.pixel_faces().pictures[:48].numpy(), 16), 3)


def drawn_data() -> np.ndarray:
    return tiled(in_rows(faces.drawn_faces(64).pictures[:36].numpy(), 12), 1)


def counterfactuals() -> np.ndarray:
    """A column a test face: itself, its label map, its hair in six colours, without glasses and with them."""
    test = faces.pixel_faces("test")
    n = 16
    rows = [test.pictures[:n].numpy(), labels_drawn(test.parts[:n].numpy())]
    rows += [change.numpy() for of in test.counterfactuals.values() for change in of[:n].unbind(dim=1)]
    return tiled(np.stack(rows), 3)


def learning(name: str, seed: int, columns: int, scale: int) -> Callable[[], np.ndarray]:
    """A row for each look at a run: the same noise, more and more rounds."""

    def drawn() -> np.ndarray:
        _, arrays = record.read(FOLDER / f"{name}.json")
        return tiled(arrays[f"{seed} sheets"][:, :columns], scale)

    return drawn


def last(name: str, seed: int, columns: int, scale: int) -> Callable[[], np.ndarray]:
    """The samples at a run's end."""

    def drawn() -> np.ndarray:
        _, arrays = record.read(FOLDER / f"{name}.json")
        end = arrays[f"{seed} sheets"][-1]
        coloured = np.broadcast_to(end, (len(end), 3, *end.shape[2:]))  # grey has one channel
        return tiled(in_rows(coloured, columns), scale)

    return drawn


SHEETS: dict[str, Callable[[], np.ndarray]] = {
    "faces_pixel": pixel_data,
    "faces_drawn": drawn_data,
    "faces_counterfactuals": counterfactuals,
    "faces_learning": learning("pixel", seed=0, columns=16, scale=3),
    "faces_generated": last("pixel", seed=0, columns=16, scale=3),
    "faces_drawn_generated": last("drawn", seed=0, columns=16, scale=2),
    "faces_clothes": last("clothes", seed=0, columns=16, scale=2),
}

if __name__ == "__main__":
    for name, draw in SHEETS.items():
        Image.fromarray(draw()).save(PAGES / f"{name}.png", optimize=True)
