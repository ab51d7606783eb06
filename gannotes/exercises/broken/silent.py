"""The generator's cost of the minimax game, where the other one is announced."""

from functools import partial

import torch
from torch.nn.functional import softplus

from gannotes import losses, penalties
from gannotes.exercises.broken.fault import Fault
from gannotes.exercises.broken.probes import paid
from gannotes.exercises.broken.setting import hill, seated, sit_down
from gannotes.losses import AdversarialLoss


def what_they_pay():
    """Cross-entropy on logits: G wants log D(G(z)) to be high."""
    return AdversarialLoss(
        real=lambda a: softplus(-a),
        fake=lambda a: softplus(a),
        generator=lambda a: -softplus(a),  # the fakes' part, turned round
    )


FAULT = Fault(
    letter="d",
    name="G pays the minimax cost, where the other was meant",
    story="G begins on the far side of the data and just stays there, though I took the loss that doesn't saturate.",
    part=what_they_pay,
    right=losses.non_saturating,
    mutant="losses.non_saturating_that_is_minimax",
    play=lambda part: sit_down(
        hill(), seated(penalty=penalties.no_penalty, k=3), part(), partial(torch.optim.SGD, lr=0.1), away=-4.0
    ),
    probe=paid,
    asked="what both players pay at logits from -200 to 200, and the slopes",
    hints=(
        "G stands nearly still, and D is sure of itself. Which three factors does G's gradient have?",
        "G pays almost nothing, and is not one bit better for it. Where is that cost flat?",
        "Compare the curve with what the docstring says that G wants, at a logit of -10.",
    ),
    repair=(
        "Which cost has slope -1 at a logit of -10?",
        "log D = -softplus(-a), and G pays minus that.",
    ),
)
