"""Figures: each function draws data on the axes that it is given, and does nothing else."""

import io
from collections.abc import Sequence
from typing import Any

import matplotlib
import numpy
import torch
from IPython.display import display
from jaxtyping import Float
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image
from torch import Tensor

# The 2014 paper's black, green and blue in Okabe and Ito's tints, which the colour-blind can tell apart.
DATA, GENERATOR, DISCRIMINATOR, TRUTH, QUIET = "#000000", "#009E73", "#0072B2", "#D55E00", "#767676"
LINE: dict[str, dict[str, Any]] = {
    "data": {"color": DATA, "linestyle": ":"},
    "generator": {"color": GENERATOR, "linestyle": "-"},
    "discriminator": {"color": DISCRIMINATOR, "linestyle": "--"},
    "truth": {"color": TRUTH, "linestyle": "-.", "linewidth": 1.5},
}
SCREEN, PRINT = 96, 144  # dots per inch: 12 pt text is 16 CSS pixels on a screen; the file is drawn half as sharp again


def style() -> None:
    """One look for the whole book: text of 12 points, no frame above or to the right, direct labels.

    It starts from matplotlib's own defaults, whatever a matplotlibrc or another style has set: dark ones, too.
    """
    matplotlib.rcdefaults()
    matplotlib.rcParams.update(
        {
            "figure.figsize": (7, 3.6),
            "figure.dpi": PRINT,
            "figure.constrained_layout.use": True,
            "font.size": 12,
            "axes.titlesize": 12,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "lines.linewidth": 2.2,
            "image.cmap": "gray",
            "svg.hashsalt": "gannotes",
        }
    )


def png(figure: Figure) -> bytes:
    """The figure as a file of at most 256 colours, the same bytes for the same figure; the figure is closed."""
    drawn, file = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=PRINT)
    pyplot.close(figure)
    Image.open(drawn).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def present(figure: Figure, alt: str) -> None:
    """Ends a cell: displays the figure with a text for who can't see it, and closes it."""
    if not alt.strip():
        raise ValueError("say in alt what the figure shows, for readers who can't see it")
    width = round(figure.get_figwidth() * SCREEN)
    display(
        {"image/png": png(figure), "text/plain": alt}, metadata={"image/png": {"alt": alt, "width": width}}, raw=True
    )


def _numbers(x: Tensor) -> numpy.ndarray:
    """What matplotlib can draw: no gradient, no device, no type that numpy lacks."""
    x = x.detach().cpu()
    return x.to(torch.promote_types(x.dtype, torch.float32)).numpy()


def label(ax: Axes, x: float, y: float, text: str, color: str, **how: Any) -> None:
    """A direct label in its curve's colour, instead of a legend."""
    ax.text(x, y, text, color=color, fontweight="bold", **how)


def pictures(ax: Axes, images: Float[Tensor, "n c h w"], columns: int, border: int = 2) -> None:
    """Images in [-1, 1] as one sheet, row by row: of one channel, white ink on black; of three, red, green and blue."""
    if len(images) % columns:
        raise ValueError(f"{len(images)} images don't fill rows of {columns}")
    if images.dim() != 4 or images.shape[1] not in (1, 3):
        raise ValueError(f"pictures have shape (n, 1, h, w) or (n, 3, h, w), got {tuple(images.shape)}")
    n, channels, height, width = images.shape
    cells = images.new_full((n, channels, height + border, width + border), 1.0)
    cells[:, :, :height, :width] = images.detach().clamp(-1, 1)
    sheet = cells.unflatten(0, (n // columns, columns)).permute(0, 3, 1, 4, 2).flatten(0, 1).flatten(1, 2)
    sheet = _numbers(sheet[:-border, :-border].squeeze(2))
    ax.imshow(sheet if channels == 1 else (sheet + 1) / 2, vmin=-1, vmax=1, interpolation="nearest")
    ax.set_axis_off()


def figure_one(
    ax: Axes,
    x: Float[Tensor, "n"],
    data: Float[Tensor, "n"],
    generator: Float[Tensor, "n"],
    discriminator: Float[Tensor, "n"],
    best: Float[Tensor, "n"],
) -> None:
    """Goodfellow et al. (2014), Figure 1, upper half: both densities and D over x, and beside D the true D*."""
    x = _numbers(x)
    ax.plot(x, _numbers(best), **LINE["truth"])
    ax.plot(x, _numbers(data), **LINE["data"])
    ax.plot(x, _numbers(generator), **LINE["generator"])
    ax.plot(x, _numbers(discriminator), **LINE["discriminator"])
    ax.set(xlim=(x[0].item(), x[-1].item()), ylim=(-0.02, 1.08), yticks=[0, 0.5, 1])


def arrows(ax: Axes, z: Float[Tensor, "m"], x: Float[Tensor, "m"], xlim: Sequence[float]) -> None:
    """Goodfellow et al. (2014), Figure 1, lower half: each z on the lower line goes to its x = G(z) on the upper."""
    low, high = xlim
    spread = low + (z - z.min()) / (z.max() - z.min()) * (high - low)
    for start, end in zip(spread.tolist(), x.tolist(), strict=True):
        ax.annotate(
            "", (end, 1), (start, 0), arrowprops={"arrowstyle": "-|>", "color": GENERATOR, "lw": 0.8, "alpha": 0.7}
        )
    ax.hlines([0, 1], low, high, color=QUIET, linewidth=1)
    for height, name in ((0, " z"), (1, " x")):
        ax.text(high, height, name, color=QUIET, va="center", style="italic")
    ax.set(xlim=(low, high), ylim=(-0.1, 1.1))
    ax.set_axis_off()
