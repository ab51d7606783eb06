"""Two translators in one file of plain tensors, with what it takes to build them again."""

import json
from pathlib import Path
from typing import TypedDict, cast

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from gannotes.models.translate import ResnetGenerator
from gannotes.recipes.whole_files import atomic_write


class Plan(TypedDict):
    """How a translator is built: ResnetGenerator's arguments."""

    channels: int
    width: int
    blocks: int


def packed(G: ResnetGenerator, F: ResnetGenerator, plan: Plan) -> bytes:
    """The file's content. FloatingPointError if a weight or buffer is not finite: such a file should replace none."""
    state = {
        f"{name}.{key}": tensor.contiguous()
        for name, network in (("G", G), ("F", F))
        for key, tensor in network.state_dict().items()
    }
    if bad := not_finite(state):
        raise FloatingPointError(f"{len(bad)} of {len(state)} tensors have values that are not finite, first {bad[0]}")
    return save(state, metadata={"plan": json.dumps(plan)})


def not_finite(state: dict[str, Tensor]) -> list[str]:
    """The names of the tensors with a nan or an infinity."""
    return [name for name, tensor in state.items() if not tensor.isfinite().all()]


def save_translators(file: Path, G: ResnetGenerator, F: ResnetGenerator, plan: Plan) -> None:
    """Both networks, whole or not at all."""
    atomic_write(file, packed(G, F, plan))


def load(file: str | Path, device: torch.device | str = "cpu") -> tuple[ResnetGenerator, ResnetGenerator]:
    """G and F as a run left them. ValueError if the file is another's, damaged, or of a newer version."""
    if not Path(file).is_file():
        raise FileNotFoundError(f"{file} is no file: name the one that a run wrote, OUT/weights.safetensors")
    try:
        with safe_open(file, "pt", device=str(device)) as kept:
            networks = built(file, kept, device)
            for name, network in zip("GF", networks, strict=True):
                network.load_state_dict({key: kept.get_tensor(f"{name}.{key}") for key in network.state_dict()})
                if bad := not_finite(network.state_dict()):
                    raise ValueError(f"{file}: {name}'s {bad[0]} has values that are not finite: its run had diverged")
    except SafetensorError as problem:
        raise ValueError(
            f"{file} is not one of this command's files, or was cut short or altered: no safetensors file can be read "
            f"from it ({problem})"
        ) from problem
    return networks


def built(file: str | Path, kept: safe_open, device: torch.device | str) -> tuple[ResnetGenerator, ResnetGenerator]:
    """Two networks that the file's tensors fit, or a ValueError."""
    plan = planned(file, kept)
    with torch.device("meta"):
        shapes = {name: list(tensor.shape) for name, tensor in ResnetGenerator(**plan).state_dict().items()}
    wanted = {f"{letter}.{name}": ("F32", shape) for letter in "GF" for name, shape in shapes.items()}
    slices = {name: kept.get_slice(name) for name in kept.keys()}  # noqa: SIM118
    found = {name: (tensor.get_dtype(), tensor.get_shape()) for name, tensor in slices.items()}
    if found != wanted:
        odd = sorted(name for name in wanted.keys() | found.keys() if found.get(name) != wanted.get(name))
        raise ValueError(
            f"{file} does not hold what its plan {plan} says: {len(odd)} tensors are missing, unknown or of another "
            f"kind, first {odd[0]} ({found.get(odd[0])} where {wanted.get(odd[0])} is due)"
        )
    return ResnetGenerator(**plan).to(device), ResnetGenerator(**plan).to(device)


def planned(file: str | Path, kept: safe_open) -> Plan:
    """How the file's networks are built, or a ValueError."""
    written = (kept.metadata() or {}).get("plan")
    if written is None:
        raise ValueError(f"{file} is not one of this command's files: it doesn't say how its networks are built")
    try:
        plan = json.loads(written)
    except (ValueError, RecursionError) as problem:
        raise ValueError(f"{file} doesn't say how its networks are built: its plan is no JSON ({problem})") from problem
    known = Plan.__annotations__
    if not isinstance(plan, dict) or set(plan) != set(known):
        raise ValueError(
            f"{file} says that its networks are built by {written[:200]}, and this version knows {', '.join(known)}: "
            "if a newer version wrote it, update gannotes"
        )
    if not all(type(value) is int and 1 <= value <= 4096 for value in plan.values()):
        raise ValueError(f"{file}: each number of its plan must be a whole one from 1 to 4096, got {written[:200]}")
    return cast(Plan, plan)
