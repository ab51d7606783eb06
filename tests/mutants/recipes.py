"""Runs whose schedule, average or seeds are others than the recipe says: they train all the same."""

import torch

from gannotes.models.ensemble import stack
from mutants.mutant import mutant


@mutant(
    trap=40,
    place="recipes.schedules.scheduled",
    truth="The schedule is a factor of the rate at the start: of the last round's it compounds to nothing.",
    killer="test_schedules_and_averages.py::test_after_each_round_a_rate_is_the_schedule_times_its_start",
)
def a_schedule_that_compounds(turns, players, rounds, schedule=lambda done: 1.0):
    for done, turn in enumerate(turns, start=1):
        for player in players:
            for optimizer in player.optimizers:
                for group in optimizer.param_groups:
                    group["lr"] *= schedule(done / rounds)
        yield turn


@mutant(
    trap=40,
    place="recipes.schedules.scheduled",
    truth="Every player's rate fades: where D's alone does, G overtakes it at the end.",
    killer="test_schedules_and_averages.py::test_after_each_round_a_rate_is_the_schedule_times_its_start",
)
def a_schedule_for_the_first_player(turns, players, rounds, schedule=lambda done: 1.0):
    start = [group["lr"] for optimizer in players[0].optimizers for group in optimizer.param_groups]
    for done, turn in enumerate(turns, start=1):
        groups = [group for optimizer in players[0].optimizers for group in optimizer.param_groups]
        for group, rate in zip(groups, start, strict=True):
            group["lr"] = rate * schedule(done / rounds)
        yield turn


@mutant(
    trap=40,
    place="recipes.averages.averaged",
    truth="The last weights are no average: they jump as the game does.",
    killer="test_schedules_and_averages.py::test_the_average_is_the_flat_transcription",
)
def no_average_at_all(turns, G, decay=0.99):
    for turn in turns:
        yield G, turn


@mutant(
    trap=40,
    place="recipes.averages.averaged",
    truth="`decay` of the average stays: with the two shares exchanged it follows G at once.",
    killer="test_schedules_and_averages.py::test_the_average_is_the_flat_transcription",
)
def the_shares_exchanged(turns, G, decay=0.99):
    from gannotes.recipes.averages import AveragedModel, get_ema_multi_avg_fn

    mean = AveragedModel(G, multi_avg_fn=get_ema_multi_avg_fn(1 - decay))
    for turn in turns:
        mean.update_parameters(G)
        yield mean.module, turn


@mutant(
    trap=41,
    place="recipes.plane.networks",
    truth="Each member starts from its own seed, in any company: not from what its neighbours left of the dice.",
    killer="test_recipes.py::test_a_seed_starts_from_the_same_weights_in_any_company",
)
def one_seed_for_all_members(make, seeds):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seeds[0])
        return stack([make() for _ in seeds])


@mutant(
    trap=41,
    place="recipes.plane.networks",
    truth="A run leaves the global dice as they were: or else what is drawn after it hangs on how long it took.",
    killer="test_recipes.py::test_playing_leaves_the_global_dice_alone",
)
def the_global_dice_rolled(make, seeds):
    members = []
    for seed in seeds:
        torch.manual_seed(seed)
        members.append(make())
    return stack(members)
