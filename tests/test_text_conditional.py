"""Encoders hear what there is to hear, and the players that own them draw and judge by it."""

import pytest
import torch

from gannotes.data import world
from gannotes.models import text_conditional
from gannotes.models.encoders import Sound, Words, spectrogram


def words(*captions):
    return world.tokens(list(captions))


def test_a_bag_of_words_hears_which_words_and_not_their_order_or_the_filling():
    torch.manual_seed(0)
    encode = Words(len(world.VOCABULARY), embed_dim=8)
    one, other = encode(words("a winter night, two trees", "a summer night, two trees"))
    assert not torch.allclose(one, other)
    assert torch.allclose(encode(words("two trees, a winter night"))[0], one, atol=1e-6)
    row = words("a winter night, two trees")
    assert torch.allclose(encode(row[:, :5])[0], one, atol=1e-6)
    assert not torch.allclose(encode(words("a a winter night, two trees"))[0], one, atol=1e-3)


def test_what_a_word_adds_is_the_same_in_every_caption():
    torch.manual_seed(0)
    encode = Words(len(world.VOCABULARY), embed_dim=8)
    one, one_with, other, other_with, alone = (
        encode(words(caption))[0] for caption in ("winter", "winter house", "no trees", "no trees house", "house")
    )
    torch.testing.assert_close(one_with - one, other_with - other)
    torch.testing.assert_close(one_with - one, alone)
    torch.testing.assert_close(alone, encode.embed(words("house"))[0, 0] / 2)


def test_a_spectrogram_is_loudest_where_the_tone_is():
    t = torch.arange(4000) / 8000
    for hertz in (250.0, 500.0, 1000.0):
        loud = spectrogram(torch.sin(2 * torch.pi * hertz * t)[None])[0]
        assert loud.mean(1).argmax() == hertz / (8000 / 256)
        assert (spectrogram(2 * torch.sin(2 * torch.pi * hertz * t)[None])[0].sum() > loud.sum()).item()
    assert spectrogram(torch.zeros(2, 4000)).abs().max() == 0


def test_what_is_heard_of_a_sound_does_not_depend_on_when_it_comes():
    torch.manual_seed(0)
    hear = Sound(embed_dim=8)
    sound = world.tones(world.scenes(1, torch.Generator().manual_seed(0)))
    assert hear(sound).shape == (1, 8)
    twice = torch.cat([sound, torch.zeros(1, 256)], 1), torch.cat([torch.zeros(1, 256), sound], 1)
    torch.testing.assert_close(hear(twice[0]), hear(twice[1]), atol=1e-3, rtol=0)


def players(encoder):
    torch.manual_seed(0)
    return text_conditional.Generator(encoder(), latent=4, width=4), text_conditional.Discriminator(
        encoder(), width=4, joint_dim=8
    )


@pytest.mark.parametrize(
    ("encoder", "said"),
    [
        (lambda: Words(len(world.VOCABULARY), 8), lambda scenes: world.tokens(world.english(scenes))),
        (lambda: Sound(8), world.tones),
    ],
    ids=["words", "sound"],
)
def test_players_draw_and_judge_by_what_they_are_told(encoder, said):
    G, D = players(encoder)
    scenes = world.scenes(3, torch.Generator().manual_seed(1)).with_factors(height=torch.tensor([0.0, 0.5, 1.0]))
    y, x = said(scenes), world.pixels(scenes)
    z = torch.zeros(3, 4)
    made = G.eval()(z, y)
    assert made.shape == (3, 3, 32, 32)
    assert made.abs().max() <= 1
    assert (made[0] - made[2]).abs().max() > 0.01 * made.abs().max(), "the same noise, told something else"
    logits = D(x, y)
    assert logits.shape == (3,)
    assert not torch.allclose(D(x, y.roll(1, 0)), logits), "the same pictures, told something else"
    alone = torch.cat([D(x[i : i + 1], y[i : i + 1]) for i in range(3)])
    torch.testing.assert_close(alone, logits)


def test_the_logit_is_how_real_plus_how_well_matched():
    """Miyato and Koyama (2018): with an encoder that says nothing, D judges the picture alone."""
    _, D = players(lambda: Words(len(world.VOCABULARY), 8))
    with torch.no_grad():
        D.embed_condition.weight.zero_()
        D.embed_condition.bias.zero_()
    x = torch.rand(2, 3, 32, 32)
    one, other = words("a winter night", "a summer day"), words("no trees", "a house")
    assert torch.equal(D(x, one), D(x, other))
    with torch.no_grad():
        D.embed_condition.bias.fill_(1.0)
        seen = torch.nn.functional.leaky_relu(D.embed_picture(D.features(x)), 0.2)
    torch.testing.assert_close(D(x, one), D.logit(seen)[:, 0] + seen.sum(1))


def test_each_player_trains_its_own_encoder():
    G, D = players(lambda: Words(len(world.VOCABULARY), 8))
    y = words("a winter night", "a summer day")
    D(G(torch.randn(2, 4), y), y).sum().backward()
    for network in (G, D):
        assert network.encoder.embed.weight.grad.abs().sum() > 0


def test_what_can_not_be_heard_is_refused(as_readers_run):
    with pytest.raises(ValueError, match="rows of zeros only"):
        Words(5)(torch.zeros(2, 3, dtype=torch.long))
    with pytest.raises(ValueError, match=r"256 samples at least, got \(1, 100\)"):
        spectrogram(torch.zeros(1, 100))
    _, D = players(lambda: Words(len(world.VOCABULARY), 8))
    with pytest.raises(ValueError, match=r"shape \(3, 32, 32\), but these have \(1, 28, 28\)"):
        D(torch.zeros(1, 1, 28, 28), words("a house"))
