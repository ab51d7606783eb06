"""What units do to a picture: the area of each concept with them, less that without."""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gannotes.dissect.agreement import Masks
from gannotes.dissect.hooks import Edit, ablated, editing, no_edit, recording

See = Callable[[Tensor], Masks]  # pictures -> where each concept is


@torch.no_grad()
def areas(model: nn.Module, z: Tensor, see: See, layer: str, edit: Edit = no_edit) -> Float[Tensor, "concepts"]:
    """E[s_c]: the mean share of the pictures that each concept fills, while the edit is in force."""
    with editing(model, layer, edit):
        return see(model(z)).double().mean((0, 2, 3))


def causal_effect(
    model: nn.Module, z: Tensor, see: See, layer: str, inserted: Edit, removed: Edit
) -> Float[Tensor, "concepts"]:
    """Bau et al. (2019), eq. 4: E[s_c] with the units' insertion less E[s_c] with their ablation, on the same z."""
    return areas(model, z, see, layer, inserted) - areas(model, z, see, layer, removed)


def unit_effects(model: nn.Module, z: Tensor, see: See, layer: str) -> Float[Tensor, "units concepts"]:
    """What each unit alone adds to each concept's area: the area as it is, less that with the unit ablated."""
    with recording(model, layer) as seen:
        as_it_is = areas(model, z, see, layer)
    units = range(seen[layer].shape[1])
    return torch.stack([as_it_is - areas(model, z, see, layer, ablated([unit])) for unit in units])


def ranked(scores: Float[Tensor, "units concepts"], concept: int) -> list[int]:
    """The units, those with the highest score for the concept first."""
    return scores[:, concept].argsort(descending=True, stable=True).tolist()


def greedy(cost: Callable[[list[int]], float], units: Sequence[int], k: int) -> list[int]:
    """A set of units built one at a time: in each round the unit joins with which the set costs least."""
    chosen: list[int] = []
    for _ in range(k):
        rest = [unit for unit in units if unit not in chosen]
        chosen.append(min(rest, key=lambda unit: cost([*chosen, unit])))
    return chosen
