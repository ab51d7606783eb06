"""Networks whose answers have the wrong shape, or hang on who else is in the batch."""

import torch
from torch import nn

from gannotes.models import dcgan, mlp
from mutants.mutant import mutant


@mutant(
    trap=12,
    place="models.mlp.Discriminator.forward",
    truth="One logit for each sample, of shape (n,).",
    killer="test_mlp.py::test_a_generator_gives_pictures_and_a_discriminator_one_logit_each",
)
def logits_left_in_a_column(self, x):
    return self.stack(x.flatten(1))


@mutant(
    trap=12,
    place="models.mlp.Discriminator.forward",
    truth="squeeze(1) takes the last axis away; squeeze() takes the batch's too where there is one sample.",
    killer="test_mlp.py::test_a_generator_gives_pictures_and_a_discriminator_one_logit_each",
)
def every_axis_of_one_squeezed(self, x):
    return self.stack(x.flatten(1)).squeeze()


@mutant(
    trap=15,
    place="models.mlp.Discriminator",
    truth="A sample's logit and slope are its own: with batch statistics they hang on its neighbours.",
    killer="test_mlp.py::test_a_samples_logit_does_not_hang_on_its_neighbours",
)
class DiscriminatorWithBatchNorm(mlp.Discriminator):
    def __init__(self, shape=(1,), hidden=(64, 64), layer=mlp.leaky_layer):
        def normalised(inputs, units):
            return nn.Sequential(nn.Linear(inputs, units), nn.BatchNorm1d(units), nn.LeakyReLU(0.2))

        super().__init__(shape, hidden, normalised)


@mutant(
    trap=13,
    place="models.dcgan.Generator",
    truth="BatchNorm2d's second argument is eps: 0.8 there is no momentum, and a quiet layer stays quiet.",
    killer="test_image_models.py::test_a_normalised_layer_has_unit_variance_whatever_its_scale",
)
class GeneratorWithALargeEpsilon(dcgan.Generator):
    def __init__(self, **how):
        super().__init__(norm=lambda channels: nn.BatchNorm2d(channels, 0.8), **how)


@mutant(
    trap=6,
    place="models.mlp.Discriminator.forward",
    truth="A loss of logits has the sigmoid in it: D's own output has no bounds.",
    killer="test_mlp.py::test_a_logit_has_no_bounds",
)
def a_sigmoid_at_the_end(self, x):
    return torch.sigmoid(self.stack(x.flatten(1)).squeeze(1))
