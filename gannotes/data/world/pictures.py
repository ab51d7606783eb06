"""The world with texture: the same scenes, lit by the hour, every surface with a grain that dice draw anew."""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Generator, Tensor

from gannotes.data.world import light
from gannotes.data.world.paint import CROWN, DOOR, GROUND, SKY, SUN, mask_of
from gannotes.data.world.scenes import Scenes
from gannotes.data.world.surfaces import COLOURS, LAMP, REACHES, SKIES, SURFACES, TEXTURE_OF, TEXTURES, WATER

FAR = 0.5  # how much of the ground's texture is left at the horizon; nearer, there is more
PART = 2**17  # pixels that are drawn at once, so that a processor's cache holds them


@dataclass(frozen=True)
class Law:
    """How the pictures of a label map are distributed: mean + reach * texture, all of them between -1 and 1."""

    mean: Float[Tensor, "n 3 h w"]
    reach: Float[Tensor, "n 3 h w"]
    texture: Int[Tensor, "n h w"]  # which of TEXTURES each pixel has

    def std(self) -> Float[Tensor, "n 3 h w"]:
        """Each pixel's standard deviation."""
        spread = torch.tensor([texture.variance for texture in TEXTURES], device=self.mean.device).sqrt()
        return self.reach * spread[self.texture.long()][:, None]


def law(scenes: Scenes, mask: Int[Tensor, "n size size"]) -> Law:
    """The distribution of the scenes' pictures, given what each pixel shows: an index into SURFACES.

    The median of each pixel is as smooth as its mean: what minimises an L1 distance has no texture.
    """
    size = checked(scenes, mask)
    rows = torch.arange(len(mask), device=mask.device)[:, None, None]
    both = torch.cat([COLOURS, REACHES], 2).to(mask.device)[scenes.season][rows, mask].permute(0, 3, 1, 2)
    lit = light.by_height(light.LIGHT, scenes) * falling(scenes, mask)[:, None]
    mean, reach = both[:, :3] * lit, both[:, 3:] * lit
    texture = TEXTURE_OF.to(mask.device)[scenes.season][rows, mask]

    _, y = light.grid(size, mask.device)
    nearness = (y - scenes.horizon[:, None, None]) / (1 - scenes.horizon[:, None, None])
    reach = torch.where(shows(mask, GROUND), reach * (FAR + (1 - FAR) * nearness)[:, None], reach)

    night = (scenes.time == 1)[:, None, None]
    air, bright, star = light.sky(scenes, size), mask == SKY, torch.tensor(SKIES[1][0])
    mean = torch.where(shows(mask, SKY), air, mean)
    share = torch.tensor([share for _, share in SKIES], device=mask.device)[scenes.time][:, None, None, None]
    reach = torch.where(shows(mask, SKY), share * (1 - air), reach)
    texture = torch.where(bright & night, star.to(texture), texture)
    mean = torch.where(shows(mask, SUN), light.by_height(light.DISC, scenes), mean)
    lamp = torch.tensor(LAMP, device=mask.device)[:, None, None]
    mean = torch.where(shows(mask, DOOR) & night[:, None], lamp, mean)
    return Law(2 * mean - 1, 2 * reach, texture)


def checked(scenes: Scenes, mask: Int[Tensor, "n size size"]) -> int:
    """The label maps' size, or a ValueError that says what they should be."""
    if mask.dim() != 3 or len(mask) != len(scenes) or mask.shape[1] != mask.shape[2]:
        raise ValueError(f"give a square label map for each of the {len(scenes)} scenes, got {tuple(mask.shape)}")
    if mask.is_floating_point() or mask.min() < 0 or mask.max() >= len(SURFACES):
        raise ValueError(
            f"a label map holds indices below {len(SURFACES)}, into SURFACES, as from mask_of or ponds; "
            f"got {mask.dtype} from {mask.min().item():.3g} to {mask.max().item():.3g}"
        )
    return mask.shape[1]


def shows(mask: Int[Tensor, "n h w"], surface: int) -> Bool[Tensor, "n 1 h w"]:
    return (mask == surface)[:, None]


def falling(scenes: Scenes, mask: Int[Tensor, "n size size"]) -> Float[Tensor, "n size size"]:
    """The share of the light that falls on each pixel: crowns have a bright side, things cast shadows."""
    size = mask.shape[1]
    open_ground = torch.where((mask == GROUND) | (mask == WATER), light.shadows(scenes, size), 1.0)
    return torch.where(mask == CROWN, light.shade(scenes, size), open_ground)


def textured(
    scenes: Scenes, mask: Int[Tensor, "n size size"], generator: Generator | None = None
) -> Float[Tensor, "n 3 size size"]:
    """Pictures of the scenes in [-1, 1], drawn by the law of their label maps.

    With the same generator, another label map changes only the pixels that it changes: a tree that is gone leaves the
    grass around it blade for blade.
    """
    checked(scenes, mask)
    parts = torch.arange(len(mask), device=mask.device).split(max(1, PART // mask[0].numel()))
    return torch.cat([drawn_by_law(law(scenes[rows], mask[rows]), generator) for rows in parts])


def drawn_by_law(given: Law, generator: Generator | None = None) -> Float[Tensor, "n 3 size size"]:
    """A picture for each of a law's label maps."""
    n, size, _ = given.texture.shape
    field = torch.zeros(n, size, size, device=given.mean.device)
    for index, texture in enumerate(TEXTURES):  # each is drawn whole, needed or not: the dice fall alike for all maps
        field = torch.where(given.texture == index, texture.fields(n, size, generator), field)
    return given.mean.addcmul(given.reach, field[:, None])


def ponds(mask: Int[Tensor, "n h w"], generator: Generator | None = None, share: float = 0.5) -> Int[Tensor, "n h w"]:
    """The label maps with a pond in the foreground of about this share of them, of diced place and width.

    Water lies where there was ground: what stands in front of it stays.
    """
    x, y = light.grid(mask.shape[1], mask.device)
    there, at, wide = torch.rand(3, len(mask), 1, 1, generator=generator, device=mask.device)
    inside = ((x - 0.25 - 0.5 * at) / (0.22 + 0.2 * wide)) ** 2 + ((y - 0.875) / 0.07) ** 2 < 1
    return torch.where(inside & (there < share) & (mask == GROUND), WATER, mask)


def with_texture(
    scenes: Scenes, size: int, generator: Generator | None = None
) -> tuple[Float[Tensor, "n 3 size size"], Int[Tensor, "n size size"]]:
    """The scenes as pictures, half of them with a pond, and their label maps."""
    mask = ponds(mask_of(scenes, size), generator)
    return textured(scenes, mask, generator), mask
