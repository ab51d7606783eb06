"""State dicts as others saved them: under a wrapper's names, or with statistics that instance norm never used."""

import warnings

from torch import Tensor, nn
from torch.nn.modules.instancenorm import _InstanceNorm

WRAPPERS = ("module", "_orig_mod")  # what DataParallel and its kin, and torch.compile, put before each name
COUNTED = "n_averaged"  # how many networks an AveragedModel is the mean of; beside the network, not in it
STATISTICS = ("running_mean", "running_var", "num_batches_tracked")


def open_to_others(network: nn.Module) -> None:
    """From here on the network's `load_state_dict` takes what a wrapped copy of it saved, and what old releases did.

    Nothing that the network has a place for is dropped. Where something is missing or left over, a warning says so:
    with strict=False torch does not, and such a network draws other pictures than the one that was saved.
    """
    network.register_load_state_dict_pre_hook(translate)


def translate(network: nn.Module, state: dict[str, Tensor], prefix: str, *_: object) -> None:
    """Other names in place, before the network looks for its own."""
    own = network.state_dict(prefix=prefix).keys()
    for name in [name for name in state if name.startswith(prefix) and name not in own]:
        plain = prefix + unwrapped(name.removeprefix(prefix))
        if plain == prefix + COUNTED or forgotten(network, plain.removeprefix(prefix)):
            del state[name]
        elif plain not in state:
            state[plain] = state.pop(name)
    given = {name for name in state if name.startswith(prefix)}
    missing = sorted(name for name in own - given if not name.endswith("num_batches_tracked"))  # no picture hangs on it
    unknown = sorted(given - own)
    if missing or unknown:
        warnings.warn(
            f"{type(network).__name__} is not loaded whole: {len(missing)} of its {len(own)} tensors are missing "
            f"{missing[:3]}, and it has no place for {len(unknown)} {unknown[:3]}. It will draw other pictures",
            stacklevel=2,
        )


def unwrapped(name: str) -> str:
    """As the network itself calls it: without the wrappers, wherever they stood."""
    return ".".join(part for part in name.split(".") if part not in WRAPPERS)


def forgotten(network: nn.Module, name: str) -> bool:
    """Whether these are statistics of an instance norm that keeps none: early releases saved them, and used none."""
    place, _, what = name.rpartition(".")
    layer = dict(network.named_modules()).get(place)
    return what in STATISTICS and isinstance(layer, _InstanceNorm) and not layer.track_running_stats
