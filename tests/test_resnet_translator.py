"""The ResNet generator is the published one: its size, its names, and the function that its weights compute."""

import pytest
import torch
from torch.nn.functional import conv2d, conv_transpose2d, instance_norm, pad

from gannotes.models.dcgan import num_parameters
from gannotes.models.translate import DomainDiscriminator, ResnetGenerator


def test_the_published_size_weight_for_weight():
    assert num_parameters(ResnetGenerator()) == 11_378_179
    by_hand = 3 * 64 * 49 + 64 + 64 * 128 * 9 + 128 + 128 * 256 * 9 + 256 + 9 * 2 * (256 * 256 * 9 + 256)
    by_hand += 256 * 128 * 9 + 128 + 128 * 64 * 9 + 64 + 64 * 3 * 49 + 3
    assert by_hand == 11_378_179


def released(width, blocks):
    """A state dict by the names of the authors' release: nine blocks put the last convolution at 26, six at 23."""
    shapes = {"model.1": (width, 3, 7, 7), "model.4": (2 * width, width, 3, 3), "model.7": (4 * width, 2 * width, 3, 3)}
    for block in range(10, 10 + blocks):
        for place in (1, 5):
            shapes[f"model.{block}.conv_block.{place}"] = (4 * width, 4 * width, 3, 3)
    after = 10 + blocks
    shapes[f"model.{after}"] = (4 * width, 2 * width, 3, 3)
    shapes[f"model.{after + 3}"] = (2 * width, width, 3, 3)
    shapes[f"model.{after + 7}"] = (3, width, 7, 7)
    rng = torch.Generator().manual_seed(0)
    state = {}
    for name, shape in shapes.items():
        turned = name in (f"model.{after}", f"model.{after + 3}")
        state[f"{name}.weight"] = 0.2 * torch.randn(shape, generator=rng, dtype=torch.float64)
        state[f"{name}.bias"] = torch.randn(shape[1 if turned else 0], generator=rng, dtype=torch.float64)
    return state


def typed_flat(state, x, blocks):
    """The network's function by torch.nn.functional alone."""

    def of(name):
        return state[f"model.{name}.weight"], state[f"model.{name}.bias"]

    def mirror(x, width):
        return pad(x, (width,) * 4, mode="reflect")

    x = instance_norm(conv2d(mirror(x, 3), *of("1"))).relu()
    for name in ("4", "7"):
        x = instance_norm(conv2d(x, *of(name), stride=2, padding=1)).relu()
    for block in range(10, 10 + blocks):
        inner = instance_norm(conv2d(mirror(x, 1), *of(f"{block}.conv_block.1"))).relu()
        x = x + instance_norm(conv2d(mirror(inner, 1), *of(f"{block}.conv_block.5")))
    for name in (10 + blocks, 13 + blocks):
        x = instance_norm(conv_transpose2d(x, *of(name), stride=2, padding=1, output_padding=1)).relu()
    return conv2d(mirror(x, 3), *of(17 + blocks)).tanh()


@pytest.mark.parametrize("blocks", [9, 6])
def test_weights_under_the_releases_names_load_and_compute_the_same_function(blocks):
    G = ResnetGenerator(width=4, blocks=blocks).double()
    state = released(4, blocks)
    assert set(G.state_dict()) == set(state)
    G.load_state_dict(state)
    x = torch.rand(2, 3, 24, 32, dtype=torch.float64) * 2 - 1
    assert (G(x) - typed_flat(state, x, blocks)).abs().max() < 1e-10
    assert (G.eval()(x) - typed_flat(state, x, blocks)).abs().max() < 1e-10


def test_the_running_statistics_of_older_files_are_dropped_and_nothing_else():
    state = released(4, 9)
    old = dict(state)
    for place in ("2", "10.conv_block.2"):
        old[f"model.{place}.running_mean"] = torch.randn(4)
        old[f"model.{place}.running_var"] = torch.rand(4)
        old[f"model.{place}.num_batches_tracked"] = torch.tensor(3)
    G = ResnetGenerator(width=4).double()
    G.load_state_dict(old)
    assert torch.equal(G.state_dict()["model.26.bias"], state["model.26.bias"])
    with pytest.warns(UserWarning, match="has no place for 1 "), pytest.raises(RuntimeError, match="Unexpected key"):
        G.load_state_dict({**state, "model.27.weight": torch.zeros(1)})


@pytest.mark.parametrize(("halvings", "sides"), [(2, (8, 12)), (1, (6, 4)), (0, (5, 7))])
def test_pictures_keep_their_size_and_reach(halvings, sides):
    G = ResnetGenerator(channels=1, width=4, blocks=1, halvings=halvings)
    made = G(torch.randn(1, 1, *sides))
    assert made.shape == (1, 1, *sides)
    assert made.abs().max() <= 1


@pytest.mark.parametrize("sides", [(30, 32), (32, 30), (4, 4)])
def test_sides_that_cannot_be_halved_twice_are_refused(sides):
    with pytest.raises(ValueError, match=r"multiples of 4, 8 at least.*crop or scale"):
        ResnetGenerator(width=4, blocks=1)(torch.zeros(1, 3, *sides))


def test_small_beginnings():
    torch.manual_seed(0)
    G = ResnetGenerator(width=32, blocks=2)
    assert abs(G.model[4].weight.std().item() - 0.02) < 0.001
    assert G.model[4].bias.abs().max() == 0


def test_a_judge_of_domains_names_one_for_each_picture():
    D = DomainDiscriminator(4, width=4, layers=2)
    logits, domains = D(torch.rand(3, 3, 32, 32))
    assert logits.dim() == 1
    assert len(logits) % 3 == 0
    assert domains.shape == (3, 4)
