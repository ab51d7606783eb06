"""A discriminator that is told that the fakes are the data."""

import torch

from gannotes import games
from gannotes.exercises.broken.fault import Fault
from gannotes.exercises.broken.probes import moved_by_discriminator
from gannotes.exercises.broken.setting import hills, seated, sit_down
from gannotes.penalties import no_penalty
from gannotes.train import Descent


def discriminators_turn(G, D, loss, latent, optimizer, k=1, penalty=no_penalty):
    """D tells the batch from G's fakes."""

    def for_D(x):
        with torch.no_grad():
            fake = G(latent(len(x)))
        cost = loss.for_discriminator(D(fake), D(x))
        return cost + penalty(D, x, fake)

    return Descent("D", for_D, optimizer, steps=k)


FAULT = Fault(
    letter="c",
    name="D takes the fakes for the data",
    story="D's loss is fine and G's is fine. But all of the samples are the same.",
    part=discriminators_turn,
    right=games.discriminator,
    mutant="games.fakes_passed_as_reals",
    play=lambda part: sit_down(hills(), seated(part)),
    probe=moved_by_discriminator,
    asked="the weights after some of D's turns",
    hints=(
        "D pays little, as if it went well. What does D say to a real, and what to a fake?",
        "A column of the log says how often D puts a real above a fake. What is it for a D that has learnt?",
        "loss.for_discriminator has two arguments.",
    ),
    repair=(
        "show(losses.AdversarialLoss): which logits come first?",
        "Exchange two things, and leave the penalty as it is.",
    ),
)
