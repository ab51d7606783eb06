"""Not faults of GANs, but of a harness: what it must let live, and what it must not count as found."""

from torch.nn.functional import logsigmoid

from gannotes.losses import AdversarialLoss
from mutants.mutant import mutant


@mutant(
    trap=0,
    place="losses.minimax",
    truth="log D = logsigmoid(a) and log(1 - D) = logsigmoid(-a): the same game in other words.",
    killer="test_losses.py",
)
def minimax_in_other_words():
    return AdversarialLoss(
        real=lambda a: -logsigmoid(a), fake=lambda a: -logsigmoid(-a), generator=lambda a: logsigmoid(-a)
    )


@mutant(
    trap=0,
    place="penalties.slope",
    truth="It takes D and x. Code that can't be called is broken, which any test would see: no fault was found.",
    killer="test_penalties.py::test_the_norm_is_over_all_axes_of_an_image",
)
def a_slope_that_cannot_be_called(D):
    return D


@mutant(
    trap=0,
    place="penalties.slope",
    truth="A test that does not exist finds nothing.",
    killer="test_penalties.py::test_that_was_renamed",
)
def a_fault_whose_test_is_gone(D, x):
    return 0 * x


@mutant(
    trap=0,
    place="penalties.steepness",
    truth="What is not there can't be replaced.",
    killer="test_penalties.py::test_the_norm_is_over_all_axes_of_an_image",
)
def a_fault_in_a_room_that_is_gone(D, x):
    return 0 * x
