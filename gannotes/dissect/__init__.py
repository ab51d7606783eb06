"""Look inside a network, say what its units stand for, change them, and measure what that changes."""

from gannotes.dissect.agreement import iou, loudest, threshold, upsampled
from gannotes.dissect.effects import areas, causal_effect, greedy, ranked, unit_effects
from gannotes.dissect.hooks import ablated, after, editing, layer_of, nothing, recording, replaced

__all__ = [
    "ablated",
    "after",
    "areas",
    "causal_effect",
    "editing",
    "greedy",
    "iou",
    "layer_of",
    "loudest",
    "nothing",
    "ranked",
    "recording",
    "replaced",
    "threshold",
    "unit_effects",
    "upsampled",
]
