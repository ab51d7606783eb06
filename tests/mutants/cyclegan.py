"""Games without pairs in which a translator is asked for the wrong thing."""

from torch.nn.functional import l1_loss

from mutants.mutant import mutant


@mutant(
    trap=31,
    place="games.cyclegan.identity_loss",
    truth="G: X -> Y leaves alone what is already in Y; asked to leave x alone, it is asked not to translate.",
    killer="test_cyclegan.py::test_the_identity_term_leaves_each_translators_own_side_alone",
)
def identity_with_its_domains_exchanged(G, F, x, y):
    return l1_loss(G(x), x) + l1_loss(F(y), y)


@mutant(
    trap=17,
    place="games.cyclegan.cycle_loss",
    truth="The cycle's loss is a mean over all values, so that its weight means the same at every size.",
    killer="test_cyclegan.py::test_the_cycle_loss_is_a_mean_over_pictures_channels_and_pixels",
)
def cycle_summed_over_values(G, F, x, y):
    return l1_loss(F(G(x)), x, reduction="sum") + l1_loss(G(F(y)), y, reduction="sum")
