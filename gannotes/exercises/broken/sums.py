"""A sum over the batch where a mean is meant."""

from functools import partial

import torch
from torch import Tensor

from gannotes.exercises.broken.fault import Fault
from gannotes.exercises.broken.setting import F64, hill, seated, sit_down
from gannotes.losses import AdversarialLoss, non_saturating


def for_discriminator(loss, real_logits, fake_logits):
    """What D pays, for a batch of each: loss.real and loss.fake are its two curves."""
    on_real, on_fake = loss.real(real_logits), loss.fake(fake_logits)
    return on_real.sum() + on_fake.sum()


def paying(part) -> AdversarialLoss:
    """The non-saturating loss, but D pays by the part."""
    usual = non_saturating()
    kind = type("Paying", (AdversarialLoss,), {"for_discriminator": part})
    return kind(usual.real, usual.fake, usual.generator)


def at_two_sizes(part) -> list[Tensor]:
    """What D pays for five logits, and for ten."""
    few = torch.linspace(-3, 2, 5, dtype=F64)
    many = torch.linspace(-1, 4, 10, dtype=F64)
    return [part(non_saturating(), few, many), part(non_saturating(), many, few)]


FAULT = Fault(
    letter="k",
    name="a sum where a mean is meant",
    story="It explodes at once. With Adam the same code runs.",
    part=for_discriminator,
    right=AdversarialLoss.for_discriminator,
    mutant="losses.sum_over_the_batch",
    play=lambda part: sit_down(hill(), seated(), paying(part), partial(torch.optim.SGD, lr=0.1)),
    probe=at_two_sizes,
    asked="what D pays for five logits and for ten",
    hints=(
        "Begin with the first line of the log. What does a D pay that says one half to everything?",
        "By which factor is it off? Compare with the batch size.",
        "With plain gradient descent a cost that is 128 times as large is a step that is 128 times as long.",
    ),
    repair=(
        "The game is about expectations.",
        "Two words of the last line.",
    ),
)
