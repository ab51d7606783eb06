"""Losses with the right value and the wrong slope, a neighbour's name, or the wrong way round."""

import torch
from torch.nn.functional import binary_cross_entropy, relu, softplus

from gannotes.losses import AdversarialLoss
from mutants.mutant import mutant


@mutant(
    trap=6,
    place="losses.non_saturating",
    truth="At a = -200 the loss is 200 with slope -1: softplus(-a). The sigmoid is 0 there, and its log infinite.",
    killer="test_losses.py::test_at_a_logit_of_minus_200_the_loss_is_200_with_slope_one",
)
def log_of_the_sigmoid():
    D = torch.sigmoid
    return AdversarialLoss(
        real=lambda a: -torch.log(D(a)),
        fake=lambda a: -torch.log(1 - D(a)),
        generator=lambda a: -torch.log(D(a)),
    )


@mutant(
    trap=6,
    place="losses.non_saturating",
    truth="At a = -200 the loss is 200 with slope -1; an epsilon makes that 18.4 with slope 0.",
    killer="test_losses.py::test_at_a_logit_of_minus_200_the_loss_is_200_with_slope_one",
)
def log_of_the_sigmoid_and_a_bit():
    D, epsilon = torch.sigmoid, 1e-8
    return AdversarialLoss(
        real=lambda a: -torch.log(D(a) + epsilon),
        fake=lambda a: -torch.log(1 - D(a) + epsilon),
        generator=lambda a: -torch.log(D(a) + epsilon),
    )


@mutant(
    trap=6,
    place="losses.non_saturating",
    truth="At a = -200 the loss is 200 with slope -1; binary_cross_entropy cuts its logs off at 100, with slope 0.",
    killer="test_losses.py::test_at_a_logit_of_minus_200_the_loss_is_200_with_slope_one",
)
def cross_entropy_of_the_sigmoid():
    def cross_entropy(a, label):
        return binary_cross_entropy(torch.sigmoid(a), torch.full_like(a, label), reduction="none")

    return AdversarialLoss(
        real=lambda a: cross_entropy(a, 1.0),
        fake=lambda a: cross_entropy(a, 0.0),
        generator=lambda a: cross_entropy(a, 1.0),
    )


@mutant(
    trap=6,
    place="losses.minimax",
    truth="A D that is sure and wrong needs its slope most: at a = 200 on a fake, softplus(a) is 200 with slope 1.",
    killer="test_losses.py::test_a_sure_discriminator_that_is_wrong_pays_its_logit_with_slope_one",
)
def minimax_by_the_log_of_the_sigmoid():
    D = torch.sigmoid
    return AdversarialLoss(
        real=lambda a: -torch.log(D(a)),
        fake=lambda a: -torch.log(1 - D(a)),
        generator=lambda a: torch.log(1 - D(a)),
    )


@mutant(
    trap=7,
    place="losses.minimax",
    truth="In the minimax game G descends log(1 - D), whose slope at a = -10 is -4.5e-5.",
    killer="test_losses.py::test_a_sure_discriminator_silences_minimax_but_not_non_saturating",
)
def minimax_that_is_non_saturating():
    return AdversarialLoss(real=lambda a: softplus(-a), fake=softplus, generator=lambda a: softplus(-a))


@mutant(
    trap=7,
    place="losses.non_saturating",
    truth="The non-saturating G ascends log D, whose slope at a = -10 is nearly 1.",
    killer="test_losses.py::test_a_sure_discriminator_silences_minimax_but_not_non_saturating",
)
def non_saturating_that_is_minimax():
    return AdversarialLoss(real=lambda a: softplus(-a), fake=softplus, generator=lambda a: -softplus(a))


@mutant(
    trap=7,
    place="losses.wasserstein",
    truth="A Wasserstein critic has no margin: its slopes are -1 and 1 everywhere.",
    killer="test_losses.py::test_hinge_stops_at_its_margin_and_wasserstein_never_does",
)
def wasserstein_that_is_hinge():
    return AdversarialLoss(real=lambda a: relu(1 - a), fake=lambda a: relu(1 + a), generator=lambda a: -a)


@mutant(
    trap=9,
    place="losses.least_squares",
    truth="D regresses on `real` at the data and on `fake` at the fakes.",
    killer="test_losses.py::test_every_discriminator_wants_reals_above_fakes",
)
def least_squares_with_its_labels_swapped(real=1, fake=0, target=1):
    return AdversarialLoss(
        real=lambda a: (a - fake) ** 2 / 2,
        fake=lambda a: (a - real) ** 2 / 2,
        generator=lambda a: (a - target) ** 2 / 2,
    )


@mutant(
    trap=9,
    place="losses.wasserstein",
    truth="D and G must agree on which way is real: here D is taught to be low on it, and G still climbs.",
    killer="test_losses.py::test_every_discriminator_wants_reals_above_fakes",
)
def wasserstein_with_d_low_on_real():
    return AdversarialLoss(real=lambda a: a, fake=lambda a: -a, generator=lambda a: -a)


@mutant(
    trap=9,
    place="losses.non_saturating",
    truth="G labels its fakes as real; with D's own label for them it helps D.",
    killer="test_losses.py::test_every_generator_wants_higher_logits_on_its_fakes",
)
def generator_with_the_label_for_fakes():
    return AdversarialLoss(real=lambda a: softplus(-a), fake=softplus, generator=softplus)


@mutant(
    trap=10,
    place="losses.AdversarialLoss.for_generator",
    truth="A tensor made of numbers has no past: the value is right, and no gradient reaches G.",
    killer="test_train.py::test_a_player_moves_only_its_own_weights",
)
def loss_rebuilt_from_numbers(self, fake_logits):
    costs = [self.generator(a).item() for a in fake_logits]
    return torch.tensor(costs, requires_grad=True).mean()


@mutant(
    trap=12,
    place="losses.check_logits",
    truth="(n, 1) against (n,) is (n, n) without a word; only (n,) may pass.",
    killer="test_losses.py::test_a_trailing_axis_on_the_logits_is_refused",
)
def any_shape_with_enough_samples(logits, name):
    if len(logits) == 0:
        raise ValueError(f"{name} must have shape (n,), n > 0; got {tuple(logits.shape)}: end D with .squeeze(1)")


@mutant(
    trap=17,
    place="losses.least_squares",
    truth="Mao et al. (2017), eq. 2, has a half in each of the two losses.",
    killer="test_losses.py::test_least_squares_carries_the_papers_half_and_its_three_labels",
)
def least_squares_without_its_half(real=1, fake=0, target=1):
    return AdversarialLoss(
        real=lambda a: (a - real) ** 2,
        fake=lambda a: (a - fake) ** 2,
        generator=lambda a: (a - target) ** 2,
    )


@mutant(
    trap=17,
    place="losses.AdversarialLoss.for_discriminator",
    truth="The players pay an expectation: a mean, which does not grow with the batch.",
    killer="test_losses.py::test_the_players_pay_a_mean_at_any_batch_size",
)
def sum_over_the_batch(self, real_logits, fake_logits):
    return self.real(real_logits).sum() + self.fake(fake_logits).sum()


@mutant(
    trap=9,
    place="losses.RelativisticLoss.for_discriminator",
    truth="D wants each real above its fake: it pays for minus that lead.",
    killer="test_losses.py::test_relativistic_pays_for_the_lead_of_each_pair_typed_flat",
)
def pairs_with_their_sides_exchanged(self, real_logits, fake_logits):
    return self.curve(fake_logits - real_logits).mean()


@mutant(
    trap=9,
    place="losses.RelativisticLoss.for_generator",
    truth="G wants each fake above its real; the other way round it helps D.",
    killer="test_losses.py::test_relativistic_pays_for_the_lead_of_each_pair_typed_flat",
)
def a_generator_that_pays_as_d_does(self, fake_logits, real_logits):
    return self.curve(real_logits - fake_logits).mean()
