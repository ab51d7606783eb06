"""Each translator loads what it, a wrapped copy, or an old release saved; and draws the same picture."""

import copy
import warnings

import pytest
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

from gannotes.models.dcgan import no_norm
from gannotes.models.translate import DomainDiscriminator, DomainGenerator, PatchDiscriminator, ResnetGenerator, UNet

X = torch.rand(2, 3, 16, 16, generator=torch.Generator().manual_seed(0)) * 2 - 1
C = torch.tensor([0, 1])


def tracking(channels):
    return nn.InstanceNorm2d(channels, affine=True, track_running_stats=True)


def in_groups(channels):
    return nn.GroupNorm(1, channels)


NORMS = (nn.InstanceNorm2d, nn.BatchNorm2d, tracking, in_groups, no_norm)
NETWORKS = [
    pytest.param(lambda kind=kind, norm=norm: kind(norm), id=f"{name}-{norm.__name__}")
    for name, kind in {
        "ResnetGenerator": lambda norm: ResnetGenerator(width=2, blocks=1, norm=norm),
        "UNet": lambda norm: UNet(width=2, depth=3, noisy=0, norm=norm),
        "PatchDiscriminator": lambda norm: PatchDiscriminator(width=2, layers=2, norm=norm),
        "DomainDiscriminator": lambda norm: DomainDiscriminator(2, width=2, layers=2, norm=norm),
    }.items()
    for norm in NORMS
] + [pytest.param(lambda: DomainGenerator(2, width=2, blocks=1), id="DomainGenerator")]


def seen(network):
    """What it makes of two pictures, its statistics being those that it has."""
    with torch.no_grad():
        made = network.eval()(X, C) if isinstance(network, DomainGenerator) else network.eval()(X)
    return torch.cat([part.flatten() for part in made]) if isinstance(made, tuple) else made


def trained(make):
    """A network whose every weight and statistic is its own."""
    network = make().train()
    rng = torch.Generator().manual_seed(1)
    for tensor in network.state_dict().values():
        if tensor.is_floating_point():
            tensor.copy_(torch.rand(tensor.shape, generator=rng) * 0.3 + 0.1)
    return network


def parallel(network):
    return nn.DataParallel(network).state_dict()


def compiled(network):
    return {f"_orig_mod.{name}": tensor for name, tensor in network.state_dict().items()}


def both(network):
    return {f"module._orig_mod.{name}": tensor for name, tensor in network.state_dict().items()}


def averaged(network):
    return AveragedModel(network, use_buffers=True).state_dict()


def a_compiled_layer(network):
    return {
        ".".join([*name.split(".")[:-1], "_orig_mod", name.split(".")[-1]]): t
        for name, t in network.state_dict().items()
    }


@pytest.mark.parametrize("saved", [nn.Module.state_dict, parallel, compiled, both, averaged, a_compiled_layer])
@pytest.mark.parametrize("make", NETWORKS)
def test_a_network_loads_its_own_state_and_draws_the_same_picture(make, saved):
    one, other, another = trained(make), make(), make()
    state, picture = saved(one), seen(one)
    names = list(state)
    assert not torch.allclose(picture, seen(other))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        other.load_state_dict(state)
        assert not any(another.load_state_dict(state, strict=False))
    assert torch.equal(picture, seen(other))
    assert torch.equal(picture, seen(another))
    assert list(state) == names  # the caller's own dict is as it was


@pytest.mark.parametrize("make", NETWORKS)
def test_a_copy_loads_too_and_so_does_a_network_inside_of_another(make):
    one, two = trained(make), copy.deepcopy(make())
    two.load_state_dict(parallel(one))
    assert torch.equal(seen(one), seen(two))
    pair = nn.ModuleDict({"G": make()})
    pair.load_state_dict({f"G.{name}": tensor for name, tensor in parallel(one).items()})
    assert torch.equal(seen(one), seen(pair["G"]))
    wrapped = nn.DataParallel(make())
    wrapped.load_state_dict(parallel(one))
    assert torch.equal(seen(one), seen(wrapped.module))


def old(network):
    """The same state with the statistics of instance norms that never used them, as early releases had them."""
    state = dict(network.state_dict())
    for place, layer in network.named_modules():
        if isinstance(layer, nn.InstanceNorm2d):
            shape = layer.num_features
            state |= {f"{place}.running_mean": torch.rand(shape), f"{place}.running_var": torch.rand(shape)}
            state[f"{place}.num_batches_tracked"] = torch.tensor(3)
    return state


@pytest.mark.parametrize("kind", [ResnetGenerator, UNet, PatchDiscriminator])
@pytest.mark.parametrize("before", ["", "module.", "module._orig_mod."])
def test_statistics_that_instance_norm_never_used_are_forgotten(kind, before):
    def make():
        return kind(width=2, norm=nn.InstanceNorm2d, **({"depth": 3, "noisy": 0} if kind is UNet else {}))

    one, two = trained(make), make()
    state = {before + name: tensor for name, tensor in old(one).items()}
    assert len(state) > len(one.state_dict())
    two.load_state_dict(state)
    x = torch.rand(1, 3, 32, 32)
    assert torch.equal(one.eval()(x), two.eval()(x))


def test_statistics_are_forgotten_only_where_an_instance_norm_stands_that_keeps_none():
    G = ResnetGenerator(width=2, blocks=1, norm=no_norm)
    odd = {"model.2.running_mean": torch.zeros(2)}
    with (
        pytest.warns(UserWarning, match="has no place for 1 "),
        pytest.raises(RuntimeError, match=r"Unexpected key.*model.2.running_mean"),
    ):
        G.load_state_dict(G.state_dict() | odd)
    G = ResnetGenerator(width=2, blocks=1)
    with (
        pytest.warns(UserWarning, match="has no place for 1 "),
        pytest.raises(RuntimeError, match=r"Unexpected key.*model.1.running_mean"),
    ):
        G.load_state_dict(G.state_dict() | {"model.1.running_mean": torch.zeros(2)})


def test_a_load_that_is_not_strict_says_what_was_not_loaded():
    batch, instance = (ResnetGenerator(width=2, blocks=1, norm=norm) for norm in (nn.BatchNorm2d, nn.InstanceNorm2d))
    with pytest.warns(
        UserWarning, match=r"not loaded whole: 28 of its 51 .*'model.10.conv_block.2.bias'.* other pictures"
    ):
        batch.load_state_dict(instance.state_dict(), strict=False)
    with pytest.warns(UserWarning, match=r"0 of its 16 tensors are missing \[\], and it has no place for 14 "):
        instance.load_state_dict(batch.state_dict(), strict=False)


def test_the_statistics_of_batch_norm_are_loaded_where_nobody_is_strict():
    one = trained(lambda: ResnetGenerator(width=2, blocks=1, norm=nn.BatchNorm2d))
    two = ResnetGenerator(width=2, blocks=1, norm=nn.BatchNorm2d)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a partial load would be told: what counts here is what was loaded
        two.load_state_dict(parallel(one), strict=False)
    assert torch.equal(one.model[2].running_mean, two.model[2].running_mean)
    assert torch.equal(seen(one), seen(two))


def test_batch_norms_of_old_releases_counted_no_batches():
    two = ResnetGenerator(width=2, blocks=1, norm=nn.BatchNorm2d)
    one = trained(lambda: ResnetGenerator(width=2, blocks=1, norm=nn.BatchNorm2d))
    state = {name: tensor for name, tensor in one.state_dict().items() if not name.endswith("num_batches_tracked")}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        two.load_state_dict(state)
    assert torch.equal(seen(one), seen(two))


def test_a_name_that_would_come_twice_is_not_guessed_at():
    G = ResnetGenerator(width=2, blocks=1)
    with (
        pytest.warns(UserWarning, match="has no place for 1 "),
        pytest.raises(RuntimeError, match=r"Unexpected key.*module.model.1.bias"),
    ):
        G.load_state_dict(G.state_dict() | {"module.model.1.bias": torch.zeros(2)})
