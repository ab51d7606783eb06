"""Translators whose distance is a sum, and discriminators that are not told what goes with what."""

import torch

from gannotes import games
from gannotes.games.gan import check_reach
from gannotes.train import Descent
from mutants.mutant import mutant


@mutant(
    trap=17,
    place="games.pix2pix.pair_generator",
    truth="L1 is a mean over pixels and batch: its weight of 100 means the same at every size.",
    killer="test_pix2pix.py::test_the_distance_is_a_mean_whatever_the_batch",
)
def a_sum_of_distances(G, D, loss, optimizer, weight, distance):
    def objective(condition, picture):
        made = G(condition)
        return loss.for_generator(D(made, condition)) + weight * len(made) * distance(made, picture)

    return Descent("G", objective, optimizer)


@mutant(
    trap=10,
    place="games.pix2pix.pair_generator",
    truth="In G's turn D's verdict must reach G through the picture.",
    killer="test_pix2pix.py::test_both_players_pay_the_papers_objective_typed_flat",
)
def a_picture_detached_before_d_sees_it(G, D, loss, optimizer, weight, distance):
    def objective(condition, picture):
        made = G(condition)
        return loss.for_generator(D(made.detach(), condition)) + weight * distance(made, picture)

    return Descent("G", objective, optimizer)


@mutant(
    trap=9,
    place="games.gan_cls.matching_discriminator",
    truth="A real picture with a wrong caption is a fake pair.",
    killer="test_pix2pix.py::test_only_wrong_captions_teach_d_to_listen_when_g_already_draws_the_right_law",
)
def wrong_captions_called_right(G, D, loss, latent, optimizer):
    def objective(x, right, wrong):
        games.check_reach(G, x)
        with torch.no_grad():
            fake = G(latent(len(x)), right)
        true, misled, made = D(x, right), D(x, wrong), D(fake, right)
        return (loss.for_discriminator(misled, true) + loss.for_discriminator(true, made)) / 2

    return Descent("D", objective, optimizer)


@mutant(
    trap=17,
    place="games.gan_cls.matching_discriminator",
    truth="Reed et al. (2016): each of the two kinds of fake pair counts half.",
    killer="test_pix2pix.py::test_the_matchmaker_pays_reeds_algorithm_1_typed_flat",
)
def two_whole_kinds_of_fakes(G, D, loss, latent, optimizer):
    def objective(x, right, wrong):
        check_reach(G, x)
        with torch.no_grad():
            fake = G(latent(len(x)), right)
        true = D(x, right)
        return loss.for_discriminator(true, D(x, wrong)) + loss.for_discriminator(true, D(fake, right))

    return Descent("D", objective, optimizer)
