"""Batches and latents: every sample has its chance, and the same dice give the same stream."""

import itertools

import pytest
import scipy.stats
import torch

from gannotes.data import latents, streams, toy


def rng(seed=0):
    return torch.Generator().manual_seed(seed)


def test_fresh_batches_are_new_each_time():
    (a,), (b,) = itertools.islice(streams.fresh(toy.normal(), 5, rng()), 2)
    assert a.shape == b.shape == (5, 1)
    assert not torch.equal(a, b)


def test_a_pass_shows_every_row_once_in_another_order_each_time_with_its_label():
    x, y = torch.arange(12.0)[:, None], torch.arange(12)
    stream = streams.shuffled(x, y, batch_size=4, generator=rng())
    passes = [list(itertools.islice(stream, 3)) for _ in range(2)]
    orders = [torch.cat([labels for _, labels in one]).tolist() for one in passes]
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(12))
    assert orders[0] != orders[1]
    assert all(torch.equal(rows[:, 0], labels) for one in passes for rows, labels in one)


def test_the_last_smaller_batch_is_left_out():
    stream = streams.shuffled(torch.arange(10), batch_size=4, generator=rng())
    assert [len(rows) for (rows,) in itertools.islice(stream, 6)] == [4] * 6


def test_the_same_dice_give_the_same_batches():
    def first(seed):
        return next(streams.shuffled(torch.arange(100), batch_size=10, generator=rng(seed)))[0]

    assert torch.equal(first(0), first(0))
    assert not torch.equal(first(0), first(1))
    torch.manual_seed(0)
    assert len(next(streams.shuffled(torch.arange(100), batch_size=10))[0]) == 10


def test_bad_batches_are_refused_at_once():
    with pytest.raises(ValueError, match=r"have \[3, 4\] rows"):
        streams.shuffled(torch.zeros(3), torch.zeros(4), batch_size=2)
    for size in (0, 5):
        with pytest.raises(ValueError, match=f"a batch of {size} can't be drawn from 4"):
            streams.shuffled(torch.zeros(4), batch_size=size)


@pytest.mark.parametrize("latent", [latents.uniform(1, rng()), latents.stratified(rng())])
def test_uniform_latents_are_uniform_on_minus_one_to_one(latent):
    z = latent(5000)
    assert z.shape == (5000, 1)
    assert scipy.stats.kstest(z[:, 0], "uniform", args=(-1, 2)).pvalue > 0.01


def test_normal_latents_are_normal_in_every_axis():
    z = latents.normal(3, rng(), dtype=torch.float64)(4000)
    assert z.shape == (4000, 3)
    assert z.dtype == torch.float64
    assert all(scipy.stats.kstest(axis, "norm").pvalue > 0.01 for axis in z.T)


def test_stratified_latents_lie_one_in_each_cell():
    z = latents.stratified(rng(), dtype=torch.float64)(100)[:, 0]
    cells = ((z + 1) * 50).floor().long()
    assert cells.tolist() == list(range(100))


def test_latents_live_where_their_dice_do(device):
    chance = torch.Generator(device).manual_seed(0)
    for latent in (latents.uniform(2, chance), latents.normal(2, chance), latents.stratified(chance)):
        assert latent(4).device.type == device.type
