"""Distances between clouds of features that are right on a good day."""

import math

import torch

from gannotes.metrics.distances import around_one_mean, by_product, squared
from gannotes.metrics.neighbours import precision_recall
from mutants.mutant import mutant


@mutant(
    trap=20,
    place="metrics.frechet_distance",
    truth="Singular covariances have eigenvalues that round to just below 0: their real root is nan.",
    killer="test_metrics_features.py::test_frechet_between_identical_sets_is_zero_with_singular_covariances_too",
)
def frechet_by_roots_of_eigenvalues(x, y):
    root = torch.linalg.eigvals(torch.cov(x.T) @ torch.cov(y.T)).real.sqrt().sum()
    spread = torch.cov(x.T).trace() + torch.cov(y.T).trace()
    return ((x.mean(0) - y.mean(0)).square().sum() + spread - 2 * root).item()


@mutant(
    trap=20,
    place="metrics.frechet_distance",
    truth="The covariances are the unbiased ones (ddof 1).",
    killer="test_metrics_features.py::test_frechet_is_the_papers_formula",
)
def frechet_with_ddof_0(x, y):
    C, C_ = torch.cov(x.T, correction=0), torch.cov(y.T, correction=0)
    root = torch.linalg.eigvals(C @ C_).real.clamp(min=0).sqrt().sum()
    return ((x.mean(0) - y.mean(0)).square().sum() + C.trace() + C_.trace() - 2 * root).item()


@mutant(
    trap=21,
    place="metrics.precision_recall",
    truth="Precision is about the fakes, recall about the reals.",
    killer="test_metrics_features.py::test_a_tight_cluster_inside_a_wide_cloud_is_precise_and_recalls_nothing",
)
def precision_for_recall(real, fake, k=3):
    return precision_recall(fake, real, k)


@mutant(
    trap=21,
    place="metrics.distances.to_the_kth_other",
    truth="A sample is not its own neighbour.",
    killer="test_metrics_features.py::test_precision_and_recall_by_trees",
)
def radii_that_count_the_sample_itself(x, k):
    return squared(x, x).kthvalue(k, dim=1).values


@mutant(
    trap=21,
    place="metrics.distances.within",
    truth="A sample on a ball's surface is inside.",
    killer="test_metrics_features.py::test_a_point_on_the_surface_is_inside",
)
def balls_without_their_surface(distances, radii):
    return distances < radii


@mutant(
    trap=22,
    place="metrics.inception_score",
    truth="0 log 0 = 0: a sure classifier is no accident.",
    killer="test_metrics_features.py::test_the_inception_score_of_sharp_and_even_predictions_is_the_number_of_classes",
)
def p_log_p_of_zero(probabilities):
    p = probabilities
    return (p * (p.log() - p.mean(0).log())).sum(1).mean().exp().item()


@mutant(
    trap=23,
    place="metrics.parzen_log_likelihood",
    truth="In 784 dimensions each Gaussian underflows: the mean is taken by log-sum-exp.",
    killer="test_metrics_features.py::test_parzen_is_finite_in_784_dimensions",
)
def parzen_without_log_sum_exp(samples, test, sigma):
    d = samples.shape[1]
    kernels = (squared(*around_one_mean(test, samples)) / (-2 * sigma**2)).exp()
    return kernels.mean(1).log() - d / 2 * math.log(2 * math.pi * sigma**2)


@mutant(
    trap=21,
    place="metrics.distances.in_balls",
    truth="A distance that equals the radius is inside, though a product rounds both: a fake that is a real is real.",
    killer="test_metrics_features.py::test_fakes_that_are_reals_lie_in_their_balls_whatever_is_rounded",
)
def balls_as_wide_as_rounding_has_it(points, centres, distances, radii):
    return distances <= radii


@mutant(
    trap=21,
    place="metrics.distances.squared",
    truth="Equal rows are at distance 0, not at what three sums happen to round to.",
    killer="test_metrics_features.py::test_equal_rows_are_at_distance_zero_exactly",
)
def distances_of_rounding_noise(x, y):
    return by_product(x, y)


@mutant(
    trap=21,
    place="metrics.report.first_equal",
    truth="A copy has the features of its original, wherever in its batch it stands.",
    killer="test_report.py::test_equal_pictures_have_equal_features_wherever_they_stand",
)
def features_by_place_in_the_batch(pictures):
    return torch.arange(len(pictures))


@mutant(
    trap=28,
    place="metrics.plane._distances_in_std",
    truth="Of no sample no mode is covered, and within -3 standard deviations lies nothing: neither is a judgement.",
    killer="test_metrics_plane.py::test_nothing_to_judge_or_to_judge_by_is_refused",
)
def no_sample_covers_every_mode(x, modes, std):
    return torch.cdist(x, modes.to(x)) / std


@mutant(
    trap=14,
    place="metrics.report.looked_at",
    truth="Digits in [0, 1] are grey on grey for a judge of [-1, 1]: that is said.",
    killer="test_report.py::test_digits_in_the_wrong_range_get_a_warning_and_others_none",
)
def any_range_will_do(pictures):
    return pictures.double()


@mutant(
    trap=14,
    place="metrics.inception_features.as_bytes",
    truth="Pixels in [0, 1] would be bytes from 128 to 255: that is said.",
    killer="test_inception_features.py::test_pixels_of_which_none_is_below_zero_get_a_warning",
)
def bytes_of_any_range(pictures):
    return ((pictures.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).expand(-1, 3, -1, -1)


@mutant(
    trap=28,
    place="metrics.inception_features.as_bytes",
    truth="nan > 1.01 is false: a range check by itself lets a diverged generator pass as black.",
    killer="test_inception_features.py::test_pictures_of_another_kind_are_refused",
)
def nan_is_within_any_range(pictures):
    if pictures.dim() != 4 or pictures.shape[1] not in (1, 3) or pictures.numel() == 0:
        raise ValueError(f"shape (n, 1 or 3, h, w), n > 0; got {tuple(pictures.shape)}")
    if pictures.abs().max() > 1.01:
        raise ValueError(f"pixels in [-1, 1]; these reach from {pictures.min():.3g} to {pictures.max():.3g}")
    return ((pictures.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).expand(-1, 3, -1, -1)
