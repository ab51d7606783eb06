"""The exercises of chapter 1, Generators, before there is an adversary."""

import torch

from gannotes.exercises.examiners import Exercise, number
from gannotes.exercises.functions import function
from gannotes.models.autoencoder import gaussian_kl

F64 = torch.float64


def row(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=F64)


def _vae_loss(decoded: torch.Tensor, x: torch.Tensor, mean: torch.Tensor, log_variance: torch.Tensor) -> torch.Tensor:
    return 2 * ((x - decoded) ** 2).sum(dim=1) + gaussian_kl(mean, log_variance)


def _herd(p: torch.Tensor, rounds: torch.Tensor) -> torch.Tensor:
    D, named = torch.zeros_like(p), torch.zeros_like(p)
    for _ in range(int(rounds)):
        favourite = D.round(decimals=9).argmax()
        named[favourite] += 1
        D += p
        D[favourite] -= 1
    return named


PICTURES = torch.tensor([[0.3, -0.8, 0.5], [1.0, 0.2, -0.4]], dtype=F64)  # 1.5: two pictures of three pixels
IMITATIONS = torch.tensor([[0.1, -0.6, 0.9], [0.4, 0.2, 0.3]], dtype=F64)
MEANS = torch.tensor([[0.5, -1.0], [0.0, 2.0]], dtype=F64)
LOG_VARIANCES = torch.tensor([[-1.0, 0.4], [0.0, -2.0]], dtype=F64)

EXERCISES = {
    "1.1": Exercise(
        number(0.2),
        hints=(
            "Use (1.2): which integral over z is the mean of G(z)?",
            "Integrate (2z - 1) to the fourth over z from 0 to 1; put u = 2z - 1, and mind what becomes of dz.",
        ),
    ),
    "1.2": Exercise(
        function(lambda x: x**-0.75 / 4, cases=[(row(0.0625, 0.3, 1.0),), (row(0.001, 0.8),)]),
        hints=(
            "Which two noises lead to x? Solve (2z - 1) to the fourth = x for z.",
            "At both of them the slope of G has the same size: write it as a power of x.",
            "Test yourself: the area under your density from 0 to 1/16 must be one half.",
        ),
    ),
    "1.3": Exercise(
        number(1.68),
        hints=(
            "You pay only if coin and Pac-Man disagree. How much, and how often?",
            "A miss costs 2 squared. It happens if one of them says right and the other left: that is two cases.",
        ),
    ),
    "1.4": Exercise(
        number(12.25),
        hints=(
            "By what does each of the two means divide its sum in (1.17)?",
            "What matters is one divisor over the other: multiply all by the number of pixels, and look at the price.",
        ),
    ),
    "1.5": Exercise(
        function(
            _vae_loss,
            cases=[
                (IMITATIONS, PICTURES, MEANS, LOG_VARIANCES),
                (IMITATIONS[:1], PICTURES[:1], MEANS[1:], LOG_VARIANCES[1:]),
            ],
            gradient=True,
        ),
        hints=(
            "Two sums in (1.17), each over the axes of one picture: dim=1, and one number is left for each row.",
            "With s = 0.5, what is 2 s squared? And the encoder gave log_variance: what is sigma squared?",
            "Means or sums? Your answer may not change by a factor when a picture has more pixels of error 0.",
        ),
    ),
    "1.6": Exercise(
        number(0.1585),
        hints=(
            "Which of the numbers of the text is g in (1.4), and which L?",
            "torch.special.ndtr is the normal distribution function; it wants a tensor.",
        ),
    ),
    "1.7": Exercise(
        function(
            _herd,
            cases=[
                (row(0.5, 0.3, 0.2, 0.0), torch.tensor(10)),
                (row(0.25, 0.75), torch.tensor(7)),
                (row(1 / 3, 1 / 3, 1 / 3), torch.tensor(5)),
                (row(0.1, 0.6, 0.3), torch.tensor(0)),
            ],
        ),
        hints=(
            "Keep two tensors, the scores and the counts; both start at zeros, as long as p.",
            "In each round: argmax of the scores, one more count there; then scores + p, and 1 less at the favourite.",
            "Are equal scores equal in floating point? D.round(decimals=9).argmax() names the first of them.",
        ),
    ),
}
