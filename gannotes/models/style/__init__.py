"""Players that grow, and a generator that is told its style at each of its levels."""

from gannotes.models.style.discriminator import GrowingDiscriminator
from gannotes.models.style.equalized import EqualizedConv2d, EqualizedLinear
from gannotes.models.style.generator import MappingNetwork, StyleGenerator
from gannotes.models.style.operations import adaptive_instance_norm, fade, minibatch_stddev, pixel_norm

__all__ = [
    "EqualizedConv2d",
    "EqualizedLinear",
    "GrowingDiscriminator",
    "MappingNetwork",
    "StyleGenerator",
    "adaptive_instance_norm",
    "fade",
    "minibatch_stddev",
    "pixel_norm",
]
