"""Runs that go on with part of their state gone: they train all the same, and end elsewhere."""

import torch

from mutants.mutant import mutant

KILLER = "test_kept.py::test_cut_and_continued_is_left_alone_to_the_bit"


@mutant(
    trap=25,
    place="games.image_pool.ImagePool.load_state_dict",
    truth="A pool is part of the run: forgotten, D meets no earlier fakes for its first fifty.",
    killer=KILLER,
)
def an_empty_pool(self, state):
    self.kept = []


@mutant(
    trap=25,
    place="data.streams.Shuffled.load_state_dict",
    truth="A stream goes on in the middle of its pass: begun anew, it shows some rows twice.",
    killer=KILLER,
)
def a_pass_begun_anew(self, state):
    self.place = self.n


@mutant(
    trap=25,
    place="recipes.kept.Randomness.load_state_dict",
    truth="torch's own random state draws dropout's masks.",
    killer=KILLER,
)
def other_dropout(self, state):
    for generator, own in zip(self.generators, state["generators"], strict=True):
        generator.set_state(own)


@mutant(
    trap=25,
    place="recipes.kept.Randomness.load_state_dict",
    truth="The run's own generators draw its noise and its batches.",
    killer=KILLER,
)
def other_noise(self, state):
    torch.set_rng_state(state["torch"])


@mutant(
    trap=25,
    place="recipes.schedules.begun",
    truth="A rate fades from the one that the run began with: taken from the last round's, it fades twice.",
    killer=KILLER,
)
def rates_that_fade_again(group, played):
    return group["lr"]


@mutant(
    trap=25,
    place="train.Descent.load_state_dict",
    truth="An optimizer's memory is part of the run.",
    killer=KILLER,
)
def an_optimizer_without_memory(self, state):
    self.optimizer.load_state_dict({**state, "state": {}})


@mutant(
    trap=25,
    place="games.egan.Population.load_state_dict",
    truth="Each survivor goes on from its own weights.",
    killer=KILLER,
)
def one_survivor_for_all(self, state):
    for parent in self.parents:
        parent.G.load_state_dict(state["parents"][0]["G"])
        parent.optimizer.load_state_dict(state["parents"][0]["optimizer"])


@mutant(
    trap=36,
    place="recipes.kept.checkpoints",
    truth="The newest checkpoint is the one to go on from.",
    killer="test_kept.py::test_the_last_ones_are_kept_and_the_end_is",
)
def the_oldest_last(folder):
    return sorted((file for file in folder.glob("*.safetensors") if file.stem.isdecimal()), reverse=True)
