"""From picture to picture: the published generators, and the discriminator that judges patches."""

from gannotes.models.translate.patch import PatchDiscriminator, receptive_field
from gannotes.models.translate.published import published
from gannotes.models.translate.resnet import ResnetGenerator
from gannotes.models.translate.star import DomainDiscriminator, DomainGenerator
from gannotes.models.translate.unet import UNet

__all__ = [
    "DomainDiscriminator",
    "DomainGenerator",
    "PatchDiscriminator",
    "ResnetGenerator",
    "UNet",
    "published",
    "receptive_field",
]
