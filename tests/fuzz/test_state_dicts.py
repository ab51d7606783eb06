"""A state dict is loaded whole, under whatever wrapper's names, or it is said what is wrong; translators' files too."""

import contextlib
import warnings

import pytest
import torch
from torch import nn

from fuzz.spoil import spoilt
from gannotes.models.dcgan import no_norm
from gannotes.models.translate import DomainDiscriminator, PatchDiscriminator, ResnetGenerator, UNet
from gannotes.recipes.translators import load, packed

NORMS = [nn.InstanceNorm2d, nn.BatchNorm2d, no_norm, lambda c: nn.InstanceNorm2d(c, track_running_stats=True)]
PLAN = {"channels": 3, "width": 2, "blocks": 1}
X = torch.rand(1, 3, 16, 16, generator=torch.Generator().manual_seed(0))


def networks(rng):
    """Two of one kind, with weights of their own."""
    norm, more = rng.choice(NORMS), rng.randrange(2)
    make = rng.choice(
        [
            lambda: ResnetGenerator(width=2, blocks=more, norm=norm),
            lambda: UNet(width=2, depth=2 + more, noisy=0, norm=norm),
            lambda: PatchDiscriminator(width=2, layers=1 + more, norm=norm),
            lambda: DomainDiscriminator(2, width=2, layers=1 + more, norm=norm),
        ]
    )
    torch.manual_seed(rng.randrange(2**32))
    one, two = make(), make()
    one.train()(torch.randn(2, 3, 16, 16))  # moves what statistics there are
    return one.eval(), two.eval()


def seen(network):
    with torch.no_grad():
        made = network(X)
    return torch.cat([part.flatten() for part in made]) if isinstance(made, tuple) else made


def wrapped(state, rng):
    before = "".join(rng.choices(["module.", "_orig_mod."], k=rng.randrange(4)))
    return {before + name: tensor for name, tensor in state.items()}


def with_old_statistics(network, rng):
    """The state, and some of the statistics that its instance norms would have, had they kept any."""
    state = dict(network.state_dict())
    for place, layer in network.named_modules():
        if isinstance(layer, nn.InstanceNorm2d) and not layer.track_running_stats:
            for what in rng.sample(["running_mean", "running_var", "num_batches_tracked"], rng.randrange(4)):
                state[f"{place}.{what}"] = torch.rand(layer.num_features)
    return state


def test_a_state_is_loaded_whole_under_whatever_names(fuzz):
    def check(rng):
        one, two = networks(rng)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            two.load_state_dict(wrapped(with_old_statistics(one, rng), rng), strict=rng.random() < 0.5)
        assert torch.equal(seen(one), seen(two))

    fuzz(check)


def test_a_state_that_lacks_something_or_has_more_is_never_loaded_in_silence(fuzz):
    def check(rng):
        one, two = networks(rng)
        state = wrapped(one.state_dict(), rng)
        name = rng.choice([name for name in state if not name.endswith("num_batches_tracked")])
        tensor = state.pop(name)
        if rng.random() < 0.5:
            state[name + rng.choice(["", ".x", "s"])] = torch.cat([tensor, tensor])
        strict = rng.random() < 0.5
        if strict or name in state:  # a tensor of another size is an error to torch itself
            with warnings.catch_warnings(action="ignore"), pytest.raises(RuntimeError, match=name.split(".")[-1]):
                two.load_state_dict(state, strict=strict)
        else:
            with pytest.warns(UserWarning, match="is not loaded whole"):
                two.load_state_dict(state, strict=False)

    fuzz(check)


def test_a_file_of_translators_is_loaded_or_refused_in_a_sentence(tmp_path, fuzz):
    torch.manual_seed(0)
    whole = packed(*(ResnetGenerator(width=2, blocks=1) for _ in range(2)), PLAN)
    file = tmp_path / "translators.safetensors"

    def check(rng):
        file.write_bytes(content := spoilt(whole, rng))
        if content == whole:
            load(file)
            return
        with contextlib.suppress(ValueError):  # nothing else
            assert packed(*load(file), PLAN)[-1000:] == content[-1000:]
            assert len(content) == len(whole)  # another weight, as far as anyone can tell

    fuzz(check)
