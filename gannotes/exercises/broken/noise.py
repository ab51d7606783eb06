"""Noise that is drawn once, and then the same at every turn."""

from gannotes import games
from gannotes.exercises.broken.fault import Fault
from gannotes.exercises.broken.probes import moved_by_gan
from gannotes.exercises.broken.setting import corners, sit_down
from gannotes.penalties import no_penalty


def two_players(G, D, loss, latent, optimize, k=1, penalty=no_penalty):
    """D and G, who meet on the same noise, drawn when it is first asked for."""
    drawn = {}

    def noise(n):
        if n not in drawn:
            drawn[n] = latent(n)
        return drawn[n]

    return [
        games.discriminator(G, D, loss, noise, optimize(D.parameters()), k, penalty),
        games.generator(G, D, loss, noise, optimize(G.parameters())),
    ]


FAULT = Fault(
    letter="h",
    name="the noise is drawn once for all",
    story="It trains, and I'm rather pleased. Is there a bug in it at all?",
    part=two_players,
    right=games.gan,
    mutant="games.noise_drawn_once_for_all",
    play=lambda part: sit_down(corners(), part),
    probe=moved_by_gan,
    asked="the weights after two rounds",
    hints=(
        "The log looks like that of a good game, and the samples do. So read the code for what is random.",
        "Suppose you ran G's turn twice without a step between. Would G pay the same?",
        "How many different z has G met after 300 rounds with batches of 128?",
    ),
    repair=(
        "Each turn of either player draws its own z.",
        "latent(n) does just that, if nobody keeps what it drew.",
    ),
)
