"""Games in which a player pays for the wrong thing, or moves out of turn."""

import torch

from gannotes import games
from gannotes.train import Descent, no_projection
from mutants.mutant import mutant


@mutant(
    trap=4,
    place="games.gan.discriminator",
    truth="The penalty is part of what D pays.",
    killer="test_train.py::test_a_penalty_is_added_to_what_d_pays_and_felt_by_its_weights",
)
def penalty_computed_but_not_added(G, D, loss, latent, optimizer, k=1, penalty=games.no_penalty, project=no_projection):
    def objective(x, *y):
        games.check_reach(G, x)
        with torch.no_grad():
            fake = G(latent(len(x)), *y)
        cost = loss.for_discriminator(D(x, *y), D(fake, *y))
        penalty(lambda x: D(x, *y), x, fake)
        return cost

    return Descent("D", objective, optimizer, steps=k, project=project)


@mutant(
    trap=9,
    place="games.gan.discriminator",
    truth="for_discriminator takes the logits of the data first.",
    killer="test_train.py::test_play_is_the_papers_pseudo_code_typed_flat",
)
def fakes_passed_as_reals(G, D, loss, latent, optimizer, k=1, penalty=games.no_penalty, project=no_projection):
    def objective(x, *y):
        games.check_reach(G, x)
        with torch.no_grad():
            fake = G(latent(len(x)), *y)
        cost = loss.for_discriminator(D(fake, *y), D(x, *y))
        return cost + penalty(lambda x: D(x, *y), x, fake)

    return Descent("D", objective, optimizer, steps=k, project=project)


@mutant(
    trap=10,
    place="games.gan.generator",
    truth="In D's turn the fakes are fixed; in G's turn the gradient must pass through them.",
    killer="test_train.py::test_a_player_moves_only_its_own_weights",
)
def fakes_detached_in_the_generators_turn(G, D, loss, latent, optimizer):
    def objective(x, *y):
        fake = G(latent(len(x)), *y).detach()
        return loss.for_generator(D(fake, *y))

    return Descent("G", objective, optimizer)


@mutant(
    trap=11,
    place="games.infogan.Code.log_class",
    truth="Categorical.log_prob wants indices; one-hot rows of two classes, two in a batch, broadcast to (2, 2).",
    killer="test_conditions.py::test_log_class_picks_the_class_that_was_drawn_where_batch_and_classes_are_two",
)
def rows_given_where_indices_are_wanted(self, said, c):
    named = torch.distributions.Categorical(logits=said[:, : self.classes], validate_args=False)
    return named.log_prob(c[:, : self.classes])


@mutant(
    trap=14,
    place="games.gan.check_reach",
    truth="tanh ends at -1 and 1: no G that ends in it makes a pixel of 255.",
    killer="test_train.py::test_data_beyond_a_tanh_generators_reach_are_refused",
)
def data_taken_as_they_come(G, x):
    if not torch.isfinite(x).all():
        raise ValueError("the data must be finite")


@mutant(
    trap=16,
    place="games.gan.gan",
    truth="Algorithm 1: D takes its k steps first, then G takes one.",
    killer="test_train.py::test_play_is_the_papers_pseudo_code_typed_flat",
)
def generator_before_discriminator(G, D, loss, latent, optimize, k=1, penalty=games.no_penalty, project=no_projection):
    return [
        games.generator(G, D, loss, latent, optimize(G.parameters())),
        games.discriminator(G, D, loss, latent, optimize(D.parameters()), k, penalty, project),
    ]


@mutant(
    trap=16,
    place="train.play",
    truth="Each player has as many turns in a round as it says: D has k.",
    killer="test_train.py::test_each_round_gives_d_its_k_turns_then_g_one_each_with_a_fresh_batch",
)
def one_turn_each_whatever_k(players, batches, rounds):
    for _ in range(rounds):
        yield {player.name: player.move(next(batches)) for player in players}


@mutant(
    trap=16,
    place="train.play",
    truth="Each turn sees fresh samples of the data.",
    killer="test_train.py::test_each_round_gives_d_its_k_turns_then_g_one_each_with_a_fresh_batch",
)
def one_batch_for_the_whole_round(players, batches, rounds):
    for _ in range(rounds):
        paid, batch = {}, next(batches)
        for player in players:
            for _ in range(player.steps):
                paid[player.name] = player.move(batch)
        yield paid


@mutant(
    trap=16,
    place="games.gan.gan",
    truth="Each turn, of D and of G, draws z anew.",
    killer="test_train.py::test_fresh_noise_at_every_turn",
)
def noise_drawn_once_for_all(G, D, loss, latent, optimize, k=1, penalty=games.no_penalty, project=no_projection):
    drawn = {}

    def same(n):
        if n not in drawn:
            drawn[n] = latent(n)
        return drawn[n]

    return [
        games.discriminator(G, D, loss, same, optimize(D.parameters()), k, penalty, project),
        games.generator(G, D, loss, same, optimize(G.parameters())),
    ]


@mutant(
    trap=16,
    place="train.gathered",
    truth="Every player has its turn in every round, whatever it was handed over in: a generator is used up after one.",
    killer="test_train.py::test_a_generator_of_players_plays_every_round",
)
def players_gone_through_once(players):
    return players


@mutant(
    trap=14,
    place="games.gan.fakes",
    truth="Bad data are refused in the first player's turn, before anybody has moved.",
    killer="test_games_slopes.py::test_bad_pictures_are_refused_before_any_player_moves",
)
def fakes_for_any_data(G, x, *told):
    with torch.no_grad():
        return G(*told)


@mutant(
    trap=9,
    place="games.gan.generator",
    truth="In G's turn the first logits are those of its fakes, the others those of the reals.",
    killer="test_games_slopes.py::test_in_gs_turn_d_looks_at_the_reals_once_and_only_for_a_loss_that_asks",
)
def reals_in_the_place_of_gs_fakes(G, D, loss, latent, optimizer):
    def objective(x, *y):
        return loss.in_turn_of_generator(D(x, *y), lambda: D(G(latent(len(x)), *y), *y))

    return Descent("G", objective, optimizer)


@mutant(
    trap=46,
    place="games.gan.gan",
    truth="An optimizer moves the weights that it was made of: G's turn must move G's.",
    killer="test_train.py::test_a_player_moves_only_its_own_weights",
)
def both_optimizers_for_d(G, D, loss, latent, optimize, k=1, penalty=games.no_penalty, project=no_projection):
    return [
        games.discriminator(G, D, loss, latent, optimize(D.parameters()), k, penalty, project),
        games.generator(G, D, loss, latent, optimize(D.parameters())),
    ]
