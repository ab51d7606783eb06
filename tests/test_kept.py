"""A run that was cut anywhere and goes on ends as the run left alone, bit for bit: for every game there is."""

import copy
import json
import pkgutil
import random
from functools import partial

import every_game
import pytest
import torch
from every_game import Bends, Made, Setting, X, shuffled
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn
from torch.optim import Adam

from gannotes import games, losses, penalties, recipes, train
from gannotes.data import latents, streams, toy
from gannotes.models import mlp, spectral
from gannotes.recipes import checkpoints, kept, parts_of_a_run, restored
from gannotes.recipes.checkpoints import read_checkpoint
from gannotes.recipes.kept import keep
from gannotes.recipes.schedules import scheduled

ROUNDS = 9
ADAM = partial(Adam, lr=1e-2, betas=(0.5, 0.9))
LOSS = losses.non_saturating()
DATA = X.float()


def clipped(to):
    of = every_game.networks(to, G=Bends(2, 3), D=mlp.Discriminator((3,), (6,)))
    how = {"k": 2, "project": penalties.clip(of["D"], 0.1)}
    players = games.gan(*of.values(), losses.wasserstein(), to.latent, to.optimize, **how)
    return Made(of, players, **shuffled(to, X))


def spectrally_normalized(to):
    of = every_game.networks(to, G=Bends(2, 3), D=spectral.spectral_normalized(mlp.Discriminator((3,), (6,))))
    return Made(of, games.gan(*of.values(), losses.hinge(), to.latent, to.optimize), **shuffled(to, X))


def with_dropout_and_fresh_data(to):
    D = nn.Sequential(nn.Linear(1, 6), nn.Dropout(), nn.Linear(6, 1), nn.Flatten(0))
    of = every_game.networks(to, G=Bends(2, 1), D=D)
    players = games.gan(*of.values(), to.loss, to.latent, to.optimize)
    return Made(of, players, X[:6, :1].float(), streams.fresh(toy.normal(), 8, to.rng))


def with_pools(to):
    return every_game.cyclegan(to, (games.ImagePool(5, to.rng), games.ImagePool(5, to.rng)), cycle=10.0, identity=5.0)


def reinforce_with_a_moving_mean(to):
    return every_game.reinforce(to, baseline=games.MovingMean())


VARIANTS = {
    "gan, R1": partial(every_game.gan, penalty=penalties.r1(1.0)),
    "gan, R3GAN's penalties": partial(every_game.gan, penalty=penalties.total(penalties.r1(1.0), penalties.r2(1.0))),
    "reinforce, moving mean": reinforce_with_a_moving_mean,
    "gan, WGAN-GP": partial(every_game.gan, penalty=penalties.wgan_gp(1.0)),
    "gan, clipped": clipped,
    "gan, spectral norm": spectrally_normalized,
    "gan, dropout": with_dropout_and_fresh_data,
    "cyclegan, with pools": with_pools,
}
GAMES = {**every_game.GAMES, **VARIANTS}


class Game:
    """A game under way, and the parts that make up its state."""

    def __init__(self, made, rng):
        self.players, self.stream = made.players, made.stream
        self.parts = {**parts_of_a_run(made.networks, made.players, made.stream, rng), **made.more}


def test_every_game_is_here():
    modules = {found.name for found in pkgutil.iter_modules(games.__path__)} - {"image_pool", "whole"}
    assert modules == {name.partition(",")[0] for name in GAMES}


def begun(make, seed):
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    return Game(make(Setting(LOSS, ADAM, latents.normal(2, rng), rng, torch.float32)), rng)


def bits(state):
    """A state as something that is equal only if every bit is."""
    tensors = {}
    plan = checkpoints.taken_apart(state, "", tensors)
    return json.dumps(plan), {name: (t.dtype, t.shape, t.numpy().tobytes()) for name, t in tensors.items()}


def end(game, rounds, played=0, folder=None, stop=None):
    """Plays on, with fading rates and an averaged first network; all the state, and what was paid, at the end."""
    first = next(part for part in game.parts.values() if isinstance(part, nn.Module))
    turns = scheduled(train.play(game.players, game.stream, rounds - played), game.players, rounds, played=played)
    turns = recipes.averaged(turns, first, into=game.parts["average"])
    if folder is not None:
        turns = kept(turns, game.parts, folder, every=1, played=played)
    paid = []
    for done, (_, turn) in enumerate(turns, start=played + 1):
        paid.append(turn)
        if done == stop:
            break
    return bits({name: part.state_dict() for name, part in game.parts.items()}), paid


def with_average(game):
    first = next(part for part in game.parts.values() if isinstance(part, nn.Module))
    game.parts["average"] = recipes.moving_average(first)
    return game


@pytest.mark.parametrize("name", GAMES)
def test_cut_and_continued_is_left_alone_to_the_bit(name, tmp_path):
    make = GAMES[name]
    alone, paid = end(with_average(begun(make, 1)), ROUNDS)
    cut = random.Random(name).randrange(1, ROUNDS)
    _, before = end(with_average(begun(make, 1)), ROUNDS, folder=tmp_path, stop=cut)
    other = with_average(begun(make, 2))  # a new process: nothing of it is as it was
    played = restored(other.parts, tmp_path)
    assert played == cut
    after, rest = end(other, ROUNDS, played, tmp_path)
    assert after == alone
    assert before + rest == paid


def recipe_and_task():
    recipe = recipes.Recipe(LOSS, penalties.every(4, penalties.r1(0.1)), lr=(1e-2, 1e-2))
    task = recipes.Task(
        G=lambda: Bends(2, 3),
        D=lambda: Bends(3),
        latent=partial(latents.normal, 2),
        stream=lambda size, rng: streams.shuffled(DATA, batch_size=size, generator=rng),
        rounds=ROUNDS,
        batch_size=8,
    )
    return recipe, task


def test_a_recipes_run_goes_on_too(tmp_path):
    *_, alone = recipes.run(*recipe_and_task(), seed=3)
    for played, _ in enumerate(recipes.run(*recipe_and_task(), seed=3, folder=tmp_path, every=2), start=1):
        if played == 5:
            break
    went_on = list(recipes.run(*recipe_and_task(), seed=3, folder=tmp_path, every=2))
    assert len(went_on) == ROUNDS - 4
    assert bits(went_on[-1].G.state_dict()) == bits(alone.G.state_dict())
    assert went_on[-1].paid == alone.paid
    assert list(recipes.run(*recipe_and_task(), seed=3, folder=tmp_path, every=2)) == []


def test_the_last_ones_are_kept_and_the_end_is(tmp_path):
    game = with_average(begun(every_game.gan, 1))
    turns = kept(train.play(game.players, game.stream, 7), game.parts, tmp_path, every=2, last=2)
    assert len(list(turns)) == 7
    assert [file.name for file in kept_files(tmp_path)] == ["00000006.safetensors", "00000007.safetensors"]


def kept_files(folder):
    return sorted(folder.iterdir())


@pytest.mark.parametrize("how", [{"every": 0}, {"every": 1, "last": 0}])
def test_a_checkpoint_never_is_refused(how, tmp_path):
    with pytest.raises(ValueError, match=r"every 1 round or more, and the last 1 or more"):
        next(kept([1], {}, tmp_path, **how))


def test_a_folder_without_checkpoints_begins_at_nought(tmp_path):
    assert restored({}, tmp_path / "none") == 0
    (tmp_path / "note.safetensors").touch()
    assert restored({}, tmp_path) == 0


class Holding:
    """A part that is what it was told."""

    def __init__(self, **state):
        self.state = state

    def state_dict(self):
        return self.state

    def load_state_dict(self, state):
        self.state = state


STATE = {
    "numbers": {0: 1, 1: 2.5, 2: True, 3: None, 4: "words", "deep": [{"x": torch.arange(3)}, (1, torch.ones(()))]},
    "bytes": torch.arange(4, dtype=torch.uint8),
    "wide": torch.full((2, 2), 1 / 3, dtype=torch.float64),
    "empty": [torch.empty(0, dtype=torch.long), {}, [], ()],
}


def test_any_state_comes_back_with_its_kinds(tmp_path):
    keep({"part": Holding(**STATE)}, tmp_path, 12, {"seed": 1})
    part = Holding()
    assert restored({"part": part}, tmp_path, {"seed": 1}) == 12
    assert bits(part.state) == bits(STATE)
    assert list(part.state["numbers"]) == [0, 1, 2, 3, 4, "deep"]
    assert isinstance(part.state["numbers"]["deep"][1], tuple)


def test_two_names_of_one_storage_are_kept_each(tmp_path):
    tensor = torch.arange(6.0)
    keep({"part": Holding(a=tensor, b=tensor[:2], c=tensor.view(2, 3).T)}, tmp_path, 1)
    part = Holding()
    restored({"part": part}, tmp_path)
    torch.testing.assert_close(part.state["c"], tensor.view(2, 3).T, rtol=0, atol=0)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_what_is_not_finite_replaces_nothing(tmp_path, bad):
    keep({"part": Holding(x=torch.ones(2))}, tmp_path, 1)
    before = [(file.name, file.read_bytes()) for file in kept_files(tmp_path)]
    with pytest.raises(FloatingPointError, match=r"1 of 2 tensors have values that are not finite, first /part/y"):
        keep({"part": Holding(x=torch.ones(2), y=torch.tensor([1.0, bad]))}, tmp_path, 2)
    assert [(file.name, file.read_bytes()) for file in kept_files(tmp_path)] == before


def test_what_no_file_can_hold_is_refused(tmp_path):
    with pytest.raises(TypeError, match=r"/part/x is a object: a checkpoint holds tensors"):
        keep({"part": Holding(x=object())}, tmp_path, 1)


def two(folder):
    for round in (1, 2):
        keep({"part": Holding(x=torch.full((3,), float(round)))}, folder, round, {"recipe": "R3GAN"})
    return folder / "00000002.safetensors"


@pytest.mark.parametrize("damage", [lambda c: c[:-5], lambda c: c[:30], lambda c: b"", lambda c: b"\xff" * 200])
def test_a_damaged_last_one_is_passed_over_with_a_word(tmp_path, damage):
    newest = two(tmp_path)
    newest.write_bytes(damage(newest.read_bytes()))
    part = Holding()
    with pytest.warns(UserWarning, match=r"00000002.safetensors can't be read, .* goes on from round 1"):
        assert restored({"part": part}, tmp_path, {"recipe": "R3GAN"}) == 1
    assert part.state["x"].tolist() == [1, 1, 1]


def test_if_none_can_be_read_that_is_an_error(tmp_path):
    for file in (two(tmp_path), tmp_path / "00000001.safetensors"):
        file.write_bytes(b"nothing")
    with pytest.raises(ValueError, match=r"2.safetensors can't be read.*; .*1.safetensors can't be read"):
        restored({"part": Holding()}, tmp_path)


ODD = {
    "another format": ({"format": "x"}, "is no checkpoint of this version"),
    "no state": ({"state": None}, "does not hold what a checkpoint holds"),
    "a state that is no JSON": ({"state": "{"}, "does not hold what a checkpoint holds"),
    "an unknown kind": ({"state": '{"set": []}'}, "does not hold"),
    "two kinds": ({"state": '{"dict": [], "list": []}'}, "does not hold"),
    "a tensor that is not there": ({"state": '{"tensor": "/q"}'}, "does not hold"),
    "a round that is no number": ({"round": '"x"'}, "does not hold"),
}


@pytest.mark.parametrize(("changes", "said"), ODD.values(), ids=ODD)
def test_a_strangers_file_is_a_sentence(tmp_path, changes, said):
    file = two(tmp_path)
    with safe_open(file, "pt") as good:
        about, tensors = {**good.metadata(), **changes}, {name: good.get_tensor(name) for name in good.keys()}  # noqa: SIM118
    save_file(tensors, file, {name: text for name, text in about.items() if text is not None})
    with pytest.raises(ValueError, match=said):
        read_checkpoint(file)


def test_another_runs_checkpoint_is_refused(tmp_path):
    two(tmp_path)
    for maker, said in (
        ({"recipe": "DCGAN"}, r"its recipe is 'R3GAN', and this one's 'DCGAN'"),
        ({"recipe": "R3GAN", "size": 64}, r"its size is None, and this one's 64"),
    ):
        with pytest.raises(ValueError, match=said):
            restored({"part": Holding()}, tmp_path, maker)
    with pytest.raises(ValueError, match="differ in the parts G, part"):
        restored({"G": Holding()}, tmp_path, {"recipe": "R3GAN"})


def test_a_network_of_another_shape_is_refused_before_a_weight_moves(tmp_path):
    keep({"G": nn.Linear(2, 3)}, tmp_path, 1)
    G = nn.Linear(2, 4)
    before = copy.deepcopy(G.state_dict())
    with pytest.raises(
        ValueError, match=r"G is built otherwise .*: 2 tensors differ, first bias \(\(3,\) there, \(4,\)"
    ):
        restored({"G": G}, tmp_path)
    assert bits(G.state_dict()) == bits(before)


def test_an_optimizer_of_other_weights_is_refused(tmp_path):
    def player(*shapes):
        weights = [nn.Parameter(torch.ones(shape)) for shape in shapes]
        return train.Descent("D", lambda x: sum(w.sum() for w in weights), ADAM(weights))

    keep({"player D": player(1, 2)}, tmp_path, 1)
    with pytest.raises(ValueError, match="player D does not fit its state in the checkpoint"):
        restored({"player D": player(1)}, tmp_path)


def test_a_stream_of_other_data_is_refused(tmp_path):
    keep({"stream": streams.shuffled(DATA, batch_size=8)}, tmp_path, 1)
    with pytest.raises(ValueError, match="stopped among 42 samples, and now there are 30"):
        restored({"stream": streams.shuffled(DATA[:30], batch_size=8)}, tmp_path)


def test_another_number_of_generators_is_refused(tmp_path):
    keep({"random": recipes.Randomness(torch.Generator())}, tmp_path, 1)
    with pytest.raises(ValueError, match="1 generators were kept, and the run has 0"):
        restored({"random": recipes.Randomness()}, tmp_path)


def test_a_player_that_cannot_be_kept_is_named():
    class Hand:
        name, steps = "hand", 1

        def move(self, batch):
            return 0.0

    with pytest.raises(ValueError, match=r"hand can't be kept: a player needs state_dict\(\)"):
        parts_of_a_run({}, [Hand()], iter(()))
