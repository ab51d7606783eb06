"""What is read, kept or left out wrongly, and without a word."""

import numpy as np
from PIL import Image

from gannotes.metrics import inception_features
from gannotes.recipes import translators
from mutants.mutant import mutant


@mutant(
    trap=34,
    place="data.squares.eight_bits",
    truth="Sixteen bits are divided by 257: what is cut at 255 is white almost everywhere.",
    killer="test_folders.py::test_sixteen_bits_are_divided_by_257_in_each_format",
)
def sixteen_bits_cut_at_eight(grey, picture):
    return Image.fromarray(np.asarray(grey, dtype=np.float64).clip(0, 255).astype(np.uint8))


@mutant(
    trap=34,
    place="data.squares.white",
    truth="A picture's own largest value is white only where nothing says which value is, and then it is said.",
    killer="test_folders.py::test_a_dark_picture_of_sixteen_bits_stays_dark",
)
def each_picture_stretched_by_its_own(grey, picture, high):
    return high


@mutant(
    trap=35,
    place="models.translate.state_dicts.forgotten",
    truth="Batch norm needs its running statistics: a network without them draws another picture.",
    killer="test_state_dicts.py::test_the_statistics_of_batch_norm_are_loaded_where_nobody_is_strict",
)
def statistics_forgotten_by_their_names(network, name):
    return name.endswith(("running_mean", "running_var", "num_batches_tracked"))


@mutant(
    trap=36,
    place="recipes.translators.packed",
    truth="Weights that are not finite replace no good file: losses alone, seen before the step, don't show them.",
    killer="test_commands_translate.py::test_buffers_are_looked_at_too",
)
def whatever_the_networks_hold(G, F, plan):
    state = {f"{name}.{key}": t for name, net in (("G", G), ("F", F)) for key, t in net.state_dict().items()}
    return translators.save(state, metadata={"plan": translators.json.dumps(plan)})


@mutant(
    trap=37,
    place="recipes.whole_files.check_apart",
    truth="Sheets of samples don't go where the pictures are, under whatever name: the next run would train on them.",
    killer="test_commands_translate.py::test_out_among_the_pictures_is_refused_before_anything_is_read_or_written",
)
def compared_by_name_alone(out, *sources):
    if out in sources:
        raise ValueError(f"{out} is, or lies in, {out}: what is written there would be taken for its pictures")


@mutant(
    trap=26,
    place="metrics.inception_features.network",
    truth="A file of weights may run code as it is unpickled: weights_only opens it before anyone else does.",
    killer="test_inception_features.py::test_a_file_that_would_run_code_is_refused",
)
def weights_unpickled_whatever_they_hold(weights=None):
    from torch_fidelity.feature_extractor_inceptionv3 import FeatureExtractorInceptionV3

    path = inception_features.found(weights)
    return FeatureExtractorInceptionV3("inception", ["2048"], feature_extractor_weights_path=str(path))
