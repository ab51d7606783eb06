"""Two optimizers, and both of them D's."""

from gannotes import games
from gannotes.exercises.broken.fault import Fault
from gannotes.exercises.broken.probes import moved_by_gan
from gannotes.exercises.broken.setting import hill, sit_down
from gannotes.penalties import no_penalty


def two_players(G, D, loss, latent, optimize, k=1, penalty=no_penalty):
    """D and G, each with an optimizer of its own."""
    for_D, for_G = optimize(D.parameters()), optimize(D.parameters())
    return [
        games.discriminator(G, D, loss, latent, for_D, k, penalty),
        games.generator(G, D, loss, latent, for_G),
    ]


FAULT = Fault(
    letter="m",
    name="a player moves the other's weights",
    story="G does not move, whatever I change.",
    part=two_players,
    right=games.gan,
    mutant="games.both_optimizers_for_d",
    play=lambda part: sit_down(hill(), part),
    probe=moved_by_gan,
    asked="the weights after two rounds",
    hints=(
        "G stands still to the last digit. Who makes a step in its turn?",
        "Whose weights does each of the two optimizers hold?",
    ),
    repair=("G moves G's weights.", "One letter."),
)
