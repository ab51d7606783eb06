"""The painters' game repeats from its seed; and at rest a painter's batch norms know the averaged weights."""

import copy
from collections import deque

import torch

from gannotes.data import latents
from gannotes.models.painter import LATENT, SUMMER_DAY
from gannotes.recipes.scenes import at_rest, painting


def last(seed):
    return deque(painting(seed, rounds=2, **SUMMER_DAY), maxlen=1).pop()


def test_the_same_seed_paints_the_same_and_another_seed_another():
    one, again, other = (torch.nn.utils.parameters_to_vector(last(seed).parameters()) for seed in (0, 0, 1))
    assert torch.equal(one, again)
    assert not torch.allclose(one, other, atol=1e-3)


def test_at_rest_each_batch_norm_has_the_statistics_of_its_own_inputs():
    average = last(0)
    before = copy.deepcopy(average)
    G = at_rest(average)
    z = latents.normal(LATENT, torch.Generator().manual_seed(5))(2000)
    for each, fits in ((G, True), (before, False)):
        first = next(layer for layer in each.modules() if isinstance(layer, torch.nn.BatchNorm2d))
        seen = []
        handle = first.register_forward_pre_hook(lambda _, given, seen=seen: seen.append(given[0]))
        with torch.no_grad():
            each.eval()(z)
        handle.remove()
        (maps,) = seen
        close = torch.allclose(first.running_var, maps.var(dim=(0, 2, 3)), rtol=0.2)
        assert close == fits
    assert not G.training
    assert not any(weight.requires_grad for weight in G.parameters())
