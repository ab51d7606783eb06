"""Dissections that measure each picture by itself, or leave the knife in."""

from contextlib import contextmanager

import torch

from gannotes import dissect
from mutants.mutant import mutant


@mutant(
    trap=33,
    place="dissect.iou",
    truth="Intersections and unions are summed over all pictures: in a mean of quotients a lone pixel weighs a wood.",
    killer="test_dissect.py::test_iou_is_the_flat_transcription",
)
def iou_averaged_over_pictures(maps, masks, top):
    there, found = masks.transpose(0, 1), []
    for speaks in dissect.top_quantile(maps, masks.shape[2], torch.as_tensor(top).expand(len(there))):
        both, either = (speaks & there).sum((2, 3)), (speaks | there).sum((2, 3))
        found.append((both / either.clamp(min=1)).mean(1))
    return torch.stack(found).to(maps)


@mutant(
    trap=33,
    place="dissect.top_quantile",
    truth="One threshold for the data set: a unit that is silent in a picture speaks nowhere in it.",
    killer="test_dissect.py::test_iou_is_the_flat_transcription",
)
def a_threshold_for_each_picture(maps, size, top):
    for unit in range(maps.shape[1]):
        large = dissect.upsampled(maps[:, unit : unit + 1], size)[:, 0]
        own = torch.stack([dissect.threshold(picture, top) for picture in large], 1)
        yield large > own[:, :, None, None]


@mutant(
    trap=33,
    place="dissect.upsampled",
    truth="Centres of cells lie on centres: aligned corners stretch the map, and units look beside their concepts.",
    killer="test_dissect.py::test_iou_is_the_flat_transcription",
)
def corners_aligned(maps, size):
    return torch.nn.functional.interpolate(maps, (size, size), mode="bilinear", align_corners=True)


@mutant(
    trap=33,
    place="dissect.editing",
    truth="The hook is taken out also when the block fails: otherwise the next picture is edited, too.",
    killer="test_dissect.py::test_hooks_are_gone_after_an_error_also_in_the_naming_of_the_second_layer",
)
@contextmanager
def a_hook_left_in_after_an_error(model, layer, edit):
    hook = dissect.layer_of(model, layer).register_forward_hook(lambda module, given, put_out: edit(put_out))
    yield
    hook.remove()
