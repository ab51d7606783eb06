"""The known faults by number, each found in code or teaching that is in use; and why some have no mutant here."""

TRAPS = {
    1: "gradient penalty: one norm over the whole batch",
    2: "gradient penalty: the norm over the channels of an image",
    3: "gradient penalty: interpolation weights per pixel, one for the batch, or fixed",
    4: "a penalty that is computed but not felt",
    5: "the root of a sum of squares, at zero gradient",
    6: "the logarithm of a probability",
    7: "a loss under another loss's name",
    8: "'minimax saturates because D is near 1' (it is near 0)",
    9: "real and fake swapped; labels that differ between D and G",
    10: "a graph cut: the loss rebuilt from numbers, a detach in G's turn",
    11: "one-hot codes given to Categorical.log_prob",
    12: "logits of shape (n, 1), or of no shape",
    13: "BatchNorm2d(c, 0.8), which sets eps",
    14: "data where a tanh generator can't go",
    15: "batch statistics in a penalised critic",
    16: "Algorithm 1's order, k, or fresh samples not kept",
    17: "a factor 1/2 lost; a sum where a mean is meant",
    18: "a ring of modes by linspace, its ends on each other",
    19: "f-GAN: conjugates wrong by a constant, activations that leave the conjugate's domain",
    20: "Frechet distance: the real root of an eigenvalue just below 0",
    21: "precision and recall exchanged; samples that count themselves",
    22: "Inception score: p log p at p = 0",
    23: "Parzen likelihood without log-sum-exp",
    24: "data-parallel training: the penalty's backward apart from the loss's",
    25: "a resumed run, or a copied player, that forgot part of its state",
    26: "loading pickled objects",
    27: "an exercise's examiner that ignores the answer",
    28: "a check that can't fail",
    29: "chi-squared, Hellinger, total variation: another convention than the one said",
    30: "'cycle consistency makes the translation right' (any bijection is consistent)",
    31: "identity loss with its two domains exchanged",
    32: "'D = 1/2 means success' (a D that sees nothing says so too)",
    33: "dissection: IoU or its threshold for each picture by itself, maps stretched, hooks left in",
}

# Planted as soon as what they would replace is built.
WAITS = {}

NO_CODE = {
    8: "a sentence; the chapters show the slopes",
    24: "nothing here trains in more than one process",
    26: "nothing here loads saved objects",
    30: "a sentence; it takes a counterexample, not a test",
    32: "a sentence; it takes a counterexample, not a test",
}
