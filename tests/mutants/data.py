"""Data that are not where they are said to be, or not with what they belong to."""

import math

import torch

from gannotes.data import augment, toy
from gannotes.data.domains import Domains
from mutants.mutant import mutant

RANDOM_AFFINE = augment.random_affine


@mutant(
    trap=14,
    place="data.images.labelled",
    truth="Pixels 0 to 255 become -1 to 1, where tanh ends: divided by 127.5, less 1.",
    killer="test_images.py::test_the_digits_fill_the_reach_of_tanh_and_stay_inside",
)
def pixels_from_0_to_2(images, labels, dtype=torch.float32):
    return torch.tensor(images).unsqueeze(1).to(dtype) / 127.5, torch.tensor(labels).long()


@mutant(
    trap=18,
    place="data.toy.ring",
    truth="0 and 2 pi are one angle: linspace puts two of the modes on each other.",
    killer="test_toy.py::test_a_ring_has_as_many_modes_as_it_says_evenly_spaced",
)
def ring_that_closes_on_itself(modes=8, radius=2.0, std=0.02, dtype=torch.float32):
    angle = torch.linspace(0, 2 * math.pi, modes, dtype=dtype)
    return toy.mixture(radius * torch.stack([angle.cos(), angle.sin()], dim=1), std)


@mutant(
    trap=42,
    place="data.streams.shuffled",
    truth="One order for all tensors of a batch: or else a picture has another's label.",
    killer="test_streams.py::test_a_pass_shows_every_row_once_in_another_order_each_time_with_its_label",
)
def each_tensor_in_an_order_of_its_own(*data, batch_size, generator=None):
    while True:
        orders = [torch.randperm(len(data[0]), generator=generator) for _ in data]
        for rows in zip(*[order.split(batch_size) for order in orders], strict=True):
            yield tuple(tensor[own] for tensor, own in zip(data, rows, strict=True))


@mutant(
    trap=42,
    place="data.streams.shuffled",
    truth="A pass shows every row once: drawn one by one, a third of them is missing from it.",
    killer="test_streams.py::test_a_pass_shows_every_row_once_in_another_order_each_time_with_its_label",
)
def rows_drawn_one_by_one(*data, batch_size, generator=None):
    while True:
        rows = torch.randint(len(data[0]), (batch_size,), generator=generator)
        yield tuple(tensor[rows] for tensor in data)


@mutant(
    trap=42,
    place="data.streams.unpaired",
    truth="Two domains without pairs are drawn each by itself: with one draw for both, the pairs are given away.",
    killer="test_domains.py::test_batches_without_pairs_draw_each_side_by_itself",
)
def the_same_rows_of_either_side(x, y, batch_size, generator=None):
    while True:
        rows = torch.randint(len(x), (batch_size,), generator=generator)
        yield x[rows], y[rows]


@mutant(
    trap=43,
    place="data.augment.random_affine",
    truth="Each picture has dice of its own: one draw for the batch turns all of them alike.",
    killer="test_augment.py::test_each_picture_has_dice_of_its_own_and_the_same_seed_the_same_view",
)
def one_view_for_the_batch(x, generator=None, **how):
    return torch.cat([RANDOM_AFFINE(one[None], torch.Generator().manual_seed(0), **how) for one in x])


@mutant(
    trap=43,
    place="data.augment.random_affine",
    truth="What comes in from outside is background: black in -1 to 1 is -1, and the 0 of a border is grey.",
    killer="test_augment.py::test_what_comes_in_from_outside_is_background",
)
def a_grey_border(x, generator=None, **how):
    return RANDOM_AFFINE(x, generator, **{**how, "background": 0.0})


@mutant(
    trap=44,
    place="data.captioned.hard_negatives",
    truth="A wrong caption is wrong: of four seasons drawn anew, every fourth is the one that was there.",
    killer="test_captioned.py::test_a_near_miss_differs_in_one_thing_of_four_each_as_often",
)
def another_season_or_the_same(scenes, generator=None):
    return scenes.with_factors(season=torch.randint(4, (len(scenes),), generator=generator))


@mutant(
    trap=44,
    place="data.captioned.held_out",
    truth="A combination is in the test or in training: scenes held out at random are of combinations that were met.",
    killer="test_captioned.py::test_a_quarter_of_the_combinations_is_kept_and_every_value_is_met_in_training",
)
def scenes_held_out_at_random(scenes):
    return torch.rand(len(scenes), generator=torch.Generator().manual_seed(0)) < 0.25


@mutant(
    trap=44,
    place="data.domains.inverted",
    truth="The test set's digits are in neither domain: a translator would have seen the answer.",
    killer="test_domains.py::test_inverted_digits_and_their_partners",
)
def learnt_from_the_test_set(digits, test=200):
    x, y = digits.chunk(2)
    return Domains(x, -y, digits[:test], -digits[:test])
