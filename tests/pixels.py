"""Do two figures look the same? Measured on what changes a figure and what must not.

On the same processor the same figure has the same pixels. On another (a simulated one: processors.py) figures of
the same run differed in up to 7 pixels that stand out, where a marker snapped to the next one, and by 0.006 grey levels
on average. At 12 points and 144 dots per inch any changed
digit makes 80 or more pixels stand out (at 100 dots 42, in pale grey 20); a curve moved by a thousandth of the height,
700. A changed comma makes 10: that much slips through.
"""

import base64
import io

import numpy as np
from PIL import Image

STANDS_OUT = 32  # levels of 255, in one colour
MOST_PIXELS = 16
MOST_ON_AVERAGE = 0.1  # grey levels: a whole picture a shade darker


def colours(png: str) -> np.ndarray:
    """Height x width x (red, green, blue), each from 0 to 255."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB"), dtype=float)


def difference(committed: str, new: str) -> str | None:
    """What differs between two pictures (PNG in base64, as a notebook holds them), or None if nothing to speak of."""
    before, after = colours(committed), colours(new)
    if before.shape != after.shape:
        (high, wide, _), (higher, wider, _) = before.shape, after.shape
        return f"the committed figure has {wide} x {high} pixels, the new one {wider} x {higher}"
    change = abs(before - after)
    pixels, average = int((change.max(axis=-1) > STANDS_OUT).sum()), float(change.mean())
    if pixels <= MOST_PIXELS and average <= MOST_ON_AVERAGE:
        return None
    return f"the figures differ visibly in {pixels} pixels, and by {average:.2f} levels on average"
