"""Gradient penalties that are fair to nobody: the wrong norm, the wrong points, the wrong graph."""

import torch

from gannotes import penalties
from mutants.mutant import mutant


@mutant(
    trap=1,
    place="penalties.slope",
    truth="Each sample has its own slope: one norm over all axes but the first.",
    killer="test_penalties.py::test_a_linear_critic_of_slope_one_pays_nothing_at_any_batch_size",
)
def one_norm_over_the_whole_batch(D, x):
    x = x.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.norm()


@mutant(
    trap=2,
    place="penalties.slope",
    truth="An image is one point: its slope is one norm over channels, rows and columns together.",
    killer="test_penalties.py::test_the_norm_is_over_all_axes_of_an_image",
)
def norm_over_the_channels_alone(D, x):
    x = x.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.norm(2, dim=1)


@mutant(
    trap=3,
    place="penalties.wgan_gp",
    truth="One weight for each sample: with one for each pixel the point is in a box, not on the segment.",
    killer="test_penalties.py::test_wgan_gp_takes_one_point_a_sample_on_the_segment_from_real_to_fake",
)
def a_weight_for_each_pixel(weight=10.0, generator=None):
    def penalty(D, real, fake):
        t = torch.rand(real.shape, generator=generator, device=real.device, dtype=real.dtype)
        return weight * (penalties.slope(D, t * real + (1 - t) * fake) - 1).square().mean()

    return penalty


@mutant(
    trap=3,
    place="penalties.wgan_gp",
    truth="One weight for each sample: with one for all, a batch sees a single fraction of the way.",
    killer="test_penalties.py::test_wgan_gp_takes_one_point_a_sample_on_the_segment_from_real_to_fake",
)
def one_weight_for_the_batch(weight=10.0, generator=None):
    def penalty(D, real, fake):
        t = torch.rand(1, generator=generator, device=real.device, dtype=real.dtype)
        return weight * (penalties.slope(D, t * real + (1 - t) * fake) - 1).square().mean()

    return penalty


@mutant(
    trap=3,
    place="penalties.wgan_gp",
    truth="The weight is uniform on [0, 1]: fixed at 1, the slope is asked for at the data and nowhere between.",
    killer="test_penalties.py::test_wgan_gp_of_a_kink_halfway_is_half_its_weight",
)
def the_data_alone(weight=10.0, generator=None):
    def penalty(D, real, fake):
        return weight * (penalties.slope(D, real) - 1).square().mean()

    return penalty


@mutant(
    trap=4,
    place="penalties.slope",
    truth="The slope is differentiated once more, in D's weights: that takes create_graph.",
    killer="test_train.py::test_a_penalty_is_added_to_what_d_pays_and_felt_by_its_weights",
)
def slope_without_its_graph(D, x):
    x = x.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(D(x).sum(), x)
    return gradient.reshape(len(x), -1).norm(dim=1)


@mutant(
    trap=5,
    place="penalties.slope",
    truth="At zero gradient the root's derivative is infinite times 0, nan; norm says 0 there.",
    killer="test_penalties.py::test_a_flat_critic_pays_the_whole_weight_and_no_gradient_is_nan",
)
def root_of_a_sum_of_squares(D, x):
    x = x.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.reshape(len(x), -1).square().sum(dim=1).sqrt()


@mutant(
    trap=17,
    place="penalties.r1",
    truth="Mescheder et al. (2018), eq. 9: the weight is halved.",
    killer="test_penalties.py::test_r1_looks_at_the_data_alone_with_the_papers_half",
)
def r1_without_its_half(weight=10.0):
    def penalty(D, real, fake):
        return weight * penalties.slope(D, real).square().mean()

    return penalty


@mutant(
    trap=17,
    place="penalties.wgan_gp",
    truth="The penalty is an expectation: a mean over the batch.",
    killer="test_penalties.py::test_the_norm_is_over_all_axes_of_an_image",
)
def penalty_summed_over_the_batch(weight=10.0, generator=None):
    def penalty(D, real, fake):
        one_each = (len(real), *[1] * (real.dim() - 1))
        t = torch.rand(one_each, generator=generator, device=real.device, dtype=real.dtype)
        return weight * (penalties.slope(D, t * real + (1 - t) * fake) - 1).square().sum()

    return penalty


@mutant(
    trap=9,
    place="penalties.r2",
    truth="R2 is the slope at the fakes; at the reals it is R1 once more.",
    killer="test_penalties.py::test_r2_looks_at_the_fakes_alone_with_the_papers_half_and_sends_nothing_to_g",
)
def r2_at_the_reals(weight=10.0):
    return penalties.r1(weight)


@mutant(
    trap=17,
    place="penalties.Every.__call__",
    truth="Karras et al. (2020): what is charged every n-th turn alone is charged n times, or it weighs an n-th.",
    killer="test_penalties.py::test_a_lazy_penalty_is_charged_every_nth_turn_n_times",
)
def a_lazy_penalty_at_its_plain_weight(self, D, real, fake):
    due = self.turn % self.n == 0
    self.turn += 1
    return self.penalty(D, real, fake) if due else penalties.no_penalty(D, real, fake)
