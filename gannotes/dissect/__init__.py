"""Look inside a network, say what its units stand for, change them, and measure what that changes."""

from gannotes.dissect.agreement import iou, threshold, top_quantile, upsampled
from gannotes.dissect.effects import areas, causal_effect, greedy, ranked, unit_effects
from gannotes.dissect.hooks import ablated, editing, layer_of, no_edit, recording, set_units, tail

__all__ = [
    "ablated",
    "areas",
    "causal_effect",
    "editing",
    "greedy",
    "iou",
    "layer_of",
    "no_edit",
    "ranked",
    "recording",
    "set_units",
    "tail",
    "threshold",
    "top_quantile",
    "unit_effects",
    "upsampled",
]
