"""A trained generator in one file of plain tensors, with what it takes to build it again and to draw from it."""

import json
from pathlib import Path
from typing import TypedDict, cast

import torch
from jaxtyping import Float
from PIL import Image
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from gannotes.data import latents
from gannotes.models import labelled, pictures
from gannotes.recipes.averages import batch_norm_measured_again
from gannotes.recipes.translators import not_finite

Pictures = Float[Tensor, "n 3 h w"]


class Plan(TypedDict):
    """How a generator is built; `classes` is 0 for one that takes no labels."""

    latent: int
    classes: int
    image_size: int
    width: int


def built(plan: Plan) -> nn.Module:
    """The plan's generator, with new weights."""
    if plan["classes"]:
        return labelled.Generator(plan["latent"], plan["classes"], 3, plan["image_size"], plan["width"])
    return pictures.Generator(plan["latent"], 3, plan["image_size"], plan["width"])


def each_class(plan: Plan, n: int, device: torch.device) -> tuple[Tensor, ...]:
    """What tells n pictures their labels, one label after the other; nothing for a generator without labels."""
    if not plan["classes"]:
        return ()
    return (torch.eye(plan["classes"], device=device)[torch.arange(n) * plan["classes"] // n],)


def at_rest(G: nn.Module, plan: Plan, device: torch.device) -> nn.Module:
    """G with batch norm's statistics taken anew: those of the last round are not the averaged weights'."""
    z = latents.normal(plan["latent"], torch.Generator().manual_seed(999))
    return batch_norm_measured_again(G, [(z(250).to(device), *each_class(plan, 250, device)) for _ in range(4)])


@torch.no_grad()
def drawn(G: nn.Module, z: Tensor, *y: Tensor) -> Pictures:
    """Some at a time, so that memory stays small."""
    parts = zip(*(part.split(100) for part in (z, *y)), strict=True)
    return torch.cat([G(*part) for part in parts])


def sheet(x: Pictures, columns: int = 8) -> Image.Image:
    """The pictures in rows. FloatingPointError if a pixel is not finite: bytes would hide it."""
    if not x.isfinite().all():
        raise FloatingPointError("a sample has values that are not finite")
    black = -torch.ones(-len(x) % columns, *x.shape[1:], device=x.device)
    rows = torch.cat([x, black]).unflatten(0, (-1, columns)).permute(0, 3, 1, 4, 2).flatten(2, 3).flatten(0, 1)
    return Image.fromarray(((rows.clamp(-1, 1) + 1) * 127.5).round().byte().cpu().numpy())


def packed(G: nn.Module, plan: Plan, names: list[str]) -> bytes:
    """The file's content. FloatingPointError if a weight is not finite: such a file should replace none."""
    state = {key: tensor.contiguous().cpu() for key, tensor in G.state_dict().items()}
    if bad := not_finite(state):
        raise FloatingPointError(f"{len(bad)} of {len(state)} tensors have values that are not finite, first {bad[0]}")
    return save(state, metadata={"plan": json.dumps(plan), "labels": json.dumps(names)})


def load(file: Path) -> tuple[nn.Module, Plan, list[str]]:
    """A generator at rest, its plan and its labels' names. ValueError if the file is another's, or damaged."""
    try:
        with safe_open(file, "pt") as kept:
            about = kept.metadata() or {}
            state = {name: kept.get_tensor(name) for name in kept.keys()}  # noqa: SIM118
        plan, names = json.loads(about["plan"]), json.loads(about["labels"])
        if set(plan) != set(Plan.__annotations__) or not all(type(v) is int and 0 <= v <= 4096 for v in plan.values()):
            raise ValueError(f"its plan is {about['plan'][:200]}")
        G = built(cast(Plan, plan))
        G.load_state_dict(state)
    except (SafetensorError, OSError, KeyError, TypeError, ValueError, RuntimeError) as problem:
        raise ValueError(f"{file} holds no generator that this version can build ({problem})") from problem
    if bad := not_finite(G.state_dict()):
        raise ValueError(f"{file}: {bad[0]} has values that are not finite: its run had diverged")
    return G.eval(), cast(Plan, plan), names
