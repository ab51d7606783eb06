"""A generator that pays by the label of fakes, and so helps D."""

from torch.nn.functional import softplus

from gannotes import losses
from gannotes.exercises.broken.fault import Fault
from gannotes.exercises.broken.probes import paid
from gannotes.exercises.broken.setting import corners, seated, sit_down
from gannotes.losses import AdversarialLoss


def what_they_pay():
    """Cross-entropy on logits; G's is the one that does not saturate."""
    real, fake = (lambda a: softplus(-a)), (lambda a: softplus(a))
    return AdversarialLoss(real=real, fake=fake, generator=fake)


FAULT = Fault(
    letter="b",
    name="G pays by the wrong label",
    story="Both losses go down, so I thought that it converges. The samples left the picture.",
    part=what_they_pay,
    right=losses.non_saturating,
    mutant="losses.generator_with_the_label_for_fakes",
    play=lambda part: sit_down(corners(), seated(), part()),
    probe=paid,
    asked="what both players pay at logits from -200 to 200, and the slopes",
    hints=(
        "Both players pay less and less. Can that be, in a game where one's gain is the other's loss?",
        "Which way do the fakes go: to the data, or away from them?",
        "What should G want of D's logit for a fake? And what does it pay for a high one?",
    ),
    repair=(
        "G wants its fakes to be taken for real.",
        "One of the three curves is another's.",
    ),
)
