"""Checkpoint files: any nested state of tensors, numbers and words as one safetensors file, whole or not at all.

The tensors are the file's; the rest is JSON in its metadata, with each tensor's name where it belongs. No pickles, so
a stranger's file can be opened.
"""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from gannotes.recipes.whole_files import atomic_write

FORMAT = "gannotes checkpoint 1"
State = dict[str, Any]  # what a state_dict gives: tensors, numbers, words, None, in dicts, lists and tuples


def taken_apart(state: object, place: str, tensors: dict[str, Tensor]) -> object:
    """The state as JSON can hold it; each tensor goes into `tensors` under its place, and leaves that name behind.

    A dict becomes pairs, since its keys may be numbers, and a tuple says that it is one.
    """
    if isinstance(state, Tensor):
        tensors[place] = state.detach().to("cpu", copy=True).contiguous()
        return {"tensor": place}
    if isinstance(state, dict):
        return {"dict": [[key, taken_apart(part, f"{place}/{key}", tensors)] for key, part in state.items()]}
    if isinstance(state, list | tuple):
        kind = "list" if isinstance(state, list) else "tuple"
        return {kind: [taken_apart(part, f"{place}/{at}", tensors) for at, part in enumerate(state)]}
    if state is None or isinstance(state, bool | int | float | str):
        return state
    raise TypeError(f"{place} is a {type(state).__name__}: a checkpoint holds tensors, numbers, words, dicts and lists")


def put_together(plan: object, tensors: dict[str, Tensor]) -> Any:
    """The state that was taken apart. ValueError if the plan is no such thing."""
    if not isinstance(plan, dict):
        return plan
    if len(plan) != 1:
        raise ValueError(f"a part of the state has the keys {sorted(plan)}, and should have one")
    ((kind, inside),) = plan.items()
    match kind, inside:
        case "tensor", str():
            return tensors[inside]
        case "dict", list():
            return {key: put_together(part, tensors) for key, part in inside}
        case "list", list():
            return [put_together(part, tensors) for part in inside]
        case "tuple", list():
            return tuple(put_together(part, tensors) for part in inside)
    raise ValueError(f"a part of the state is a {kind!r}, which this version doesn't know")


def write_checkpoint(file: Path, state: State, round: int, made_by: State) -> None:
    """The state after so many rounds. FloatingPointError, and nothing is written, if a number in it is not finite."""
    tensors: dict[str, Tensor] = {}
    plan = taken_apart(state, "", tensors)
    bad = [place for place, tensor in tensors.items() if tensor.is_floating_point() and not tensor.isfinite().all()]
    if bad:
        raise FloatingPointError(
            f"{len(bad)} of {len(tensors)} tensors have values that are not finite, first {bad[0]}: nothing was kept"
        )
    about = {"format": FORMAT, "round": json.dumps(round), "made_by": json.dumps(made_by), "state": json.dumps(plan)}
    atomic_write(file, save(tensors, metadata=about))


def read_checkpoint(file: Path) -> tuple[State, int, State]:
    """The state, the rounds that were played, and what made it. ValueError if the file is damaged or another's."""
    try:
        with safe_open(file, "pt") as kept:
            about = kept.metadata() or {}
            tensors = {name: kept.get_tensor(name) for name in kept.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as problem:
        raise ValueError(f"{file} can't be read, it was cut short or altered ({problem})") from problem
    if about.get("format") != FORMAT:
        raise ValueError(
            f"{file} is no checkpoint of this version: its format is {about.get('format')!r}, not {FORMAT!r}"
        )
    try:
        round, made_by, plan = (json.loads(about[part]) for part in ("round", "made_by", "state"))
        return put_together(plan, tensors), int(round), made_by
    except (KeyError, TypeError, ValueError, RecursionError) as problem:
        raise ValueError(f"{file} does not hold what a checkpoint holds ({problem!r})") from problem


def load_state(name: str, part: Any, state: State) -> None:
    """Gives a part its state back. ValueError if it doesn't fit."""
    if isinstance(part, torch.nn.Module):
        check_shapes(name, part, state)
    try:
        part.load_state_dict(state)
    except (KeyError, IndexError, TypeError, ValueError, RuntimeError, AttributeError) as problem:
        raise ValueError(f"{name} does not fit its state in the checkpoint ({problem})") from problem


def check_shapes(name: str, network: torch.nn.Module, state: State) -> None:
    """Before the first weight is overwritten: is each there, of its shape, and no other?"""
    wanted = {key: tuple(tensor.shape) for key, tensor in network.state_dict().items()}
    found = {key: tuple(tensor.shape) for key, tensor in state.items()}
    if odd := sorted(key for key in wanted.keys() | found.keys() if wanted.get(key) != found.get(key)):
        raise ValueError(
            f"{name} is built otherwise than in the checkpoint: {len(odd)} tensors differ, first {odd[0]} "
            f"({found.get(odd[0])} there, {wanted.get(odd[0])} here)"
        )
