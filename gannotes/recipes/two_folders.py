"""CycleGAN on two folders of your own pictures:

    python -m gannotes.recipes.two_folders HORSES ZEBRAS OUT

shows its progress, writes sheets of samples (OUT/000500.png: x, G(x), F(G(x)), then y, F(y), G(F(y))) and the weights
of both translators (OUT/translators.safetensors), whole or not at all. `load` reads them. A run can't be resumed: what
is kept is for translating, without the discriminators, the optimisers' memory, the pools and the random state that
going on would need.
"""

import argparse
import io
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import torch
from jaxtyping import UInt8
from PIL import Image
from torch import Tensor
from torch.optim import Adam
from tqdm.auto import tqdm

from gannotes import games, losses, train
from gannotes.data.folders import contents, folder, scaled
from gannotes.data.streams import unpaired
from gannotes.models.device import best_device
from gannotes.models.translate import PatchDiscriminator, ResnetGenerator
from gannotes.recipes import scheduled
from gannotes.recipes.translators import Plan, packed, room_needed
from gannotes.recipes.translators import load as load
from gannotes.recipes.whole_files import atomic_write, check_apart, check_room

WEIGHTS = "translators.safetensors"
STOPPED_BY_HAND = 130  # the exit status of what Ctrl-C has ended, as shells have it


@torch.no_grad()
def sheet(G: ResnetGenerator, F: ResnetGenerator, x: Tensor, y: Tensor) -> Image.Image:
    """Six rows: there and back, from either side. FloatingPointError if a pixel is not finite: bytes would hide it."""
    there, back = G(x), F(y)
    rows = [x, there, F(there), y, back, G(back)]
    pixels = torch.cat([torch.cat([*row], dim=2) for row in rows], dim=1)
    if not pixels.isfinite().all():
        raise FloatingPointError("a translated picture has values that are not finite")
    return Image.fromarray(((pixels + 1) * 127.5).round().byte().permute(1, 2, 0).cpu().numpy())


def streams(
    x: UInt8[Tensor, "n 3 h w"],
    y: UInt8[Tensor, "m 3 h w"],
    size: int,
    generator: torch.Generator,
    device: torch.device,
) -> Iterator[train.Batch]:
    """Batches without pairs, half of the pictures mirrored, scaled when they are needed."""
    for batch in unpaired(x, y, size, generator):
        coins = [torch.rand((len(side), 1, 1, 1), generator=generator) < 0.5 for side in batch]
        mirrored = [torch.where(coin, side.flip(3), side) for coin, side in zip(coins, batch, strict=True)]
        yield tuple(scaled(side).to(device) for side in mirrored)


def train_on(
    x: UInt8[Tensor, "n 3 h w"],
    y: UInt8[Tensor, "m 3 h w"],
    out: Path,
    rounds: int,
    every: int,
    size: int,
    plan: Plan,
    layers: int = 3,
    seed: int = 0,
    device: torch.device | None = None,
) -> None:
    """The paper's settings: least squares, the cycle at 10, the identity at 5, pools of 50, a fading rate of 0.0002.

    FloatingPointError if the game diverges. It, KeyboardInterrupt and OSError say in which round, and what is kept.
    """
    device = device or best_device()
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    G, F = (ResnetGenerator(**plan).to(device) for _ in range(2))
    D_X, D_Y = (PatchDiscriminator(3, plan["width"], layers).to(device) for _ in range(2))
    adam = partial(Adam, lr=2e-4, betas=(0.5, 0.999))
    players = games.cyclegan(
        G, F, D_X, D_Y, losses.least_squares(), adam, identity=5.0, pool=lambda: games.ImagePool(50, rng)
    )
    shown = [scaled(side[: min(4, len(x), len(y))]).to(device) for side in (x, y)]
    turn = saved = 0
    turns = scheduled(train.play(players, streams(x, y, size, rng, device), rounds), players, rounds)
    with tqdm(turns, total=rounds, unit="round") as bar:
        try:
            for turn, paid in enumerate(bar, start=1):
                if turn % every == 0 or turn == rounds:
                    bar.set_postfix({name: f"{value:.2f}" for name, value in paid.items()})
                    weights = packed(G, F, plan)
                    keep(out, turn, sheet(G, F, *shown), weights)
                    saved = turn
        except (FloatingPointError, KeyboardInterrupt, OSError) as end:
            kind = next(kind for kind in (FloatingPointError, KeyboardInterrupt, OSError) if isinstance(end, kind))
            why = f": {end}" if str(end) else ""
            raise kind(f"stopped after round {turn} of {rounds}{why}. {what_is_kept(out, saved)}") from end


def keep(out: Path, turn: int, samples: Image.Image, weights: bytes) -> None:
    """Both were looked at before: from here on, only the disk can fail."""
    png = io.BytesIO()
    samples.save(png, "PNG")
    atomic_write(out / f"{turn:06}.png", png.getvalue())
    atomic_write(out / WEIGHTS, weights)


def what_is_kept(out: Path, saved: int) -> str:
    """After a run that ended early, and how to go on."""
    file = out / WEIGHTS
    if saved:
        kept = f"{file} is kept as it was after round {saved}, for translating"
    elif file.exists():
        kept = f"Nothing of this run is kept; {file} is an earlier run's"
    else:
        kept = "Nothing of this run is kept"
    return f"{kept}. A run can't be resumed: start it anew, and with a smaller --every less can be lost"


def positive(word: str) -> int:
    """A whole number from 1 on, for argparse."""
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"a whole number from 1 on is wanted, got {word!r}")
    return int(word)


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("x", type=Path, help="a folder of pictures")
    parser.add_argument("y", type=Path, help="a folder of other pictures; none needs a partner")
    parser.add_argument("out", type=Path, help="where samples and weights go")
    parser.add_argument("--size", type=positive, default=64, help="pixels a side, a multiple of 4 (default 64)")
    parser.add_argument("--rounds", type=positive, default=5000, help="turns of all three players (default 5000)")
    parser.add_argument("--every", type=positive, default=500, help="rounds between two sheets (default 500)")
    parser.add_argument("--batch", type=positive, default=1, help="pictures in a batch (default 1, the paper's)")
    parser.add_argument(
        "--width", type=positive, default=32, help="maps in the first layer (default 32; the paper's 64)"
    )
    parser.add_argument("--blocks", type=positive, default=6, help="residual blocks (default 6; 9 for 256 pixels)")
    print_all_names()
    given = parser.parse_args(words)
    if given.size % 4 or given.size < 16:
        raise SystemExit(f"--size must be a multiple of 4, from 16 on, got {given.size}")
    plan = Plan(channels=3, width=given.width, blocks=given.blocks)
    try:
        run(given, plan)
    except KeyboardInterrupt as stopped:
        print(f"\n{stopped}" if str(stopped) else "\nstopped before the first round: nothing is kept", file=sys.stderr)
        raise SystemExit(STOPPED_BY_HAND) from None
    except (FloatingPointError, OSError, ValueError) as problem:
        raise SystemExit(f"{problem}") from None


def run(given: argparse.Namespace, plan: Plan) -> None:
    """First what costs nothing: is OUT apart from the pictures, can it be written? Then the pictures, then the game."""
    for side in (given.x, given.y):
        contents(side)
    check_apart(given.out, given.x, given.y)
    check_room(given.out / WEIGHTS, room_needed(plan))
    x, y = folder(given.x, given.size), folder(given.y, given.size)
    print(f"{len(x)} pictures in {given.x}, {len(y)} in {given.y}, at {given.size} pixels, on {best_device()}")
    layers = max(k for k in (1, 2, 3) if 3 * 2**k <= given.size)
    train_on(x, y, given.out, given.rounds, given.every, given.batch, plan, layers)
    print(f"samples and {WEIGHTS} are in {given.out}")


def print_all_names() -> None:
    """A name that the console has no letters for is printed with escapes, and stops nothing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main()
