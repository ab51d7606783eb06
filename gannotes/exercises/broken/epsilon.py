"""The logarithm of a probability, with something added so that it is not infinite."""

from functools import partial

import torch

from gannotes import losses, penalties
from gannotes.exercises.broken.fault import Fault
from gannotes.exercises.broken.probes import paid
from gannotes.exercises.broken.setting import hill, seated, sit_down
from gannotes.losses import AdversarialLoss


def what_they_pay():
    """Cross-entropy: minus the log of the probability of what is right."""

    def minus_log(probability):
        return -torch.log(probability + 1e-6)

    return AdversarialLoss(
        real=lambda a: minus_log(torch.sigmoid(a)),
        fake=lambda a: minus_log(1 - torch.sigmoid(a)),
        generator=lambda a: minus_log(torch.sigmoid(a)),
    )


FAULT = Fault(
    letter="e",
    name="a logarithm of a probability, cut off",
    story="G's loss is stuck at one number, to three digits. I had nan before, and got rid of it.",
    part=what_they_pay,
    right=losses.non_saturating,
    mutant="losses.log_of_the_sigmoid_and_a_bit",
    play=lambda part: sit_down(
        hill(), seated(penalty=penalties.no_penalty, k=3), part(), partial(torch.optim.SGD, lr=0.02), away=-25.0
    ),
    probe=paid,
    asked="what both players pay at logits from -200 to 200, and the slopes",
    hints=(
        "What G pays comes to rest at a number. Which one is it, and would it be that for a logit of -30 or -60?",
        "A cost that stays the same whatever the logit has which slope?",
        "exp(-13.82) is 0.000001.",
    ),
    repair=(
        "Work with logits from end to end: -log sigmoid(a) is softplus(-a), exactly.",
        "And 1 - sigmoid(a) is sigmoid(-a).",
    ),
)
