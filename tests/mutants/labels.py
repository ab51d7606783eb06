"""Labels that reach one of the players only, or another's sample."""

from gannotes import games
from gannotes.train import Descent, no_projection
from mutants.mutant import mutant


@mutant(
    trap=42,
    place="games.gan.discriminator",
    truth="A fake is judged by the label that it was drawn by: by its neighbour's, G is fought for obeying.",
    killer="test_train.py::test_labels_condition_both_players",
)
def fakes_judged_by_their_neighbours_labels(
    G, D, loss, latent, optimizer, k=1, penalty=games.no_penalty, project=no_projection
):
    def objective(x, *y):
        fake = G(latent(len(x)), *y).detach()
        return loss.for_discriminator(D(x, *y), D(fake, *[label.roll(1, 0) for label in y]))

    return Descent("D", objective, optimizer, steps=k, project=project)


@mutant(
    trap=42,
    place="games.gan.generator",
    truth="G pays for what D says of its fakes by their own labels.",
    killer="test_train.py::test_labels_condition_both_players",
)
def drawn_by_one_label_and_paid_by_another(G, D, loss, latent, optimizer):
    def objective(x, *y):
        return loss.for_generator(D(G(latent(len(x)), *[label.roll(1, 0) for label in y]), *y))

    return Descent("G", objective, optimizer)
