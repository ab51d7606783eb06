"""Runs on several processes whose players don't learn alike: they train all the same, each on its own."""

import torch
import torch.distributed as dist

from mutants.mutant import mutant

KILLER = "test_processes.py::test_two_processes_equal_one_on_the_joined_batch"


@mutant(
    trap=24,
    place="recipes.processes.mean_gradients",
    truth="Gradients are averaged: added up, two processes learn at twice the rate.",
    killer=KILLER,
)
def gradients_added_up(weights):
    for weight in weights:
        dist.all_reduce(weight.grad)


@mutant(
    trap=24,
    place="recipes.processes.shared",
    truth="Every player shares, not the first alone.",
    killer=KILLER,
)
def the_first_player_alone(players):
    from gannotes.recipes.processes import mean_gradients

    players[0].share = mean_gradients


@mutant(
    trap=24,
    place="recipes.processes.broadcast",
    truth="All processes begin with the same weights.",
    killer=KILLER,
)
def each_from_its_own_weights(*networks):
    torch.manual_seed(0)
