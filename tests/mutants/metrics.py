"""Distances between clouds of features that are right on a good day."""

import math

import torch

from gannotes.metrics.distances import around_one_mean, by_differences, by_product, squared
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
