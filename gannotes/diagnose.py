"""Is my GAN training? What the later half of a game's readings looks like, and by which numbers."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, median
from types import MappingProxyType

from gannotes.watch import Snapshot

FEWEST = 8  # readings: the later half of fewer says little


@dataclass(frozen=True)
class Late:
    """The later half of a history in a few numbers. No scale of the data is in them, and of D only in the gradient."""

    told_least: float  # how often D puts a real above a fake: in its worst reading, and in its best
    told_most: float
    sure: float  # how far from 1/2 that is on average, to whichever side
    sliced_w1: float
    stride: float  # how far the fakes go from one reading to the next, as a share of the gap
    spread: float  # this and what follows: such that half of the readings are above
    recall: float
    precision: float
    gradient: float


@dataclass(frozen=True)
class Verdict:
    """What a run looks like, why, and the numbers that this rests on."""

    name: str
    reasons: tuple[str, ...]
    numbers: Mapping[str, float]


Reasons = tuple[str, ...]
Rule = Callable[[Late], Reasons]  # its reasons if it applies, none if not


def later_half(history: Sequence[Snapshot]) -> Late:
    """ValueError if the history is too short to have a later half, or holds a number that is not finite."""
    if len(history) < FEWEST:
        raise ValueError(f"a verdict needs {FEWEST} readings at least, got {len(history)}: read the game more often")
    for turn, reading in enumerate(history):
        for name, number in asdict(reading).items():
            if not math.isfinite(number):
                raise ValueError(f"reading {turn} has {name} = {number}: the run has diverged, look before that")
    late = history[len(history) // 2 :]
    told, gap = [reading.auc for reading in late], fmean(reading.sliced_w1 for reading in late)
    return Late(
        told_least=min(told),
        told_most=max(told),
        sure=fmean(abs(share - 0.5) for share in told),
        sliced_w1=gap,
        stride=fmean(reading.displacement for reading in late) / gap if gap else 0.0,
        spread=median(reading.spread for reading in late),
        recall=median(reading.recall for reading in late),
        precision=median(reading.precision for reading in late),
        gradient=median(reading.gradient for reading in late),
    )


def healthy(late: Late) -> Reasons:
    """Close to the data, most of which has fakes nearby: sliced W1 <= 0.25, recall >= 0.8, precision >= 0.6."""
    if not (late.sliced_w1 <= 0.25 and late.recall >= 0.8 and late.precision >= 0.6):
        return ()
    return (
        f"the fakes are {late.sliced_w1:.2f} of the data's spread away from the data",
        f"{late.recall:.0%} of the reals have a fake nearby, and {late.precision:.0%} of the fakes a real",
    )


def saturated(late: Late) -> Reasons:
    """D tells every real from every fake, and the fakes have stopped moving: G's gradient has vanished."""
    if not (late.told_least >= 0.99 and late.stride <= 0.05):
        return ()
    return (
        f"even in its worst reading D puts a real above a fake {late.told_least:.0%} of the time",
        f"between two readings G goes {late.stride:.1%} of the way that is left; its gradient is {late.gradient:.1g}",
    )


def collapsed(late: Late) -> Reasons:
    """Mode collapse or dropping: one thing at a time, or good samples of some modes, although D can tell."""
    hops, seen = late.stride > 0.4, late.sure > 0.2
    one_thing = late.spread <= 0.25 and (hops or seen)
    not_all = late.precision >= 0.6 and late.recall <= 0.6 and seen and not hops
    if not (one_thing or not_all):
        return ()
    return (
        f"the fakes have {late.spread:.0%} of the data's spread, and {late.recall:.0%} of the reals have one nearby",
        f"D is {late.sure:.2f} away from a coin's toss, and G goes {late.stride:.0%} of the way that is left at a time",
    )


def too_weak(late: Late) -> Reasons:
    """The fakes rest far from the data, or nearly rest, and D can't tell them from it."""
    if not (late.told_most <= 0.8 and late.stride <= 0.4):
        return ()
    return (
        f"the fakes are {late.sliced_w1:.2f} of the data's spread away, "
        f"and {late.recall:.0%} of the reals have one nearby",
        f"yet D never puts a real above a fake more often than {late.told_most:.0%} of the time",
    )


def oscillating(late: Late) -> Reasons:
    """The fakes keep moving by large steps and do not come closer to the data."""
    if not late.stride > 0.4:
        return ()
    return (
        f"between two readings the fakes go {late.stride:.0%} of the way that is left",
        f"and are still {late.sliced_w1:.2f} of the data's spread away",
    )


RULES: tuple[tuple[str, Rule], ...] = (
    ("healthy", healthy),
    ("saturated", saturated),
    ("collapsed", collapsed),
    ("D too weak", too_weak),
    ("oscillating", oscillating),
)


def verdict(history: Sequence[Snapshot]) -> Verdict:
    """The first rule that applies to the later half of the history; "unclear" where none does."""
    late = later_half(history)
    numbers = MappingProxyType(asdict(late))
    for name, rule in RULES:
        if reasons := rule(late):
            return Verdict(name, reasons, numbers)
    return Verdict("unclear", ("no rule applies: look at the samples, and play on",), numbers)
