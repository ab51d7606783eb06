"""Differentiable augmentation changes what D sees as it says, and lets slopes through."""

import pytest
import torch

from gannotes import games, losses, train
from gannotes.data import differentiable, latents
from gannotes.models import mlp
from gannotes.models.augmented import Augmented

X = torch.rand(200, 3, 8, 6, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * 2 - 1
EACH = {
    "colour": differentiable.colour,
    "translation": differentiable.translation,
    "cutout": differentiable.cutout,
}


def rng(seed=1):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("name", EACH)
def test_a_generator_repeats_it_and_each_picture_has_its_own_chance(name):
    make = EACH[name]
    once, again, other = (make(generator=rng(seed))(X) for seed in (1, 1, 2))
    assert once.shape == X.shape
    assert once.dtype == X.dtype
    assert torch.equal(once, again)
    assert not torch.equal(once, other)
    same = make(generator=rng())(X[:1].repeat(50, 1, 1, 1))
    assert len({picture.numpy().tobytes() for picture in same}) > 5


@pytest.mark.parametrize("name", EACH)
def test_slopes_pass_through(name):
    x = X[:20].clone().requires_grad_()
    assert torch.autograd.gradcheck(
        lambda x: EACH[name](generator=rng())(x), (x[:2, :, :3, :3].detach().requires_grad_(),)
    )
    (slope,) = torch.autograd.grad(EACH[name](generator=rng())(x).sum(), x)
    assert (slope != 0).double().mean() > 0.4


def test_colour_moves_each_picture_as_one():
    """Channels of a grey picture stay equal, and brightness, the mean, moves by half at most, evenly."""
    grey = torch.zeros(4000, 3, 2, 2, dtype=torch.float64)
    moved = differentiable.colour(rng())(grey)
    assert (moved - moved[:, :1, :1, :1]).abs().max() < 1e-12
    means = moved.mean(dim=(1, 2, 3))
    assert (means.min() >= -0.5, means.max() <= 0.5) == (True, True)
    assert means.mean().abs() < 4 * (1 / 12 / 4000) ** 0.5
    assert abs(means.std().item() - (1 / 12) ** 0.5) < 0.01


def test_saturation_reaches_from_grey_to_twice_and_contrast_from_half_to_three_halves():
    red = torch.zeros(4000, 3, 1, 1, dtype=torch.float64)
    red[:, 0] = 1
    spread = differentiable.colour(rng())(red).std(dim=1)[:, 0, 0] / red[0].std()
    assert spread.min() < 0.05
    assert 2.5 < spread.max() <= 3
    assert abs(spread.mean().item() - 1) < 4 * spread.std().item() / 4000**0.5


def test_translation_moves_by_whole_pixels_and_fills_up_with_nought():
    x = torch.arange(1.0, 65.0).reshape(1, 1, 8, 8).repeat(4000, 1, 1, 1)
    moved = differentiable.translation(0.25, rng())(x)
    places = set()
    for picture in moved[:, 0]:
        down, right = divmod(int(picture.max()) - 1, 8)  # the last pixel that is still inside
        row, column = divmod(int(picture.flatten().argmax()), 8)
        shift = (row - down, column - right)
        places.add(shift)
        expected = torch.zeros(8, 8)
        rows, columns = (slice(max(0, s), 8 + min(0, s)) for s in shift)
        from_rows, from_columns = (slice(max(0, -s), 8 - max(0, s)) for s in shift)
        expected[rows, columns] = x[0, 0][from_rows, from_columns]
        assert torch.equal(picture, expected)
    assert places == {(down, right) for down in range(-2, 3) for right in range(-2, 3)}


def test_cutout_takes_a_square_out_and_leaves_the_rest():
    x = torch.ones(4000, 2, 10, 10)
    cut = differentiable.cutout(0.4, rng())(x)
    assert torch.equal(cut[:, 0], cut[:, 1])
    gone = (cut[:, 0] == 0).sum(dim=(1, 2))
    assert gone.max() <= 25
    assert gone.min() > 0
    assert set(cut.unique().tolist()) == {0, 1}
    rows = (cut[:, 0] == 0).any(dim=2).sum(dim=1)
    assert set(rows.tolist()) <= {2, 3, 4, 5}
    assert 3.3 < rows.double().mean() < 3.9  # 4 inside, fewer where the square hangs over the edge


def test_no_share_changes_nothing_and_another_is_refused():
    assert torch.equal(differentiable.translation(0.0, rng())(X), X)
    for make in (differentiable.translation, differentiable.cutout):
        for share in (-0.1, 1.1):
            with pytest.raises(ValueError, match=f"from 0 to 1, got {share}"):
                make(share)


def test_several_come_one_after_the_other():
    both = differentiable.one_after_the_other(lambda x: x + 1, lambda x: 2 * x)
    assert torch.equal(both(X), 2 * (X + 1))


def test_without_a_generator_torchs_own_chance_is_used():
    torch.manual_seed(0)
    once = differentiable.cutout()(X)
    torch.manual_seed(0)
    assert torch.equal(once, differentiable.cutout()(X))


def test_a_game_plays_with_it_and_both_reals_and_fakes_are_seen_changed():
    seen = []

    def flipped(x):
        seen.append(x.shape)
        return x.flip(3)

    G = mlp.Generator(2, (1, 2, 3))
    inner = mlp.Discriminator((1, 2, 3))
    D = Augmented(inner, flipped)
    x = torch.rand(5, 1, 2, 3)
    torch.testing.assert_close(D(x), inner(x.flip(3)))
    seen.clear()
    players = games.gan(G, D, losses.non_saturating(), latents.normal(2), torch.optim.Adam)
    before = [weight.clone() for weight in (*G.parameters(), *inner.parameters())]
    next(train.play(players, iter([(x,)] * 2), 1))
    assert len(seen) == 3  # D's reals, D's fakes, and the fakes of G's turn
    assert all(
        not torch.equal(old, new) for old, new in zip(before, (*G.parameters(), *inner.parameters()), strict=True)
    )
