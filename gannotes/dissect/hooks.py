"""Listen to a network's layers, change what they say, and take a network from some layer on."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

Maps = Float[Tensor, "n units h w"]
Edit = Callable[[Tensor], Tensor]


def layer_of(model: nn.Module, name: str) -> nn.Module:
    """The layer of this name. ValueError, with the names that there are, for any other."""
    layers = dict(model.named_modules())
    if name not in layers or not name:
        raise ValueError(f"no layer {name!r} here: there are {', '.join(filter(None, layers))}")
    return layers[name]


@contextmanager
def _hooked(model: nn.Module, hooks: dict[str, Callable]) -> Iterator[None]:
    """Forward hooks that are gone when the block ends, however it ends."""
    placed = []
    try:
        for name, hook in hooks.items():
            placed.append(layer_of(model, name).register_forward_hook(hook))
        yield
    finally:
        for each in placed:
            each.remove()


@contextmanager
def recording(model: nn.Module, *layers: str) -> Iterator[dict[str, Tensor]]:
    """While the block runs, what each named layer put out last: `with recording(G, "8x8") as seen: G(z)`."""
    seen = {}

    def writing(name: str) -> Callable:
        return lambda layer, given, put_out: seen.update({name: put_out})

    with _hooked(model, {name: writing(name) for name in layers}):
        yield seen


@contextmanager
def editing(model: nn.Module, layer: str, edit: Edit) -> Iterator[None]:
    """While the block runs, the named layer puts out `edit(maps)` in place of its maps."""
    with _hooked(model, {layer: lambda module, given, put_out: edit(put_out)}):
        yield


def tail(model: nn.Module, layer: str) -> nn.Sequential:
    """f in x = f(r): what comes after the named layer in a model whose layers run one after the other.

    Its first layer lets r pass and bears the old name, so that it can be edited as in the whole model.
    """
    layer_of(model, layer)
    names = [name for name, _ in model.named_children()]
    rest = nn.Sequential()
    rest.add_module(layer, nn.Identity())
    for name in names[names.index(layer) + 1 :]:
        rest.add_module(name, model.get_submodule(name))
    return rest


def no_edit(maps: Maps) -> Maps:
    """The edit that leaves all as it is."""
    return maps


def set_units(units: Sequence[int], by: Tensor | float, where: Bool[Tensor, "..."] | None = None) -> Edit:
    """The edit that puts `by` in the place of some units' values: all over the map, or only where `where` is true.

    `by` is one number, or one for each of the units; `where` is a map's (h, w), or has one for each picture (n, h, w).
    """
    by = torch.as_tensor(by)

    def edit(maps: Maps) -> Maps:
        edited = maps.clone()
        new = by.to(maps).expand(len(units))[:, None, None].expand_as(maps[:, units])
        here = torch.ones_like(maps[0, 0], dtype=torch.bool) if where is None else where.to(maps.device)
        edited[:, units] = torch.where(here[..., None, :, :], new, maps[:, units])
        return edited

    return edit


def ablated(units: Sequence[int]) -> Edit:
    """The edit that silences some units: r = 0."""
    return set_units(units, 0.0)
