"""A generator's turn in which nothing leads back to the generator (ganhacks' oldest question)."""

from gannotes import games
from gannotes.exercises.broken.fault import Fault
from gannotes.exercises.broken.probes import moved_by_generator
from gannotes.exercises.broken.setting import corners, seated, sit_down
from gannotes.train import Descent


def generators_turn(G, D, loss, latent, optimizer):
    """G makes fakes that D takes for real."""

    def for_G(x):
        fake = G(latent(len(x))).detach()  # no gradient where none is needed
        return loss.for_generator(D(fake))

    return Descent("G", for_G, optimizer)


FAULT = Fault(
    letter="a",
    name="no gradient reaches G",
    story="The samples at the end are the samples at the start. Is the learning rate too low?",
    part=generators_turn,
    right=games.generator,
    mutant="games.fakes_detached_in_the_generators_turn",
    play=lambda part: sit_down(corners(), seated(generator=part)),
    probe=moved_by_generator,
    asked="the weights after two of G's turns",
    hints=(
        "Look at the samples at the end and at the start. What has moved?",
        "D learns, and G pays more and more. What would have to happen for G's weights to stay as they are?",
        "Follow the gradient from what G pays back to G's weights, one call after the other.",
    ),
    repair=(
        "In which player's turn do the fakes stand still, and in which must they not?",
        "One call too many stands in the line that makes the fakes.",
    ),
)
